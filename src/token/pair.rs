//! The keys that sign access tokens: Ed25519, and P-256 for who cannot verify Ed25519.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};
use serde_json::{Value, json};

use crate::domain::digest::sha256;
use crate::domain::signing::{KeyFormat, PublicKey, SigningKey};

law::words! {
    /// Algorithm of access tokens (signaturalgoritme).
    TokenAlgorithm {
        EdDsa "EdDSA" da "Ed25519" en "Ed25519",
        Es256 "ES256" da "ECDSA med P-256" en "ECDSA with P-256",
    }
}

impl TokenAlgorithm {
    /// As the JOSE library has it.
    #[must_use]
    pub fn jose(self) -> Algorithm {
        match self {
            Self::EdDsa => Algorithm::EdDSA,
            Self::Es256 => Algorithm::ES256,
        }
    }
}

/// What stands before the 65 bytes of a P-256 point in its SPKI encoding (RFC 5480).
const SPKI_PREFIX: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 6, 8, 0x2a, 0x86, 0x48, 0xce,
    0x3d, 3, 1, 7, 3, 0x42, 0,
];
/// An uncompressed point: 4, then x and y.
const POINT: usize = 65;
const UNCOMPRESSED: u8 = 4;

/// A public key of a token.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenPublic {
    id: String,
    kind: Kind,
}

#[derive(Clone, PartialEq, Eq)]
enum Kind {
    Ed(PublicKey),
    /// An uncompressed point of P-256.
    Ec([u8; POINT]),
}

impl TokenPublic {
    fn ed(key: PublicKey) -> Self {
        Self { id: key.id().to_owned(), kind: Kind::Ed(key) }
    }

    fn ec(point: [u8; POINT]) -> Self {
        let (x, y) = coordinates(&point);
        let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        let id = BASE64_URL_SAFE_NO_PAD.encode(sha256(canonical.as_bytes()));
        Self { id, kind: Kind::Ec(point) }
    }

    /// Its id, the RFC 7638 thumbprint.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its algorithm.
    #[must_use]
    pub fn algorithm(&self) -> TokenAlgorithm {
        match self.kind {
            Kind::Ed(_) => TokenAlgorithm::EdDsa,
            Kind::Ec(_) => TokenAlgorithm::Es256,
        }
    }

    /// Reads an SPKI PEM text.
    ///
    /// # Errors
    /// The text is none.
    pub fn from_pem(text: &str) -> Result<Self, KeyFormat> {
        let pem = pem::parse(text).map_err(|_| KeyFormat::Pem)?;
        match pem.contents().strip_prefix(&SPKI_PREFIX) {
            Some(point) if pem.tag() == "PUBLIC KEY" && point.first() == Some(&UNCOMPRESSED) => {
                Ok(Self::ec(point.try_into().map_err(|_| KeyFormat::Public)?))
            }
            _ => PublicKey::from_pem(text).map(Self::ed),
        }
    }

    /// SPKI in PEM.
    #[must_use]
    pub fn to_pem(&self) -> String {
        match &self.kind {
            Kind::Ed(key) => key.to_pem(),
            Kind::Ec(point) => {
                let config = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF);
                let spki = [SPKI_PREFIX.as_slice(), point].concat();
                pem::encode_config(&pem::Pem::new("PUBLIC KEY", spki), config)
            }
        }
    }

    /// As a JSON Web Key (RFC 7517).
    #[must_use]
    pub fn to_jwk(&self) -> Value {
        let mut jwk = match &self.kind {
            Kind::Ed(key) => json!({ "kty": "OKP", "crv": "Ed25519", "x": key.x() }),
            Kind::Ec(point) => {
                let (x, y) = coordinates(point);
                json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y })
            }
        };
        jwk["use"] = "sig".into();
        jwk["alg"] = law::Word::code(self.algorithm()).into();
        jwk["kid"] = self.id.as_str().into();
        jwk
    }

    /// For verifying.
    pub(super) fn decoding(&self) -> Result<DecodingKey, jsonwebtoken::errors::Error> {
        match &self.kind {
            Kind::Ed(key) => DecodingKey::from_ed_components(&key.x()),
            Kind::Ec(point) => {
                let (x, y) = coordinates(point);
                DecodingKey::from_ec_components(&x, &y)
            }
        }
    }
}

fn coordinates(point: &[u8; POINT]) -> (String, String) {
    let encode = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
    (encode(&point[1..33]), encode(&point[33..]))
}

impl std::fmt::Debug for TokenPublic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TokenPublic({})", self.id)
    }
}

/// A private key of tokens with its public half. `Debug` prints the id only.
pub struct TokenPair {
    public: TokenPublic,
    pkcs8: Vec<u8>,
    encoding: EncodingKey,
}

impl TokenPair {
    /// A new pair.
    ///
    /// # Errors
    /// The machine has no randomness to give.
    pub fn generate(algorithm: TokenAlgorithm) -> Result<Self, KeyFormat> {
        match algorithm {
            TokenAlgorithm::EdDsa => Self::from_pkcs8(algorithm, SigningKey::generate()?.pkcs8()),
            TokenAlgorithm::Es256 => {
                let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING);
                let pkcs8 = pair.and_then(|pair| pair.to_pkcs8v1());
                Self::from_pkcs8(algorithm, pkcs8.map_err(|_| KeyFormat::Generate)?.as_ref())
            }
        }
    }

    /// Reads a PKCS#8 text.
    ///
    /// # Errors
    /// The text is none, or of another algorithm.
    pub fn from_pkcs8(algorithm: TokenAlgorithm, pkcs8: &[u8]) -> Result<Self, KeyFormat> {
        let (public, encoding) = match algorithm {
            TokenAlgorithm::EdDsa => {
                let key = SigningKey::from_pkcs8(pkcs8)?;
                (TokenPublic::ed(key.public().clone()), EncodingKey::from_ed_der(pkcs8))
            }
            TokenAlgorithm::Es256 => {
                let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8);
                let pair = pair.map_err(|_| KeyFormat::Private)?;
                let point = pair.public_key().as_ref().try_into();
                let point = point.map_err(|_| KeyFormat::Private)?;
                (TokenPublic::ec(point), EncodingKey::from_ec_der(pkcs8))
            }
        };
        Ok(Self { public, pkcs8: pkcs8.to_vec(), encoding })
    }

    /// Its public half.
    #[must_use]
    pub fn public(&self) -> &TokenPublic {
        &self.public
    }

    /// PKCS#8. Secret.
    #[must_use]
    pub fn pkcs8(&self) -> &[u8] {
        &self.pkcs8
    }

    pub(super) fn encoding(&self) -> &EncodingKey {
        &self.encoding
    }
}

impl std::fmt::Debug for TokenPair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TokenPair({})", self.public.id)
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
    use law::Word;

    use super::*;

    #[test]
    fn a_pair_of_either_algorithm_reads_back() {
        for algorithm in TokenAlgorithm::ALL.iter().copied() {
            let pair = TokenPair::generate(algorithm).unwrap();
            let again = TokenPair::from_pkcs8(algorithm, pair.pkcs8()).unwrap();
            assert_eq!(again.public(), pair.public());
            let public = TokenPublic::from_pem(&pair.public().to_pem()).unwrap();
            assert_eq!(&public, pair.public());
            assert_eq!(public.algorithm(), algorithm);
            assert_eq!(public.to_jwk()["alg"], algorithm.code());
            let jwk = serde_json::from_value(public.to_jwk()).unwrap();
            let jwk: jsonwebtoken::jwk::Jwk = jwk;
            let thumbprint = jwk.thumbprint(jsonwebtoken::jwk::ThumbprintHash::SHA256);
            assert_eq!(thumbprint.unwrap(), public.id());
        }
    }

    #[test]
    fn the_spki_prefix_is_the_one_the_library_writes() {
        let pair = TokenPair::generate(TokenAlgorithm::Es256).unwrap();
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pair.pkcs8()).unwrap();
        let der: PublicKeyX509Der<'_> = key.public_key().as_der().unwrap();
        let pem = pem::parse(pair.public().to_pem()).unwrap();
        assert_eq!(der.as_ref(), pem.contents());
    }

    #[test]
    fn a_key_of_one_algorithm_is_none_of_the_other() {
        for (made, read) in [(0, 1), (1, 0)] {
            let pair = TokenPair::generate(TokenAlgorithm::ALL[made]).unwrap();
            let other = TokenPair::from_pkcs8(TokenAlgorithm::ALL[read], pair.pkcs8());
            assert_eq!(other.unwrap_err(), KeyFormat::Private);
        }
        assert_eq!(TokenPublic::from_pem("no key").unwrap_err(), KeyFormat::Pem);
    }
}
