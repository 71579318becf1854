//! Administering clients, secrets and keys over GraphQL.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use stifinder::domain::ScopeSet;
use stifinder::token::Grant;

use super::assertion::Keys;
use super::{administer, fetch, organisation, payload, register, status, token_of, unit};
use crate::support::{TestApp, anchor};

const CLIENT: &str = "query($c: String) { client(clientId: $c) { id clientId name contact state \
    organisation { id } unit { id } scopes networks jwks tokenAlgorithm expiresAt version \
    secrets { id hint createdAt expiresAt } lastUse { at address schemaVersion } } }";

async fn client(app: &TestApp, id: &str) -> Value {
    app.ask("admin", CLIENT, json!({ "c": id })).await.data("/client")
}

#[tokio::test]
async fn a_client_is_registered_and_shown_without_its_secret() {
    let app = TestApp::start().await;
    let more = json!({ "contact": "drift@fagsystem.example", "networks": ["192.0.2.0/24"],
        "expiresAt": "2027-11-02T09:00:00Z" });
    let made = register(&app, "fagsystem", more).await;
    assert!(made.secret.starts_with("stf_") && made.secret.len() == 53, "{}", made.secret);
    let shown = client(&app, "fagsystem").await;
    assert_eq!(shown["id"], made.node);
    assert_eq!((&shown["state"], &shown["version"]), (&json!("ACTIVE"), &json!(1)));
    assert_eq!(shown["organisation"]["id"], organisation(&app, "sofCoordinator"));
    assert_eq!(shown["unit"]["id"], unit(&app, "sofCoordinator"));
    assert_eq!(shown["networks"], json!(["192.0.2.0/24"]));
    assert_eq!(shown["lastUse"], Value::Null);
    let secrets = shown["secrets"].as_array().unwrap();
    assert_eq!(secrets.len(), 1);
    assert!(made.secret.ends_with(secrets[0]["hint"].as_str().unwrap()));
    assert!(!shown.to_string().contains(&made.secret));
    let by_node = "query($id: ID) { client(id: $id) { clientId } }";
    let by_node = app.ask("admin", by_node, json!({ "id": made.node })).await;
    assert_eq!(by_node.data("/client/clientId"), "fagsystem");
    assert_eq!(client(&app, "findes-ikke").await, Value::Null);
    // Neither secret nor its hash is anywhere but in its row, and never the secret itself.
    for row in entity::client_secret::Entity::find().all(app.connection()).await.unwrap() {
        assert!(!row.hash.contains(&made.secret) && row.hash.len() == 64);
    }
}

#[tokio::test]
async fn a_client_that_gets_keys_has_its_secrets_for_a_week_more() {
    let app = TestApp::start().await;
    let made = register(&app, "fagsystem", json!({})).await;
    let update = async |version: i32, more: Value| {
        let mut input = json!({ "id": made.node, "expectedVersion": version });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let answer = administer(&app, "updateClient", "UpdateClientInput", "", input).await;
        payload(&answer, "updateClient");
        client(&app, "fagsystem").await["secrets"].clone()
    };
    let untouched = update(1, json!({ "name": "Fagsystemet" })).await;
    assert_eq!(untouched[0]["expiresAt"], Value::Null);
    let jwks = Keys::new().jwks();
    let held = update(2, json!({ "jwks": jwks })).await;
    let until = anchor() + TimeDelta::days(7);
    let at = held[0]["expiresAt"].as_str().unwrap().parse::<DateTime<Utc>>().unwrap();
    assert_eq!((held.as_array().unwrap().len(), at), (1, until));
    app.pass(TimeDelta::days(6));
    assert_eq!(fetch(&app, &made, &[]).await.status, 200);
    assert_eq!(update(3, json!({ "jwks": jwks })).await, held, "the same keys give no more time");
    app.pass(TimeDelta::days(1));
    assert_eq!(fetch(&app, &made, &[]).await.status, 401);
    assert_eq!(client(&app, "fagsystem").await["secrets"], json!([]));
}

#[tokio::test]
async fn clients_come_in_pages_by_their_id() {
    let app = TestApp::start().await;
    for id in ["c-system", "a-system", "b-system"] {
        register(&app, id, json!({})).await;
    }
    let query = "query($a: String) { clients(first: 2, after: $a, search: \"system\") { \
                 nodes { clientId } pageInfo { hasNextPage endCursor } } }";
    let first = app.ask("admin", query, json!({})).await;
    assert_eq!(
        first.data("/clients/nodes"),
        json!([{ "clientId": "a-system" }, { "clientId": "b-system" }])
    );
    assert_eq!(first.data("/clients/pageInfo/hasNextPage"), true);
    let after = first.data("/clients/pageInfo/endCursor");
    let last = app.ask("admin", query, json!({ "a": after })).await;
    assert_eq!(last.data("/clients/nodes"), json!([{ "clientId": "c-system" }]));
    assert_eq!(last.data("/clients/pageInfo/hasNextPage"), false);
}

#[tokio::test]
async fn what_is_taken_away_is_gone_with_the_next_request_on_every_node() {
    let app = TestApp::start().await;
    let other_node = TestApp::on(app.url.clone()).await;
    let made = register(&app, "fagsystem", json!({})).await;
    let token = token_of(&app, &made).await;
    let scopes = async |node: &TestApp| {
        let answer = node.ask_with(&token, "{ me { scopes } }", json!({}), &[]).await;
        answer.data("/me/scopes")
    };
    assert_eq!(scopes(&other_node).await, json!(["dkk:read", "dkk:write"]));
    let input = json!({ "id": made.node, "scopes": ["dkk:read"], "expectedVersion": 1 });
    let answer = administer(&app, "updateClient", "UpdateClientInput", "client { version }", input);
    assert_eq!(payload(&answer.await, "updateClient")["client"]["version"], 2);
    for node in [&app, &other_node] {
        assert_eq!(scopes(node).await, json!(["dkk:read"]));
    }
    let switch = async |mutation: &str, version: i32| {
        let input = json!({ "id": made.node, "expectedVersion": version });
        let answer =
            administer(&app, mutation, "SwitchClientInput", "client { state }", input).await;
        payload(&answer, mutation)["client"]["state"].clone()
    };
    assert_eq!(switch("disableClient", 2).await, "DISABLED");
    assert_eq!((status(&app, &token).await, status(&other_node, &token).await), (401, 401));
    assert_eq!(fetch(&other_node, &made, &[]).await.status, 401);
    assert_eq!(switch("enableClient", 3).await, "ACTIVE");
    assert_eq!((status(&app, &token).await, status(&other_node, &token).await), (200, 200));
    let input = json!({ "id": made.node });
    let answer = administer(&app, "revokeClient", "RevokeClientInput", "client { state }", input);
    assert_eq!(payload(&answer.await, "revokeClient")["client"]["state"], "REVOKED");
    assert_eq!((status(&app, &token).await, status(&other_node, &token).await), (401, 401));
}

#[tokio::test]
async fn a_repeated_request_makes_no_second_client_and_shows_no_secret() {
    let app = TestApp::start().await;
    let input = json!({ "clientId": "fagsystem", "name": "F", "scopes": ["dkk:read"],
        "idempotencyKey": "a-key" });
    let ask = async || {
        let shown = "client { clientId } secret";
        let answer =
            administer(&app, "createClient", "CreateClientInput", shown, input.clone()).await;
        payload(&answer, "createClient")
    };
    let (first, again) = (ask().await, ask().await);
    assert!(first["secret"].is_string());
    assert_eq!((&again["client"], &again["secret"]), (&first["client"], &Value::Null));
    let kept = entity::idempotency_key::Entity::find().all(app.connection()).await.unwrap();
    assert!(!format!("{kept:?}").contains(first["secret"].as_str().unwrap()));
}

#[tokio::test]
async fn clients_and_keys_are_for_the_role_and_the_scope_together() {
    let app = TestApp::start().await;
    let made = register(&app, "fagsystem", json!({})).await;
    let queries = [
        "{ clients { nodes { clientId } } }",
        "{ signingKeys { keyId } }",
        "{ credentialsDue { name } }",
        "{ client(clientId: \"fagsystem\") { name } }",
    ];
    // Without the scope the request is refused whole; with it, and without the role, as well.
    let caseworker = app.token("sofCaseworker");
    let scoped = app.token_of(Grant { scopes: ScopeSet::ALL, ..app.grant("sofCaseworker") });
    for query in queries {
        let answer = app.ask_with(&caseworker, query, json!({}), &[]).await;
        assert_eq!(answer.status, 403, "{query}");
        let answer = app.ask_with(&scoped, query, json!({}), &[]).await;
        let error = &answer.json()["errors"][0]["extensions"]["code"];
        assert_eq!(error, "FORBIDDEN_SCOPE", "{query}");
    }
    let mutation =
        "mutation($i: RevokeClientInput!) { revokeClient(input: $i) { userErrors { code } } }";
    let answer = app.ask_with(&scoped, mutation, json!({ "i": { "id": made.node } }), &[]).await;
    assert_eq!(answer.user_errors(), ["FORBIDDEN"]);
    assert_eq!(client(&app, "fagsystem").await["state"], "ACTIVE");
    // A system needs no role: it is registered for this.
    let console = json!({ "scopes": ["admin:clients"] });
    let console = register(&app, "konsol", console).await;
    let token = token_of(&app, &console).await;
    let answer = app.ask_with(&token, mutation, json!({ "i": { "id": made.node } }), &[]).await;
    assert_eq!(answer.user_errors(), [""; 0]);
}

#[tokio::test]
async fn who_administered_what_stands_in_the_log_and_never_a_secret() {
    let app = TestApp::start().await;
    let made = register(&app, "fagsystem", json!({})).await;
    let input = json!({ "id": made.node });
    let shown = "secret";
    let answer =
        administer(&app, "rotateClientSecret", "RotateClientSecretInput", shown, input).await;
    let second = payload(&answer, "rotateClientSecret")["secret"].as_str().unwrap().to_owned();
    let query = "{ auditLog(first: 10, filter: { kind: WRITE }) { nodes { operation userId \
                 clientId targets { kind name } parts { journal } } } }";
    let rows = app.ask("auditor", query, json!({})).await.data("/auditLog/nodes");
    let admin = app.persona("admin").viewer.user.unwrap().0.to_string();
    for (row, operation) in
        rows.as_array().unwrap().iter().zip(["rotateClientSecret", "createClient"])
    {
        assert_eq!(row["operation"], json!([operation]));
        assert_eq!(row["userId"], admin);
        assert_eq!(row["targets"], json!([{ "kind": "CLIENT", "name": "fagsystem" }]));
    }
    for row in app.log().await {
        for secret in [&made.secret, &second] {
            assert!(!format!("{row:?}").contains(&secret[10..]), "{row:?}");
        }
    }
    let wrong = json!({ "id": made.node, "expectedVersion": 7 });
    administer(&app, "disableClient", "SwitchClientInput", "", wrong).await;
    let last = app.log().await;
    let refused = last.iter().rfind(|row| row.kind == "REFUSED").unwrap();
    assert_eq!(
        (refused.operation.as_str(), refused.detail.as_str()),
        ("disableClient", "#CLIENT:fagsystem")
    );
}

#[tokio::test]
async fn what_ends_soon_is_listed_and_told_once_for_each_distance_by_whichever_node_is_first() {
    let app = TestApp::start().await;
    let other_node = TestApp::on(app.url.clone()).await;
    let ends = anchor() + TimeDelta::days(40);
    let made =
        register(&app, "fagsystem", json!({ "expiresAt": ends, "contact": "a@b.example" })).await;
    let input = json!({ "id": made.node, "oldUntil": anchor() + TimeDelta::days(6) });
    let answer = administer(&app, "rotateClientSecret", "RotateClientSecretInput", "", input).await;
    payload(&answer, "rotateClientSecret");
    let due = async |days: i32| {
        let query = "query($d: Int!) { credentialsDue(days: $d) { kind clientId contact endsAt } }";
        let due = app.ask("admin", query, json!({ "d": days })).await.data("/credentialsDue");
        due.as_array()
            .unwrap()
            .iter()
            .map(|row| row["kind"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(due(5).await, [""; 0]);
    assert_eq!(due(6).await, ["CLIENT_SECRET"]);
    assert_eq!(due(60).await, ["CLIENT_SECRET", "CLIENT"]);
    assert_eq!(due(100).await, ["CLIENT_SECRET", "CLIENT", "SIGNING_KEY", "SIGNING_KEY"]);
    let told = async || {
        for node in [&app, &other_node] {
            node.server().oauth().tend().await.unwrap();
        }
        let rows = entity::outbox::Entity::find().all(app.connection()).await.unwrap();
        let mut kinds: Vec<_> =
            rows.into_iter().map(|row| row.kind).filter(|kind| kind.ends_with("_ENDS")).collect();
        kinds.sort();
        kinds
    };
    assert_eq!(told().await, ["CLIENT_SECRET_ENDS"], "6 days: only the nearest distance");
    let pass = |days: i64| [&app, &other_node].map(|node| node.pass(TimeDelta::days(days)));
    pass(5);
    assert_eq!(told().await, ["CLIENT_SECRET_ENDS"; 2], "one day");
    pass(5);
    assert_eq!(
        told().await,
        ["CLIENT_ENDS", "CLIENT_SECRET_ENDS", "CLIENT_SECRET_ENDS"],
        "30 days"
    );
    pass(23);
    assert_eq!(told().await.iter().filter(|kind| *kind == "CLIENT_ENDS").count(), 2, "7 days");
    pass(6);
    assert_eq!(told().await.iter().filter(|kind| *kind == "CLIENT_ENDS").count(), 3, "one day");
    // Of the two keys at 30 days, and at 7.
    for (days, keys) in [(30, 2), (16, 4)] {
        pass(days);
        let told = told().await;
        assert_eq!(told.iter().filter(|kind| *kind == "SIGNING_KEY_ENDS").count(), keys);
    }
}

#[tokio::test]
async fn last_use_tells_when_from_where_and_which_schema() {
    let app = TestApp::start().await;
    let made = register(&app, "fagsystem", json!({})).await;
    app.pass(TimeDelta::minutes(3));
    let token = token_of(&app, &made).await;
    app.pass(TimeDelta::minutes(4));
    assert_eq!(status(&app, &token).await, 200);
    app.server().oauth().tend().await.unwrap();
    let seen = client(&app, "fagsystem").await["lastUse"].clone();
    let at: chrono::DateTime<chrono::Utc> = seen["at"].as_str().unwrap().parse().unwrap();
    assert_eq!(at, anchor() + TimeDelta::minutes(7));
    let version = seen["schemaVersion"].as_str().unwrap();
    assert!(version.starts_with(&format!("{}+", env!("CARGO_PKG_VERSION"))), "{version}");
    assert_eq!(seen["address"], Value::Null, "no address in this test");
}
