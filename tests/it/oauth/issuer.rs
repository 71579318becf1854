//! An issuer outside: discovery, keys, tokens; on a loopback port of its own.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use stifinder::token::{TokenAlgorithm, TokenPair};

use crate::support::anchor;

/// The issuer.
pub(super) struct Issuer {
    pub(super) url: String,
    keys: Arc<Mutex<Vec<TokenPair>>>,
    away: Arc<AtomicBool>,
    fetched: Arc<AtomicU32>,
    discovery: Arc<Mutex<Value>>,
    server: tokio::task::JoinHandle<()>,
}

impl Drop for Issuer {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Issuer {
    pub(super) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let keys = Arc::new(Mutex::new(vec![TokenPair::generate(TokenAlgorithm::Es256).unwrap()]));
        let (away, fetched) = (Arc::<AtomicBool>::default(), Arc::<AtomicU32>::default());
        let discovery = json!({ "issuer": url, "jwks_uri": format!("{url}/jwks") });
        let discovery = Arc::new(Mutex::new(discovery));
        let answer = |away: &AtomicBool, body: Value| -> Response {
            match away.load(Ordering::SeqCst) {
                true => StatusCode::SERVICE_UNAVAILABLE.into_response(),
                false => body.to_string().into_response(),
            }
        };
        let (told, down) = (Arc::clone(&discovery), Arc::clone(&away));
        let configuration = move || async move { answer(&down, told.lock().unwrap().clone()) };
        let (held, down, count) = (Arc::clone(&keys), Arc::clone(&away), Arc::clone(&fetched));
        let jwks = move || async move {
            count.fetch_add(1, Ordering::SeqCst);
            let mut keys: Vec<_> =
                held.lock().unwrap().iter().map(|key| key.public().to_jwk()).collect();
            // A key of a kind that nobody here knows, as large issuers have them.
            keys.push(json!({ "kty": "AKP", "alg": "ML-DSA-44", "pub": "AAAA", "kid": "odd" }));
            answer(&down, json!({ "keys": keys }))
        };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(configuration))
            .route("/jwks", get(jwks));
        let server = tokio::spawn(async move {
            axum::serve(listener, router).await.unwrap();
        });
        Self { url, keys, away, fetched, discovery, server }
    }

    /// How often the keys were fetched.
    pub(super) fn fetched(&self) -> u32 {
        self.fetched.load(Ordering::SeqCst)
    }

    pub(super) fn set_away(&self, away: bool) {
        self.away.store(away, Ordering::SeqCst);
    }

    /// Answers another discovery document.
    pub(super) fn tell(&self, name: &str, value: Value) {
        self.discovery.lock().unwrap()[name] = value;
    }

    /// A new key, which signs from now on; the old ones are published no more.
    pub(super) fn rotate(&self) {
        *self.keys.lock().unwrap() = vec![TokenPair::generate(TokenAlgorithm::Es256).unwrap()];
    }

    /// The claims of a token for a person.
    pub(super) fn claims(&self, more: Value) -> Value {
        let now = anchor().timestamp();
        let mut claims = json!({ "iss": self.url, "aud": "stifinder", "sub": "a-person",
            "iat": now, "exp": now + 600, "administration": "SOF", "groups": ["sagsbehandler"] });
        for (name, value) in more.as_object().unwrap() {
            match value {
                Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
                value => claims[name] = value.clone(),
            }
        }
        claims
    }

    /// A header by its present key.
    pub(super) fn header(&self) -> Header {
        let kid = self.keys.lock().unwrap()[0].public().id().to_owned();
        Header { kid: Some(kid), ..Header::new(Algorithm::ES256) }
    }

    /// Signs with its present key.
    pub(super) fn sign(&self, header: &Header, claims: &Value) -> String {
        let key = EncodingKey::from_ec_der(self.keys.lock().unwrap()[0].pkcs8());
        jsonwebtoken::encode(header, claims, &key).unwrap()
    }

    /// A token for a person.
    pub(super) fn token(&self, more: Value) -> String {
        self.sign(&self.header(), &self.claims(more))
    }
}
