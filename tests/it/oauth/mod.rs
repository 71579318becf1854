//! The OAuth endpoints, and who administers clients and keys.

mod admin;
mod assertion;
mod budget;
mod faults;
mod issuer;
mod library;
mod load;
mod outside;
mod token;
mod tokens;

use std::num::NonZeroU32;

use axum::body::Body;
use axum::http::Request;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use governor::Quota;
use serde_json::{Value, json};
use stifinder::domain::{EntityKind, GlobalId};
use stifinder::oauth::OAuthOptions;
use stifinder::server::ServerOptions;

use crate::support::{Answer, TestApp, fresh_database};

/// A client that an administrator registered.
#[derive(Clone, Debug)]
pub(crate) struct Registered {
    pub(crate) node: String,
    pub(crate) id: String,
    pub(crate) secret: String,
}

impl Registered {
    /// Its id and secret as a header.
    pub(crate) fn basic(&self) -> String {
        format!("Basic {}", STANDARD.encode(format!("{}:{}", self.id, self.secret)))
    }
}

/// Asks as the administrator; the payload, which has no errors.
#[track_caller]
pub(crate) fn payload(answer: &Answer, mutation: &str) -> Value {
    let json = answer.json();
    let payload = &json["data"][mutation];
    assert_eq!(payload["userErrors"], json!([]), "{}", answer.text);
    payload.clone()
}

/// Sends a mutation as the administrator.
pub(crate) async fn administer(
    app: &TestApp,
    mutation: &str,
    kind: &str,
    shown: &str,
    input: Value,
) -> Answer {
    let query = format!(
        "mutation($i: {kind}!) {{ {mutation}(input: $i) {{ {shown} userErrors {{ code message path }} }} }}"
    );
    app.ask("admin", &query, json!({ "i": input })).await
}

/// The organisation of a viewer, as an id.
pub(crate) fn organisation(app: &TestApp, viewer: &str) -> String {
    let id = app.persona(viewer).viewer.organisation.unwrap().id.0;
    GlobalId::outside(EntityKind::Organisation, id).to_string()
}

/// The unit of a viewer, as an id.
pub(crate) fn unit(app: &TestApp, viewer: &str) -> String {
    let id = app.persona(viewer).viewer.unit.unwrap().0;
    GlobalId::outside(EntityKind::Unit, id).to_string()
}

/// Registers a client of the unit that leads the showcase; `more` goes into the input.
pub(crate) async fn register(app: &TestApp, id: &str, more: Value) -> Registered {
    let mut input = json!({ "clientId": id, "name": "Fagsystem",
        "organisationId": organisation(app, "sofCoordinator"), "unitId": unit(app, "sofCoordinator"),
        "scopes": ["dkk:read", "dkk:write"] });
    for (name, value) in more.as_object().unwrap() {
        input[name] = value.clone();
    }
    let shown = "client { id clientId } secret";
    let answer = administer(app, "createClient", "CreateClientInput", shown, input).await;
    let made = payload(&answer, "createClient");
    Registered {
        node: made["client"]["id"].as_str().unwrap().to_owned(),
        id: made["client"]["clientId"].as_str().unwrap().to_owned(),
        secret: made["secret"].as_str().unwrap_or_default().to_owned(),
    }
}

/// A server that takes so many requests for tokens of one client, twice as many from one address that
/// prove nothing, and hardly another in an hour: however slow the machine is.
pub(crate) async fn impatient(burst: u32) -> TestApp {
    let quota =
        |burst: u32| Quota::per_hour(NonZeroU32::MIN).allow_burst(burst.try_into().unwrap());
    let (requests, strangers) = (quota(burst), quota(2 * burst));
    let oauth = OAuthOptions { requests, strangers, ..OAuthOptions::default() };
    let options = ServerOptions { oauth, ..ServerOptions::default() };
    TestApp::with_options(fresh_database().await, options).await
}

/// Sends a form.
pub(crate) async fn form(
    app: &TestApp,
    path: &str,
    headers: &[(&str, &str)],
    fields: &[(&str, &str)],
) -> Answer {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let mut request =
        Request::post(path).header("content-type", "application/x-www-form-urlencoded");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    app.send(request.body(Body::from(body)).unwrap()).await
}

/// Asks for a token by client credentials.
pub(crate) async fn fetch(app: &TestApp, client: &Registered, more: &[(&str, &str)]) -> Answer {
    let basic = client.basic();
    let fields = [&[("grant_type", "client_credentials")], more].concat();
    form(app, "/oauth/token", &[("authorization", &basic)], &fields).await
}

/// A token by client credentials.
pub(crate) async fn token_of(app: &TestApp, client: &Registered) -> String {
    let answer = fetch(app, client, &[]).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()["access_token"].as_str().unwrap().to_owned()
}

/// Status of a small query with a token.
pub(crate) async fn status(app: &TestApp, token: &str) -> u16 {
    app.ask_with(token, "{ me { clientId } }", json!({}), &[]).await.status.as_u16()
}

/// What an error of the endpoints says.
#[track_caller]
pub(crate) fn refused(answer: &Answer, status: u16, error: &str) {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.text);
    let json = answer.json();
    assert_eq!(json["error"], error, "{}", answer.text);
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert_eq!(answer.headers["pragma"], "no-cache");
    let description = json["error_description"].as_str().unwrap();
    // RFC 6749 § 5.2: the characters that a description may have.
    assert!(
        description.bytes().all(|b| (0x20..0x7f).contains(&b) && b != b'"' && b != b'\\'),
        "{description}"
    );
    if error == "invalid_client" {
        assert!(answer.headers["www-authenticate"].to_str().unwrap().starts_with("Basic "));
    }
}
