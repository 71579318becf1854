//! Ed25519 keys: they sign access tokens and the heads of the access log.

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use super::digest::sha256;

/// A key could not be made or read. The key itself is not repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFormat {
    /// The key could not be made.
    #[error("the cryptographic library could not make a key")]
    Generate,
    /// Not a PEM file.
    #[error("the key is no PEM text")]
    Pem,
    /// Not an Ed25519 private key.
    #[error("the key is no Ed25519 private key; give PKCS#8 PEM")]
    Private,
    /// Not an Ed25519 public key.
    #[error("the key is no Ed25519 public key; give SPKI PEM")]
    Public,
}

/// A private key with its id. `Debug` prints the id only.
pub struct SigningKey {
    pair: Ed25519KeyPair,
    pkcs8: Vec<u8>,
    public: PublicKey,
}

/// A public key with its id, the RFC 7638 thumbprint: the same key has the same id everywhere.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    id: String,
    raw: [u8; 32],
}

/// What stands before the 32 bytes of an Ed25519 key in its SPKI encoding (RFC 8410).
const SPKI_PREFIX: [u8; 12] = [0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 0x21, 0];

impl SigningKey {
    /// A new key.
    ///
    /// # Errors
    /// The machine has no randomness to give.
    pub fn generate() -> Result<Self, KeyFormat> {
        let pair = Ed25519KeyPair::generate().map_err(|_| KeyFormat::Generate)?;
        let pkcs8 = pair.to_pkcs8v1().map_err(|_| KeyFormat::Generate)?;
        Self::from_pkcs8(pkcs8.as_ref())
    }

    /// Reads a PKCS#8 PEM text.
    ///
    /// # Errors
    /// The text is none.
    pub fn from_pem(text: &str) -> Result<Self, KeyFormat> {
        let pem = pem::parse(text).map_err(|_| KeyFormat::Pem)?;
        if pem.tag() != "PRIVATE KEY" {
            return Err(KeyFormat::Private);
        }
        Self::from_pkcs8(pem.contents())
    }

    /// Reads a PKCS#8 text.
    ///
    /// # Errors
    /// The text is none.
    pub fn from_pkcs8(pkcs8: &[u8]) -> Result<Self, KeyFormat> {
        let pair = Ed25519KeyPair::from_pkcs8(pkcs8).map_err(|_| KeyFormat::Private)?;
        let raw = pair.public_key().as_ref().try_into().map_err(|_| KeyFormat::Private)?;
        Ok(Self { pair, pkcs8: pkcs8.to_vec(), public: PublicKey::from_raw(raw) })
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.public.id
    }

    /// Its public half.
    #[must_use]
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// PKCS#8 in PEM. Secret.
    #[must_use]
    pub fn to_pem(&self) -> String {
        encode_pem("PRIVATE KEY", &self.pkcs8)
    }

    /// PKCS#8. Secret.
    #[must_use]
    pub fn pkcs8(&self) -> &[u8] {
        &self.pkcs8
    }

    /// Signs.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.pair.sign(message).as_ref().to_vec()
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SigningKey({})", self.id())
    }
}

impl PublicKey {
    /// From its 32 bytes.
    #[must_use]
    pub fn from_raw(raw: [u8; 32]) -> Self {
        let x = BASE64_URL_SAFE_NO_PAD.encode(raw);
        let canonical = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
        Self { id: BASE64_URL_SAFE_NO_PAD.encode(sha256(canonical.as_bytes())), raw }
    }

    /// Reads an SPKI PEM text.
    ///
    /// # Errors
    /// The text is none.
    pub fn from_pem(text: &str) -> Result<Self, KeyFormat> {
        let pem = pem::parse(text).map_err(|_| KeyFormat::Pem)?;
        let raw = pem.contents().strip_prefix(&SPKI_PREFIX).ok_or(KeyFormat::Public)?;
        match (pem.tag(), raw.try_into()) {
            ("PUBLIC KEY", Ok(raw)) => Ok(Self::from_raw(raw)),
            _ => Err(KeyFormat::Public),
        }
    }

    /// SPKI in PEM.
    #[must_use]
    pub fn to_pem(&self) -> String {
        encode_pem("PUBLIC KEY", &[SPKI_PREFIX.as_slice(), &self.raw].concat())
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The coordinate `x` of RFC 8037, base64url.
    #[must_use]
    pub fn x(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.raw)
    }

    /// Whether the signature is this key's over this message.
    #[must_use]
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, self.raw).verify(message, signature).is_ok()
    }
}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PublicKey({})", self.id)
    }
}

fn encode_pem(tag: &str, contents: &[u8]) -> String {
    let config = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF);
    pem::encode_config(&pem::Pem::new(tag, contents), config)
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};

    use super::*;

    #[test]
    fn a_key_reads_back_from_its_pem_and_verifies_its_own_signatures_only() {
        let (key, other) = (SigningKey::generate().unwrap(), SigningKey::generate().unwrap());
        let again = SigningKey::from_pem(&key.to_pem()).unwrap();
        assert_eq!(again.id(), key.id());
        let public = PublicKey::from_pem(&key.public().to_pem()).unwrap();
        assert_eq!(&public, key.public());
        let signature = again.sign(b"head");
        assert!(public.verifies(b"head", &signature));
        assert!(!public.verifies(b"heat", &signature));
        assert!(!other.public().verifies(b"head", &signature));
        assert!(!public.verifies(b"head", &signature[1..]));
    }

    #[test]
    fn the_spki_prefix_is_the_one_the_library_writes() {
        let key = SigningKey::generate().unwrap();
        let der: PublicKeyX509Der<'_> = key.pair.public_key().as_der().unwrap();
        assert_eq!(der.as_ref(), [SPKI_PREFIX.as_slice(), &key.public.raw].concat());
    }

    #[test]
    fn the_id_is_the_thumbprint_of_rfc_8037_appendix_a() {
        let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
        let raw: [u8; 32] = BASE64_URL_SAFE_NO_PAD.decode(x).unwrap().try_into().unwrap();
        let key = PublicKey::from_raw(raw);
        assert_eq!(key.id(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        assert_eq!(key.x(), x);
    }

    #[test]
    fn what_is_no_key_is_refused_and_debug_shows_no_secret() {
        let key = SigningKey::generate().unwrap();
        assert_eq!(SigningKey::from_pem("no key").unwrap_err(), KeyFormat::Pem);
        assert_eq!(SigningKey::from_pem(&key.public().to_pem()).unwrap_err(), KeyFormat::Private);
        assert_eq!(PublicKey::from_pem(&key.to_pem()).unwrap_err(), KeyFormat::Public);
        assert_eq!(format!("{key:?}"), format!("SigningKey({})", key.id()));
    }
}
