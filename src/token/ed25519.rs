//! Ed25519 by either of its names: `EdDSA` (RFC 8037), and `Ed25519`, which RFC 9864 puts in its
//! place and newer libraries send. The JOSE library here knows the first.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::Header;
use serde_json::Value;

/// Its name in RFC 9864.
pub(super) const NAME: &str = "Ed25519";

/// A header or a key with the name that is known here.
pub(super) fn renamed(mut json: Value) -> Value {
    if let Some(algorithm) = json.get_mut("alg").filter(|algorithm| **algorithm == NAME) {
        *algorithm = "EdDSA".into();
    }
    json
}

/// The keys of a JSON Web Key Set; none where it is no set.
pub(super) fn keys(set: &Value) -> Option<Vec<Value>> {
    Some(set.get("keys")?.as_array()?.iter().cloned().map(renamed).collect())
}

/// The header of a token; none where it has none.
pub(super) fn header(token: &str) -> Option<Header> {
    let text = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').next()?).ok()?;
    serde_json::from_value(renamed(serde_json::from_slice(&text).ok()?)).ok()
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::Algorithm;

    use super::*;

    #[test]
    fn both_names_are_one_algorithm_and_what_is_no_header_is_none() {
        let token = |header: &str| format!("{}.e30.x", BASE64_URL_SAFE_NO_PAD.encode(header));
        for name in ["EdDSA", "Ed25519"] {
            let header = header(&token(&format!(r#"{{"alg":"{name}","kid":"k"}}"#))).unwrap();
            assert_eq!((header.alg, header.kid.as_deref()), (Algorithm::EdDSA, Some("k")));
        }
        for none in ["", "[]", "\"Ed25519\"", r#"{"alg":"none"}"#, r#"{"alg":["Ed25519"]}"#] {
            assert!(header(&token(none)).is_none(), "{none}");
        }
    }
}
