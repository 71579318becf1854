//! `private_key_jwt`: an assertion is taken once, from its client, for us, in its time.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use stifinder::token::{TokenAlgorithm, TokenPair};

use super::{form, impatient, refused, register};
use crate::support::{Answer, TestApp, anchor};

const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const ISSUER: &str = "https://stifinder.local";

/// A client's keys, one of each algorithm.
pub(super) struct Keys {
    ed: TokenPair,
    ec: TokenPair,
}

impl Keys {
    pub(super) fn new() -> Self {
        let pair = |algorithm| TokenPair::generate(algorithm).unwrap();
        Self { ed: pair(TokenAlgorithm::EdDsa), ec: pair(TokenAlgorithm::Es256) }
    }

    pub(super) fn jwks(&self) -> String {
        json!({ "keys": [self.ed.public().to_jwk(), self.ec.public().to_jwk()] }).to_string()
    }

    pub(super) fn header(&self) -> Header {
        let kid = Some(self.ed.public().id().to_owned());
        Header { kid, ..Header::new(Algorithm::EdDSA) }
    }

    pub(super) fn sign(&self, header: &Header, claims: &Value) -> String {
        let key = match header.alg {
            Algorithm::ES256 => EncodingKey::from_ec_der(self.ec.pkcs8()),
            Algorithm::HS256 => EncodingKey::from_secret(self.ed.public().to_pem().as_bytes()),
            _ => EncodingKey::from_ed_der(self.ed.pkcs8()),
        };
        jsonwebtoken::encode(header, claims, &key).unwrap()
    }
}

pub(super) fn claims(jti: &str) -> Value {
    let now = anchor().timestamp();
    json!({ "iss": "fagsystem", "sub": "fagsystem", "aud": ISSUER, "jti": jti,
        "iat": now, "exp": now + 60 })
}

pub(super) async fn ask(app: &TestApp, assertion: &str, more: &[(&str, &str)]) -> Answer {
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_assertion_type", TYPE),
        ("client_assertion", assertion),
    ];
    form(app, "/oauth/token", &[], &[&fields, more].concat()).await
}

async fn start() -> (TestApp, Keys) {
    let (app, keys) = (TestApp::start().await, Keys::new());
    let client = register(&app, "fagsystem", json!({ "jwks": keys.jwks() })).await;
    assert_eq!(client.secret, "", "it signs, and has no secret");
    (app, keys)
}

#[tokio::test]
async fn a_client_signs_by_either_algorithm_with_or_without_naming_its_key() {
    let (app, keys) = start().await;
    let ec =
        Header { kid: Some(keys.ec.public().id().to_owned()), ..Header::new(Algorithm::ES256) };
    for (number, header) in [
        keys.header(),
        ec,
        Header::new(Algorithm::EdDSA),
        Header { typ: Some("client-authentication+jwt".to_owned()), ..keys.header() },
    ]
    .iter()
    .enumerate()
    {
        let answer = ask(&app, &keys.sign(header, &claims(&number.to_string())), &[]).await;
        assert_eq!(answer.status, 200, "{number}: {}", answer.text);
    }
    let endpoint = format!("{ISSUER}/oauth/token");
    for (number, aud) in
        [json!(endpoint), json!([ISSUER, endpoint]), json!([ISSUER])].iter().enumerate()
    {
        let mut claims = claims(&format!("aud {number}"));
        claims["aud"] = aud.clone();
        let more = [("client_id", "fagsystem"), ("scope", "dkk:read")];
        let answer = ask(&app, &keys.sign(&keys.header(), &claims), &more).await;
        assert_eq!(answer.json()["scope"], "dkk:read", "{aud}: {}", answer.text);
    }
}

#[tokio::test]
async fn ed25519_goes_by_its_newer_name_too() {
    let app = TestApp::start().await;
    let keys = Keys::new();
    let mut jwk = serde_json::to_value(keys.ed.public().to_jwk()).unwrap();
    jwk["alg"] = json!("Ed25519");
    let jwks = json!({ "keys": [jwk] }).to_string();
    register(&app, "fagsystem", json!({ "jwks": jwks })).await;
    let part = |json: Value| URL_SAFE_NO_PAD.encode(json.to_string());
    let kid = keys.ed.public().id();
    let header = part(json!({ "alg": "Ed25519", "kid": kid }));
    let message = format!("{header}.{}", part(claims("newer")));
    let key = EncodingKey::from_ed_der(keys.ed.pkcs8());
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key, Algorithm::EdDSA);
    let assertion = format!("{message}.{}", signature.unwrap());
    let answer = ask(&app, &assertion, &[]).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}

#[tokio::test]
async fn clients_that_sign_are_counted_each_for_itself() {
    let (app, keys) = (impatient(4).await, Keys::new());
    for id in ["fagsystem", "andet-system"] {
        register(&app, id, json!({ "jwks": keys.jwks() })).await;
    }
    let sign = |id: &str, number: u32| {
        let mut claims = claims(&format!("{id} {number}"));
        (claims["iss"], claims["sub"]) = (json!(id), json!(id));
        keys.sign(&keys.header(), &claims)
    };
    for number in 0..6 {
        let answer = ask(&app, &sign("fagsystem", number), &[]).await;
        let expected = if number < 4 { 200 } else { 429 };
        assert_eq!(answer.status, expected, "{number}: {}", answer.text);
    }
    assert_eq!(ask(&app, &sign("andet-system", 0), &[]).await.status, 200);
}

#[tokio::test]
async fn an_assertion_is_taken_once_on_every_node() {
    let (app, keys) = start().await;
    let other = TestApp::on(app.url.clone()).await;
    let assertion = keys.sign(&keys.header(), &claims("once"));
    let (one, two) = tokio::join!(ask(&app, &assertion, &[]), ask(&other, &assertion, &[]));
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401]);
    for node in [&app, &other] {
        let again = ask(node, &assertion, &[]).await;
        refused(&again, 401, "invalid_client");
        assert!(again.text.contains("used before"), "{}", again.text);
    }
    // What has expired is forgotten, and refused for that.
    app.pass(chrono::TimeDelta::minutes(2));
    app.server().oauth().tend().await.unwrap();
    let again = ask(&app, &assertion, &[]).await;
    assert!(again.text.contains("expired"), "{}", again.text);
}

#[tokio::test]
async fn each_wrong_claim_is_refused_and_told_to_the_client_that_signed_it() {
    let (app, keys) = start().await;
    let now = anchor().timestamp();
    // 30 seconds of leeway, and ten minutes ahead at most.
    for (claim, value, told) in [
        ("exp", json!(now - 29), None),
        ("exp", json!(now - 30), Some("expired")),
        ("exp", json!(now + 629), None),
        ("exp", json!(now + 631), Some("too far ahead")),
        ("exp", json!(1e300), Some("no time")),
        ("exp", json!(-1), Some("no time")),
        ("nbf", json!(now + 30), None),
        ("nbf", json!(now + 31), Some("not valid yet")),
        ("iat", json!(now + 31), Some("not valid yet")),
        ("iat", json!(now - 100_000), None),
        ("aud", json!("https://other.example"), Some("`aud`")),
        ("aud", json!([ISSUER, "https://other.example"]), Some("`aud`")),
        ("aud", json!([]), Some("`aud`")),
        ("jti", json!(""), Some("`jti`")),
    ] {
        let mut claims = claims(&format!("{claim} {value}"));
        claims[claim] = value.clone();
        let answer = ask(&app, &keys.sign(&keys.header(), &claims), &[]).await;
        match told {
            None => assert_eq!(answer.status, 200, "{claim} {value}: {}", answer.text),
            Some(told) => {
                refused(&answer, 401, "invalid_client");
                assert!(answer.text.contains(told), "{claim} {value}: {}", answer.text);
            }
        }
    }
}

#[tokio::test]
async fn what_no_client_signed_gets_one_answer() {
    let (app, keys) = start().await;
    let stranger = Keys::new();
    let unknown = {
        let mut claims = claims("unknown");
        (claims["iss"], claims["sub"]) = (json!("findes-ikke"), json!("findes-ikke"));
        ask(&app, &keys.sign(&keys.header(), &claims), &[]).await
    };
    refused(&unknown, 401, "invalid_client");
    let sign = |header: &Header| keys.sign(header, &claims("never taken"));
    let mut other_issuer = claims("never taken");
    other_issuer["iss"] = json!("other");
    let without = |claim: &str| {
        let mut claims = claims("never taken");
        claims.as_object_mut().unwrap().remove(claim);
        keys.sign(&keys.header(), &claims)
    };
    let good = sign(&keys.header());
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let none = jsonwebtoken::encode(
        &keys.header(),
        &claims("x"),
        &EncodingKey::from_ed_der(stranger.ed.pkcs8()),
    );
    let assertions = [
        ("another's key under the client's name", none.unwrap()),
        ("an unknown key", stranger.sign(&stranger.header(), &claims("never taken"))),
        (
            "an unknown key without a name",
            stranger.sign(&Header::new(Algorithm::EdDSA), &claims("x")),
        ),
        ("the public key as a secret", sign(&Header { alg: Algorithm::HS256, ..keys.header() })),
        (
            "another algorithm than the key's",
            sign(&Header { alg: Algorithm::ES256, ..keys.header() }),
        ),
        (
            "a token of another kind",
            sign(&Header { typ: Some("at+jwt".to_owned()), ..keys.header() }),
        ),
        ("an extension", sign(&Header { crit: Some(vec!["b64".to_owned()]), ..keys.header() })),
        ("iss is not sub", keys.sign(&keys.header(), &other_issuer)),
        ("no iss", without("iss")),
        ("no sub", without("sub")),
        ("no aud", without("aud")),
        ("no exp", without("exp")),
        ("no jti", without("jti")),
        ("no signature", format!("{signed}.")),
        ("half a signature", format!("{signed}.{}", &signature[..40])),
        ("no JWT", "nonsense".to_owned()),
    ];
    for (what, assertion) in assertions {
        let answer = ask(&app, &assertion, &[]).await;
        assert_eq!((answer.status, answer.text), (unknown.status, unknown.text.clone()), "{what}");
    }
    let claimed = ask(&app, &good, &[("client_id", "other")]).await;
    assert_eq!(claimed.text, unknown.text);
    let fields = [("grant_type", "client_credentials"), ("client_assertion", good.as_str())];
    refused(&form(&app, "/oauth/token", &[], &fields).await, 401, "invalid_client");
    let taken = ask(&app, &good, &[]).await;
    assert_eq!(taken.status, 200, "none of these used it up: {}", taken.text);
}
