//! The endpoints with the database failing at each step: what was asked for is given whole, or the
//! client is told to try again, and can.

use std::num::NonZeroU32;

use governor::Quota;
use serde_json::json;
use stifinder::oauth::OAuthOptions;
use stifinder::server::ServerOptions;

use super::assertion::{self, Keys, claims};
use super::issuer::Issuer;
use super::outside::{employee, exchange, mapping, trust};
use super::tokens::post;
use super::{Registered, fetch, register, status, token_of};
use crate::faults::{Faults, steps};
use crate::support::{Answer, TestApp};

/// What a client asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    /// A token, by its secret.
    Token,
    /// A token, by what it signed.
    Signed,
    /// A token for a user of an outside issuer.
    Exchanged,
    /// What a token says.
    Introspected,
    /// That a token holds no longer.
    Revoked,
    /// To read, with a token.
    Read,
}

use Asked::{Exchanged, Introspected, Read, Revoked, Signed, Token};

/// Who asks, and by what.
struct World {
    app: TestApp,
    faults: Faults,
    issuer: Issuer,
    keys: Keys,
    client: Registered,
}

impl World {
    async fn start() -> Self {
        let faults = Faults::fine();
        // Nobody is held back here.
        let requests = Quota::per_second(NonZeroU32::MAX);
        let oauth = OAuthOptions { requests, ..OAuthOptions::default() };
        let options = ServerOptions { oauth, ..ServerOptions::default() };
        let app = TestApp::failing_with(&faults, options).await;
        let (issuer, keys) = (Issuer::start().await, Keys::new());
        register(&app, "fagsystem", json!({ "jwks": keys.jwks() })).await;
        let client = register(&app, "portal", json!({})).await;
        trust(&app, &issuer, mapping(&app), None).await;
        Self { app, faults, issuer, keys, client }
    }

    /// Asks, with the database failing at a step; whether it did, and the token that it was about.
    async fn ask(&self, asked: Asked, step: i64) -> (Answer, bool, String) {
        let (app, client) = (&self.app, &self.client);
        let token = match asked {
            Introspected | Revoked | Read => token_of(app, client).await,
            Exchanged => self.issuer.token(json!({ "employee": employee(app, "sofCoordinator"),
                "groups": ["sagsbehandler"] })),
            Signed => self.keys.sign(&self.keys.header(), &claims(&format!("{step}"))),
            Token => String::new(),
        };
        self.faults.arm(step);
        let answer = match asked {
            Token => fetch(app, client, &[]).await,
            Signed => assertion::ask(app, &token, &[]).await,
            Exchanged => exchange(app, client, &token, &[]).await,
            Introspected => post(app, "/oauth/introspect", client, &token).await,
            Revoked => post(app, "/oauth/revoke", client, &token).await,
            Read => app.ask_with(&token, "{ me { clientId } }", json!({}), &[]).await,
        };
        (answer, self.faults.disarm(), token)
    }
}

/// Whether an answer is whole.
fn whole(asked: Asked, answer: &Answer) -> bool {
    let json = answer.json();
    answer.status == 200
        && match asked {
            Token | Signed | Exchanged => json["access_token"].is_string(),
            Introspected => json["active"] == true && json["client_id"] == "portal",
            Revoked => json == json!({}),
            Read => json == json!({ "data": { "me": { "clientId": "portal" } } }),
        }
}

/// Whether an answer says that it failed, or to try again, and nothing else.
fn tells_to_try_again(asked: Asked, answer: &Answer) -> bool {
    let json = answer.json();
    match asked {
        Read => {
            let error = &json["errors"][0]["extensions"];
            let failed = error["code"] == "UNAVAILABLE" || error["code"] == "INTERNAL";
            failed && error["requestId"].is_string() && json["data"].is_null()
        }
        _ => {
            answer.status == 503
                && json["error"] == "temporarily_unavailable"
                && json.get("access_token").is_none()
        }
    }
}

#[tokio::test]
async fn each_endpoint_answers_whole_or_tells_to_try_again() {
    let world = World::start().await;
    let mut tried = 0;
    for asked in [Token, Signed, Exchanged, Introspected, Revoked, Read] {
        let mut failures = 0;
        for step in steps() {
            let (answer, failed, token) = world.ask(asked, step).await;
            let what = format!("{asked:?}, fault {step}: {} {}", answer.status, answer.text);
            tried += 1;
            let done = whole(asked, &answer);
            if !done {
                failures += 1;
                assert!(failed && tells_to_try_again(asked, &answer), "{what}");
            }
            if asked == Revoked {
                if !done {
                    let again = post(&world.app, "/oauth/revoke", &world.client, &token).await;
                    assert_eq!(again.status, 200, "{what}, then {}", again.text);
                }
                assert_eq!(status(&world.app, &token).await, 401, "{what}");
            }
            if !failed {
                break;
            }
        }
        assert!(failures > 0, "{asked:?} asks nothing of the database");
        let (answer, ..) = world.ask(asked, i64::MAX).await;
        assert!(whole(asked, &answer), "{asked:?} goes on: {}", answer.text);
    }
    println!(
        "figure: requests to the OAuth endpoints with the database failing at a step = {tried}"
    );
}
