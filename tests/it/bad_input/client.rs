//! Clients, secrets, keys and tokens.

use serde_json::json;
use stifinder::token::{TokenAlgorithm, TokenPair};

use super::table::Table;

pub(super) const MUTATIONS: &[&str] = &[
    "createClient",
    "updateClient",
    "disableClient",
    "enableClient",
    "revokeClient",
    "rotateClientSecret",
    "revokeClientSecret",
    "revokeToken",
    "rotateSigningKey",
    "retireSigningKey",
    "trustIssuer",
    "updateTrustedIssuer",
    "removeTrustedIssuer",
];

#[tokio::test]
async fn wrong_input_to_clients_and_keys() {
    let mut t = Table::start().await;
    let pair = TokenPair::generate(TokenAlgorithm::EdDsa).unwrap();
    let jwk = pair.public().to_jwk();
    let jwks = json!({ "keys": [jwk] }).to_string();
    let mut private = jwk.clone();
    private["d"] = json!("AAAA");
    let set = |keys: serde_json::Value| json!({ "/jwks": json!({ "keys": keys }).to_string() });
    let input = json!({ "clientId": "nyt-system", "name": "Nyt System",
        "contact": "drift@system.example", "organisationId": t.organisation("sofCoordinator"),
        "unitId": t.unit("sofCoordinator"), "scopes": ["dkk:read"],
        "networks": ["203.0.113.0/24"], "jwks": jwks, "tokenAlgorithm": "EdDSA",
        "expiresAt": "2027-11-02T10:00:00Z" });
    let other = t.organisation("bifCaseworker");
    let made = t
        .row("admin", "createClient", input.clone())
        .public()
        .wrong(json!({ "/clientId": "Nyt System" }), "INVALID clientId")
        .wrong(json!({ "/clientId": "x".repeat(65) }), "INVALID clientId")
        .wrong(json!({ "/clientId": "demo" }), "TAKEN clientId")
        .wrong(json!({ "/contact": "system.example" }), "INVALID contact")
        .wrong(json!({ "/scopes": [] }), "INVALID scopes")
        .wrong(json!({ "/scopes": ["dkk:read", "dkk:all"] }), "INVALID scopes")
        .wrong(json!({ "/networks": ["203.0.113.0/24", "203.0.113.0/33"] }), "INVALID networks.1")
        .wrong(json!({ "/organisationId": other }), "INVALID unitId")
        .wrong(json!({ "/organisationId": null }), "INVALID unitId")
        .wrong(json!({ "/expiresAt": "2026-11-02T08:59:59Z" }), "INVALID expiresAt")
        .wrong(json!({ "/expiresAt": "2046-11-02T10:00:00Z" }), "INVALID expiresAt")
        .wrong(json!({ "/jwks": "no keys" }), "INVALID jwks")
        .wrong(set(json!([])), "INVALID jwks")
        .wrong(set(json!([private])), "INVALID jwks")
        .wrong(set(json!([{ "kty": "oct", "k": "AAAA" }])), "INVALID jwks")
        .wrong(set(json!([{ "kty": "RSA", "n": "AAAA", "e": "AQAB" }])), "INVALID jwks")
        .wrong(set(json!([jwk, jwk])), "INVALID jwks")
        .works("client { id version }")
        .await["client"]
        .clone();
    t.row("admin", "createClient", input).is("TAKEN clientId").await;

    let input = json!({ "id": made["id"], "name": "Nyere System", "contact": "ny@system.example",
        "scopes": ["dkk:read", "dkk:write"], "networks": ["2001:db8::/32"], "jwks": null,
        "tokenAlgorithm": "ES256", "expiresAt": "2028-11-02T10:00:00Z", "expectedVersion": 1 });
    t.row("admin", "updateClient", input)
        .public()
        .wrong(json!({ "/name": null }), "REQUIRED name")
        .wrong(json!({ "/scopes": ["x"] }), "INVALID scopes")
        .wrong(json!({ "/networks": ["everywhere"] }), "INVALID networks.0")
        .works("client { id }")
        .await;
    let input = json!({ "id": made["id"], "expectedVersion": 2 });
    t.row("admin", "disableClient", input).public().works("client { id }").await;
    let input = json!({ "id": made["id"], "expectedVersion": 3 });
    t.row("admin", "enableClient", input).public().works("client { id }").await;

    let input = json!({ "id": made["id"], "oldUntil": "2026-11-09T10:00:00Z" });
    t.row("admin", "rotateClientSecret", input.clone())
        .public()
        .wrong(json!({ "/oldUntil": "2026-11-02T08:59:59Z" }), "INVALID oldUntil")
        .wrong(json!({ "/oldUntil": "2027-03-02T10:00:00Z" }), "INVALID oldUntil")
        .works("client { id }")
        .await;
    let again = t.row("admin", "rotateClientSecret", input.clone()).public();
    let secrets = again.works("client { secrets { id } }").await["client"]["secrets"].clone();
    t.row("admin", "rotateClientSecret", input).is("ILLEGAL_STATE id").await;
    let input = json!({ "id": secrets[0]["id"] });
    t.row("admin", "revokeClientSecret", input.clone()).public().works("client { id }").await;
    t.row("admin", "revokeClientSecret", input).is("NOT_FOUND id").await;

    let input = json!({ "id": made["id"], "expectedVersion": 4 });
    t.row("admin", "revokeClient", input.clone()).public().works("client { id }").await;
    t.row("admin", "revokeClient", input).is("ILLEGAL_STATE id").await;
    let input = json!({ "id": made["id"] });
    t.row("admin", "rotateClientSecret", input).is("ILLEGAL_STATE id").await;

    let input = json!({ "token": "0190b5a6-7c1e-7000-8000-000000000001" });
    t.row("admin", "revokeToken", input)
        .public()
        .wrong(json!({ "/token": "no token" }), "INVALID token")
        .wrong(json!({ "/token": "a.b.c" }), "INVALID token")
        .works("revoked")
        .await;

    let key = t
        .row("admin", "rotateSigningKey", json!({ "algorithm": "ES256" }))
        .public()
        .works("signingKey { id }")
        .await["signingKey"]
        .clone();
    let input = json!({ "id": key["id"] });
    t.row("admin", "retireSigningKey", input.clone()).public().works("signingKey { id }").await;
    t.row("admin", "retireSigningKey", input.clone()).is("ILLEGAL_STATE id").await;
    t.row("sofCaseworker", "retireSigningKey", input).is("FORBIDDEN ").await;
    issuers(&mut t).await;
    t.finish(MUTATIONS);
}

/// Issuers outside that are trusted.
async fn issuers(t: &mut Table) {
    let (sof, unit) = (t.organisation("sofCoordinator"), t.unit("sofCoordinator"));
    let elsewhere = t.unit("bifCaseworker");
    let client = json!({ "clientId": "login-klient", "name": "Login", "scopes": ["dkk:read"] });
    let client = t.row("admin", "createClient", client).public().works("client { id }").await;
    let mapping = json!({
        "organisationClaim": "administration", "organisations": [{ "value": "SOF", "organisationId": sof }],
        "unitClaim": "afdeling", "units": [{ "value": "NB", "unitId": unit }],
        "user": { "claim": "employee", "by": "EXTERNAL_REFERENCE", "system": "AD" },
        "roleClaim": "groups", "roles": [{ "value": "sagsbehandler", "role": "CASEWORKER" }] });
    let input = json!({ "name": "Kommunens login", "issuer": "https://login.kommune.example",
        "audiences": ["stifinder"], "mapping": mapping, "bearerClientId": client["client"]["id"] });
    let made = t
        .row("admin", "trustIssuer", input.clone())
        .public()
        .wrong(json!({ "/issuer": "http://login.kommune.example" }), "INVALID issuer")
        .wrong(json!({ "/audiences": [] }), "INVALID audiences")
        .wrong(json!({ "/audiences": ["stifinder", " "] }), "REQUIRED audiences.1")
        .wrong(
            json!({ "/mapping/organisations": [] }),
            "INVALID mapping.organisations, INVALID mapping.units.0.unitId",
        )
        .wrong(
            json!({ "/mapping/organisations/0/value": null }),
            "REQUIRED mapping.organisations.0.value",
        )
        .wrong(json!({ "/mapping/unitClaim": null }), "INVALID mapping.units")
        .wrong(json!({ "/mapping/units": [] }), "INVALID mapping.units")
        .wrong(json!({ "/mapping/units/0/unitId": elsewhere }), "INVALID mapping.units.0.unitId")
        .wrong(json!({ "/mapping/user/system": null }), "INVALID mapping.user.system")
        .wrong(json!({ "/mapping/user/by": "EMAIL" }), "INVALID mapping.user.system")
        .wrong(json!({ "/mapping/roleClaim": null }), "INVALID mapping.roles")
        .wrong(json!({ "/mapping/roles/0/role": "CITIZEN" }), "INVALID mapping.roles.0.role")
        .wrong(json!({ "/mapping/citizen": { "claim": "cpr", "by": "CPR" } }), "INVALID mapping")
        .wrong(json!({ "/mapping": {} }), "INVALID mapping.organisations, INVALID mapping")
        .works("issuer { id version }")
        .await["issuer"]
        .clone();
    t.row("admin", "trustIssuer", input).is("TAKEN audiences").await;
    let citizens = json!({ "citizen": { "claim": "cpr", "by": "CPR" } });
    let input = json!({ "id": made["id"], "name": "Borgerlogin", "audiences": ["stifinder"],
        "mapping": citizens, "expectedVersion": 1 });
    t.row("admin", "updateTrustedIssuer", input).public().works("issuer { id version }").await;
    let input = json!({ "id": made["id"], "expectedVersion": 2 });
    t.row("admin", "removeTrustedIssuer", input.clone()).public().works("issuer { id }").await;
    t.row("admin", "removeTrustedIssuer", input).is("ILLEGAL_STATE id").await;
}
