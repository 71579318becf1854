//! The key under which private keys are kept in the database (AES-256-GCM). It stands outside the
//! database, in the environment or in a file: a copy of the database signs nothing.

use aws_lc_rs::aead::{AES_256_GCM, Aad, Nonce, RandomizedNonceKey};
use aws_lc_rs::rand;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use super::digest::{hex, sha256};

/// Bytes of the key, and of the nonce that stands before what was wrapped.
const KEY: usize = 32;
const NONCE: usize = 12;

/// Why nothing was wrapped or unwrapped. No key is repeated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrapError {
    /// Not a key.
    #[error("the wrapping key is not 32 bytes in base64url; make one with `stifinder key make`")]
    Key,
    /// The library failed.
    #[error("the cryptographic library could not wrap a key")]
    Library,
    /// Not something wrapped.
    #[error("what should be a wrapped key is none")]
    Form,
    /// Wrapped under another key.
    #[error("it was wrapped under the key `{0}`, which is not the one given; give that one")]
    Other(String),
    /// Changed since it was wrapped, or moved to another row.
    #[error("a wrapped key was changed since it was wrapped, or belongs elsewhere")]
    Changed,
}

/// The key. `Debug` prints its id only.
pub struct WrappingKey {
    id: String,
    bytes: [u8; KEY],
    key: RandomizedNonceKey,
}

impl WrappingKey {
    /// A new one.
    ///
    /// # Errors
    /// The machine has no randomness to give.
    pub fn generate() -> Result<Self, WrapError> {
        let mut bytes = [0; KEY];
        rand::fill(&mut bytes).map_err(|_| WrapError::Library)?;
        Self::from_bytes(bytes)
    }

    /// Reads the text of [`WrappingKey::to_text`].
    ///
    /// # Errors
    /// The text is none.
    pub fn from_text(text: &str) -> Result<Self, WrapError> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text.trim().trim_end_matches('='));
        let bytes = bytes.ok().and_then(|bytes| bytes.try_into().ok());
        Self::from_bytes(bytes.ok_or(WrapError::Key)?)
    }

    /// The key that everyone has, for databases that hold nobody: the demo's and the tests'.
    ///
    /// # Errors
    /// The library failed.
    pub fn known() -> Result<Self, WrapError> {
        Self::from_bytes(sha256(b"stifinder: synthetic data only"))
    }

    fn from_bytes(bytes: [u8; KEY]) -> Result<Self, WrapError> {
        let key = RandomizedNonceKey::new(&AES_256_GCM, &bytes).map_err(|_| WrapError::Library)?;
        let id = hex(&sha256(&[b"wrapping key ".as_slice(), &bytes].concat())[..4]);
        Ok(Self { id, bytes, key })
    }

    /// The key as a file or a variable holds it. Secret.
    #[must_use]
    pub fn to_text(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.bytes)
    }

    /// What the key is known by: tells nothing of it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Wraps a secret. It unwraps at this place only: `place` names the row it stands in.
    ///
    /// # Errors
    /// The library failed.
    pub fn wrap(&self, secret: &[u8], place: &str) -> Result<String, WrapError> {
        let mut text = secret.to_vec();
        let nonce = self.key.seal_in_place_append_tag(Aad::from(place), &mut text);
        let nonce = nonce.map_err(|_| WrapError::Library)?;
        let whole = [nonce.as_ref().as_slice(), &text].concat();
        Ok(format!("{}.{}", self.id, BASE64_URL_SAFE_NO_PAD.encode(whole)))
    }

    /// Unwraps what was wrapped for this place.
    ///
    /// # Errors
    /// It was wrapped under another key, for another place, or is broken.
    pub fn unwrap(&self, text: &str, place: &str) -> Result<Vec<u8>, WrapError> {
        let (id, whole) = text.split_once('.').ok_or(WrapError::Form)?;
        if id != self.id {
            return Err(WrapError::Other(id.to_owned()));
        }
        let whole = BASE64_URL_SAFE_NO_PAD.decode(whole).map_err(|_| WrapError::Form)?;
        let (nonce, text) = whole.split_first_chunk::<NONCE>().ok_or(WrapError::Form)?;
        let (nonce, mut text) = (Nonce::assume_unique_for_key(*nonce), text.to_vec());
        let secret = self.key.open_in_place(nonce, Aad::from(place), &mut text);
        Ok(secret.map_err(|_| WrapError::Changed)?.to_vec())
    }
}

impl std::fmt::Debug for WrappingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "WrappingKey({})", self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_unwraps_under_its_own_key_and_at_its_own_place_only() {
        let (key, other) = (WrappingKey::generate().unwrap(), WrappingKey::generate().unwrap());
        let wrapped = key.wrap(b"private", "row 1").unwrap();
        assert!(!wrapped.contains("private"));
        assert_ne!(wrapped, key.wrap(b"private", "row 1").unwrap(), "a nonce is used once");
        let again = WrappingKey::from_text(&format!("{}\n", key.to_text())).unwrap();
        assert_eq!(again.unwrap(&wrapped, "row 1").unwrap(), b"private");
        assert_eq!(key.unwrap(&wrapped, "row 2"), Err(WrapError::Changed));
        assert_eq!(other.unwrap(&wrapped, "row 1"), Err(WrapError::Other(key.id().to_owned())));
        for position in 9..wrapped.len() {
            let mut changed = wrapped.clone().into_bytes();
            changed[position] = if changed[position] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert!(key.unwrap(&changed, "row 1").is_err(), "character {position}");
        }
        assert_eq!(key.unwrap("nothing", "row 1"), Err(WrapError::Form));
        assert_eq!(format!("{key:?}"), format!("WrappingKey({})", key.id()));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for text in ["", "short", &"A".repeat(44), "p\u{e6}n"] {
            assert_eq!(WrappingKey::from_text(text).unwrap_err(), WrapError::Key, "{text}");
        }
        let known = WrappingKey::known().unwrap();
        assert_eq!(known.id(), WrappingKey::known().unwrap().id());
    }
}
