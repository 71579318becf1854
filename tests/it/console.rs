//! The console at `/admin`: who gets in, what it does, what it refuses, what it shows to whom.

use axum::body::Body;
use axum::http::Request;
use serde_json::json;
use stifinder::domain::{Scope, ScopeSet};
use stifinder::token::Grant;

use crate::oauth::{Registered, fetch, impatient, organisation, register, status, token_of};
use crate::support::{Answer, TestApp};

/// A browser that is signed in.
struct Browser<'a> {
    app: &'a TestApp,
    cookie: String,
}

const HERE: &[(&str, &str)] = &[("sec-fetch-site", "same-origin")];

async fn send(
    app: &TestApp,
    path: &str,
    headers: &[(&str, &str)],
    fields: Option<&[(&str, &str)]>,
) -> Answer {
    let body = fields.map(|fields| {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
    });
    let mut request = match body {
        Some(_) => Request::post(path).header("content-type", "application/x-www-form-urlencoded"),
        None => Request::get(path),
    };
    request = request.header("accept-language", "en");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    app.send(request.body(body.map_or_else(Body::empty, Body::from)).unwrap()).await
}

async fn sign_in(app: &TestApp, fields: &[(&str, &str)]) -> Answer {
    send(app, "/admin/sign-in", HERE, Some(fields)).await
}

impl<'a> Browser<'a> {
    async fn of(app: &'a TestApp, token: &str) -> Self {
        let answer = sign_in(app, &[("token", token)]).await;
        assert_eq!((answer.status.as_u16(), location(&answer)), (303, "/admin"), "{}", answer.text);
        let cookie = answer.headers["set-cookie"].to_str().unwrap();
        Self { app, cookie: cookie.split(';').next().unwrap().to_owned() }
    }

    async fn admin(app: &'a TestApp) -> Self {
        Self::of(app, &app.token("admin")).await
    }

    async fn get(&self, path: &str) -> Answer {
        send(self.app, path, &[("cookie", &self.cookie)], None).await
    }

    /// A page that is there.
    async fn page(&self, path: &str) -> String {
        let answer = self.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        answer.text
    }

    /// Sends the form of a page, with what it carries hidden.
    async fn post(&self, page: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let text = self.page(page).await;
        let (csrf, key) = (hidden(&text, "csrf"), hidden(&text, "key"));
        let version = text.contains("name=\"version\"").then(|| hidden(&text, "version"));
        let mut all = vec![("csrf", csrf.as_str()), ("key", key.as_str())];
        all.extend(version.as_deref().map(|version| ("version", version)));
        all.extend_from_slice(fields);
        let headers = [HERE, &[("cookie", self.cookie.as_str())]].concat();
        send(self.app, path, &headers, Some(&all)).await
    }

    async fn register(&self, id: &str, scopes: &[&str]) -> Answer {
        let acts_for = format!("organisation {}", organisation(self.app, "sofCoordinator"));
        let mut fields = vec![("clientId", id), ("name", "Fagsystem"), ("actsFor", &acts_for)];
        fields.extend(scopes.iter().map(|scope| ("scopes", *scope)));
        self.post("/admin/clients/new", "/admin/clients", &fields).await
    }
}

fn location(answer: &Answer) -> &str {
    answer.headers.get("location").map_or("", |value| value.to_str().unwrap())
}

/// The value of the last hidden field of this name: those before it are the frame's.
fn hidden(page: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let (_, rest) = page.rsplit_once(&start).unwrap_or_else(|| panic!("no `{name}` in {page}"));
    rest.split('"').next().unwrap().to_owned()
}

/// The secret that a page shows.
fn secret(page: &str) -> Option<String> {
    let place = page.find("value=\"stf_")?;
    Some(page[place + "value=\"".len()..].split('"').next().unwrap().to_owned())
}

async fn clients(app: &TestApp) -> usize {
    use sea_orm::{EntityTrait, PaginatorTrait};
    let count = entity::client::Entity::find().count(app.connection()).await.unwrap();
    usize::try_from(count).unwrap()
}

#[tokio::test]
async fn one_signs_in_with_a_client_or_a_token_and_the_cookie_is_for_this_site_alone() {
    let app = TestApp::start().await;
    let console =
        register(&app, "konsol", json!({ "scopes": ["admin:clients", "dkk:read"] })).await;
    let by_secret = sign_in(&app, &[("clientId", &console.id), ("secret", &console.secret)]).await;
    let by_token = sign_in(&app, &[("token", &app.token("admin"))]).await;
    for answer in [&by_secret, &by_token] {
        assert_eq!((answer.status.as_u16(), location(answer)), (303, "/admin"), "{}", answer.text);
        let cookie = answer.headers["set-cookie"].to_str().unwrap();
        assert!(cookie.starts_with("__Secure-stifinder-admin="), "the issuer is on TLS: {cookie}");
        assert!(cookie.ends_with("; Path=/admin; HttpOnly; SameSite=Strict; Secure"), "{cookie}");
        assert_eq!(answer.headers["cache-control"], "no-store");
    }
    // Who begins, before there is any organisation.
    let nobodys = json!({ "scopes": ["admin:clients"], "organisationId": null, "unitId": null });
    let first = register(&app, "begynder", nobodys).await;
    let answer = sign_in(&app, &[("clientId", &first.id), ("secret", &first.secret)]).await;
    assert_eq!(location(&answer), "/admin", "{}", answer.text);
    // The token of the cookie reads no citizen's data, whatever else the client may do.
    let cookie = by_secret.headers["set-cookie"].to_str().unwrap();
    let token = cookie.split(['=', ';']).nth(1).unwrap();
    let me = app.ask_with(token, "{ me { clientId scopes } }", json!({}), &[]).await.data("/me");
    assert_eq!(me, json!({ "clientId": "konsol", "scopes": ["admin:clients"] }));
}

#[tokio::test]
async fn who_may_not_administer_is_not_let_in_and_not_told_why() {
    let app = TestApp::start().await;
    let plain = register(&app, "fagsystem", json!({})).await;
    let console = register(&app, "konsol", json!({ "scopes": ["admin:clients"] })).await;
    let scoped = app.token_of(Grant { scopes: ScopeSet::ALL, ..app.grant("sofCaseworker") });
    let mut answers = Vec::new();
    for fields in [
        [("clientId", console.id.as_str()), ("secret", "wrong")],
        [("clientId", "findes-ikke"), ("secret", console.secret.as_str())],
        [("clientId", plain.id.as_str()), ("secret", plain.secret.as_str())],
        [("clientId", ""), ("secret", "")],
        [("clientId", ""), ("token", &app.token("sofCaseworker"))],
        [("clientId", ""), ("token", &app.token("auditor"))],
        [("clientId", ""), ("token", &scoped)],
        [("clientId", ""), ("token", "no token")],
        [("clientId", ""), ("token", &"x".repeat(5000))],
    ] {
        let answer = sign_in(&app, &fields).await;
        assert_eq!(answer.status, 403, "{fields:?}");
        assert!(!answer.headers.contains_key("set-cookie"));
        answers.push(answer.text);
    }
    assert!(answers.iter().all(|text| *text == answers[0]));
}

const PAGES: [&str; 9] = [
    "/admin",
    "/admin/clients",
    "/admin/clients/new",
    "/admin/clients/demo",
    "/admin/tokens",
    "/admin/keys",
    "/admin/issuers",
    "/admin/issuers/new",
    "/admin/chain",
];

#[tokio::test]
async fn pages_are_for_who_is_signed_in_and_hold_no_script_and_nothing_of_another_host() {
    let app = TestApp::start().await;
    for path in PAGES.into_iter().chain(["/admin/log", "/admin/chain/checkpoint.json"]) {
        let answer = send(&app, path, &[], None).await;
        assert_eq!((answer.status.as_u16(), location(&answer)), (303, "/admin/sign-in"), "{path}");
    }
    let browser = Browser::admin(&app).await;
    for path in PAGES.into_iter().chain(["/admin/sign-in"]) {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        assert_eq!(answer.headers["cache-control"], "no-store");
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert_eq!(
            policy,
            "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; \
             frame-ancestors 'none'"
        );
        for never in ["<script", " style=", " onclick", "src=", "http://", "https://"] {
            assert!(!answer.text.contains(never), "{path} has `{never}`");
        }
    }
    assert_eq!(browser.get("/admin/clients/findes-ikke").await.status, 404);
    assert_eq!(browser.get("/admin/elsewhere").await.status, 404);
    let style = browser.get("/admin/style.css").await;
    assert_eq!(style.headers["content-type"], "text/css; charset=utf-8");
    assert!(!style.text.contains("url("));
}

#[tokio::test]
async fn a_form_from_elsewhere_does_nothing() {
    let app = TestApp::start().await;
    let browser = Browser::admin(&app).await;
    let other = Browser::of(
        &app,
        &app.token_of(Grant { client_id: "demo".to_owned(), ..app.grant("admin") }),
    )
    .await;
    let page = browser.page("/admin/clients/new").await;
    let (csrf, key) = (hidden(&page, "csrf"), hidden(&page, "key"));
    let others = hidden(&other.page("/admin/clients/new").await, "csrf");
    assert_ne!(csrf, others);
    let acts_for = format!("organisation {}", organisation(&app, "sofCoordinator"));
    let before = clients(&app).await;
    let post = async |csrf: &str, headers: &[(&str, &str)]| {
        let fields = [
            ("csrf", csrf),
            ("key", &key),
            ("clientId", "fagsystem"),
            ("name", "F"),
            ("actsFor", &acts_for),
            ("scopes", "dkk:read"),
        ];
        let headers = [headers, &[("cookie", browser.cookie.as_str())]].concat();
        send(&app, "/admin/clients", &headers, Some(&fields)).await
    };
    let origin = ("origin", "https://stifinder.example");
    let host = ("host", "stifinder.example");
    for (sent, headers) in [
        ("", HERE),
        (others.as_str(), HERE),
        (&csrf[1..], HERE),
        (&csrf, &[("sec-fetch-site", "cross-site")]),
        (&csrf, &[("sec-fetch-site", "same-site"), origin, host]),
        (&csrf, &[("sec-fetch-site", "none")]),
        (&csrf, &[("origin", "https://elsewhere.example"), host]),
        (&csrf, &[("origin", "null"), host]),
        (&csrf, &[]),
    ] {
        let answer = post(sent, headers).await;
        assert_eq!(answer.status, 403, "{sent} {headers:?}");
    }
    // Nor does signing in from elsewhere.
    let fields = [("token", app.token("admin"))].map(|(name, value)| (name, value));
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer =
        send(&app, "/admin/sign-in", &[("sec-fetch-site", "cross-site")], Some(&fields)).await;
    assert_eq!(answer.status, 403);
    assert_eq!(clients(&app).await, before);
    assert_eq!(post(&csrf, &[origin, host]).await.status, 200, "an older browser");
    assert_eq!(clients(&app).await, before + 1);
}

#[tokio::test]
async fn a_client_is_registered_and_its_secret_shown_once() {
    let app = TestApp::start().await;
    let browser = Browser::admin(&app).await;
    let page = browser.page("/admin/clients/new").await;
    let (csrf, key) = (hidden(&page, "csrf"), hidden(&page, "key"));
    let acts_for = format!("organisation {}", organisation(&app, "sofCoordinator"));
    let fields = [
        ("csrf", csrf.as_str()),
        ("key", &key),
        ("clientId", "fagsystem"),
        ("name", "<script>alert(1)</script>"),
        ("actsFor", &acts_for),
        ("scopes", "dkk:read"),
        ("scopes", "dkk:write"),
        ("networks", "192.0.2.0/24\r\n\r\n2001:db8::/32"),
        ("expiresAt", "2027-01-01"),
        ("tokenAlgorithm", "ES256"),
    ];
    let headers = [HERE, &[("cookie", browser.cookie.as_str())]].concat();
    let made = send(&app, "/admin/clients", &headers, Some(&fields)).await;
    assert_eq!(made.status, 200, "{}", made.text);
    let shown = secret(&made.text).expect("the secret");
    // Sent once more, as by a reload: done once, and shown once.
    let again = send(&app, "/admin/clients", &headers, Some(&fields)).await;
    assert_eq!((again.status.as_u16(), secret(&again.text)), (200, None), "{}", again.text);
    let page = browser.page("/admin/clients/fagsystem").await;
    assert!(!page.contains(&shown) && page.contains(&shown[shown.len() - 4..]));
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !page.contains("<script"));
    for told in
        ["192.0.2.0/24, 2001:db8::/32", "dkk:read dkk:write", "ES256", "2027-01-01 00:00:00"]
    {
        assert!(page.contains(told), "{told} in {page}");
    }
    let held = entity_client(&app, "fagsystem").await;
    assert_eq!(held.expires_at.unwrap().to_rfc3339(), "2026-12-31T23:00:00+00:00");
    // In the log it is the administrator who registered it.
    let rows = app.log().await;
    let row = rows.iter().find(|row| row.operation == "createClient").unwrap();
    assert_eq!((row.kind.as_str(), row.detail.as_str()), ("WRITE", "#CLIENT:fagsystem"));
    assert_eq!(row.user_id, app.persona("admin").viewer.user.map(|user| user.0));
    assert_eq!(
        rows.iter().filter(|row| row.kind == "READ" && row.operation == "client").count(),
        1
    );
}

async fn entity_client(app: &TestApp, id: &str) -> entity::client::Model {
    use sea_orm::EntityTrait;
    entity::client::Entity::find_by_id(id).one(app.connection()).await.unwrap().unwrap()
}

#[tokio::test]
async fn what_is_wrong_stands_at_its_field_and_what_was_typed_is_kept() {
    let app = TestApp::start().await;
    let browser = Browser::admin(&app).await;
    let fields = [
        ("clientId", "Med Stort"),
        ("name", ""),
        ("networks", "192.0.2.0/99"),
        ("expiresAt", "2020-01-01"),
        ("contact", "nobody"),
    ];
    let answer = browser.post("/admin/clients/new", "/admin/clients", &fields).await;
    assert_eq!(answer.status, 422, "{}", answer.text);
    for name in ["clientId", "name", "networks", "expiresAt", "contact"] {
        assert!(answer.text.contains(&format!("id=\"{name}-error\"")), "{name}: {}", answer.text);
    }
    assert!(answer.text.contains("Med Stort") && answer.text.contains("192.0.2.0/99"));
    assert_eq!(app.log().await.last().unwrap().kind, "REFUSED");
    let changed = register(&app, "fagsystem", json!({})).await;
    let stale = [("name", "Nyt navn"), ("scopes", "dkk:read"), ("version", "0")];
    let path = format!("/admin/clients/{}/edit", changed.id);
    let page = browser.page(&path).await;
    let (csrf, key) = (hidden(&page, "csrf"), hidden(&page, "key"));
    let fields = [&[("csrf", csrf.as_str()), ("key", key.as_str())], &stale[..]].concat();
    let headers = [HERE, &[("cookie", browser.cookie.as_str())]].concat();
    let answer = send(&app, &path, &headers, Some(&fields)).await;
    assert_eq!(answer.status, 422, "changed by another: {}", answer.text);
    assert!(answer.text.contains("Nyt navn"));
    assert_eq!(entity_client(&app, "fagsystem").await.name, "Fagsystem");
}

#[tokio::test]
async fn a_client_is_changed_given_a_second_secret_switched_off_and_cut_off() {
    let app = TestApp::start().await;
    let other_node = TestApp::on(app.url.clone()).await;
    let browser = Browser::admin(&app).await;
    let made = browser.register("fagsystem", &["dkk:read"]).await;
    let first = Registered {
        node: String::new(),
        id: "fagsystem".to_owned(),
        secret: secret(&made.text).unwrap(),
    };
    let (page, at) =
        ("/admin/clients/fagsystem", |rest: &str| format!("/admin/clients/fagsystem/{rest}"));
    let token = token_of(&app, &first).await;
    app.pass(chrono::TimeDelta::minutes(1));
    let rotated = browser.post(page, &at("rotate"), &[("overlap", "24")]).await;
    let second = Registered { secret: secret(&rotated.text).unwrap(), ..first.clone() };
    for own in [&first, &second] {
        assert_eq!(fetch(&other_node, own, &[]).await.status, 200);
    }
    let third = browser.post(page, &at("rotate"), &[("overlap", "24")]).await;
    assert_eq!((third.status.as_u16(), secret(&third.text)), (422, None), "two at most");
    let text = browser.page(page).await;
    let place = text.find("/secrets/").unwrap() + "/secrets/".len();
    let path = at(&format!("secrets/{}/revoke", &text[place..place + 36]));
    let answer = browser.post(&path, &path, &[]).await;
    assert_eq!(
        location(&answer),
        "/admin/clients/fagsystem?done=secret-revoked",
        "{}",
        answer.text
    );
    assert_eq!(fetch(&other_node, &first, &[]).await.status, 401);
    assert_eq!(fetch(&other_node, &second, &[]).await.status, 200);

    let edit = at("edit");
    let fields = [
        ("name", "Nyt navn"),
        ("scopes", "dkk:read"),
        ("scopes", "dkk:write"),
        ("tokenAlgorithm", "EdDSA"),
        ("expiresAt", "2027-01-01"),
    ];
    let answer = browser.post(&edit, &edit, &fields).await;
    assert_eq!(location(&answer), "/admin/clients/fagsystem?done=updated", "{}", answer.text);
    let held = entity_client(&app, "fagsystem").await;
    assert_eq!((held.name.as_str(), held.scopes.as_str()), ("Nyt navn", "dkk:read dkk:write"));

    for (what, expected) in [("disable", 401), ("enable", 200)] {
        let answer = browser.post(page, &at(what), &[]).await;
        assert!(location(&answer).starts_with(page), "{}", answer.text);
        assert_eq!(status(&other_node, &token).await, expected);
    }
    let path = at("revoke");
    let answer = browser.post(&path, &path, &[]).await;
    assert_eq!(location(&answer), "/admin/clients/fagsystem?done=revoked");
    assert_eq!(status(&other_node, &token).await, 401);
    assert_eq!(browser.post(&path, &path, &[]).await.status, 422, "for good");
}

#[tokio::test]
async fn a_token_is_revoked_and_signing_out_revokes_the_consoles_own() {
    let app = TestApp::start().await;
    let browser = Browser::admin(&app).await;
    let client = register(&app, "fagsystem", json!({})).await;
    let (one, other) = (token_of(&app, &client).await, token_of(&app, &client).await);
    let answer = browser.post("/admin/tokens", "/admin/tokens", &[("token", &one)]).await;
    assert_eq!(location(&answer), "/admin/tokens?done=token-revoked", "{}", answer.text);
    assert_eq!((status(&app, &one).await, status(&app, &other).await), (401, 200));
    let answer = browser.post("/admin/tokens", "/admin/tokens", &[("token", "none")]).await;
    assert_eq!(answer.status, 422);
    assert!(!answer.text.contains("value=\"none\""), "what was pasted is not shown");

    let out = browser.post("/admin", "/admin/sign-out", &[]).await;
    assert_eq!(location(&out), "/admin/sign-in");
    assert!(out.headers["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    let after = browser.get("/admin/clients").await;
    assert_eq!(location(&after), "/admin/sign-in", "whoever kept the cookie");
    // A client that is revoked is signed out with its next request.
    let console = register(&app, "konsol", json!({ "scopes": ["admin:clients"] })).await;
    let browser = Browser::of(&app, &token_of(&app, &console).await).await;
    let path = "/admin/clients/konsol/revoke";
    browser.post(path, path, &[]).await;
    assert_eq!(location(&browser.get("/admin").await), "/admin/sign-in");
}

#[tokio::test]
async fn keys_are_rotated_and_retired() {
    let app = TestApp::start().await;
    let browser = Browser::admin(&app).await;
    let client = register(&app, "fagsystem", json!({})).await;
    let token = token_of(&app, &client).await;
    let answer = browser.post("/admin/keys", "/admin/keys", &[("algorithm", "EdDSA")]).await;
    assert_eq!(location(&answer), "/admin/keys?done=rotated", "{}", answer.text);
    assert_eq!(status(&app, &token).await, 200);
    let header = token.split('.').next().unwrap();
    let header = base64::Engine::decode(&base64::prelude::BASE64_URL_SAFE_NO_PAD, header).unwrap();
    let header: serde_json::Value = serde_json::from_slice(&header).unwrap();
    let path = format!("/admin/keys/{}/retire", header["kid"].as_str().unwrap());
    let answer = browser.post(&path, &path, &[]).await;
    assert_eq!(location(&answer), "/admin/keys?done=retired", "{}", answer.text);
    assert_eq!(status(&app, &token).await, 401);
}

#[tokio::test]
async fn an_issuer_is_trusted_changed_and_removed() {
    let app = TestApp::start().await;
    let browser = Browser::admin(&app).await;
    let id = organisation(&app, "sofCoordinator");
    let new = "/admin/issuers/new";
    let fields = [
        ("name", "Kommunens login"),
        ("issuer", "https://login.kommune.example"),
        ("audiences", "stifinder"),
        ("organisationClaim", "administration"),
        ("organisationValue", "SOF"),
        ("organisationId", id.as_str()),
        ("organisationValue", ""),
        ("organisationId", ""),
        ("userClaim", "email"),
        ("userBy", "EMAIL"),
        ("roleClaim", "groups"),
        ("roleValue", "sagsbehandler"),
        ("roleId", "CASEWORKER"),
    ];
    let nobody = browser
        .post(new, "/admin/issuers", &[&fields[..], &[("bearerClient", "findes-ikke")]].concat())
        .await;
    assert_eq!(nobody.status, 422);
    assert!(nobody.text.contains("id=\"bearerClient-error\""), "{}", nobody.text);
    let answer = browser.post(new, "/admin/issuers", &fields).await;
    assert_eq!(location(&answer), "/admin/issuers?done=trusted", "{}", answer.text);
    let list = browser.page("/admin/issuers").await;
    let place = list.find("href=\"/admin/issuers/0").unwrap() + "href=\"".len();
    let path = list[place..].split('"').next().unwrap().to_owned();
    let form = browser.page(&path).await;
    assert!(form.contains("value=\"sagsbehandler\"") && form.contains("value=\"administration\""));
    let answer = browser
        .post(
            &path,
            &path,
            &[&fields[3..], &[("name", "Nyt navn"), ("audiences", "stifinder")]].concat(),
        )
        .await;
    assert_eq!(location(&answer), "/admin/issuers?done=issuer-updated", "{}", answer.text);
    assert!(browser.page("/admin/issuers").await.contains("Nyt navn"));
    let remove = format!("{path}/remove");
    let answer = browser.post(&remove, &remove, &[]).await;
    assert_eq!(location(&answer), "/admin/issuers?done=removed");
    assert_eq!(browser.get(&path).await.status, 404);
}

#[tokio::test]
async fn the_access_log_is_for_who_also_reads_it() {
    let app = TestApp::start().await;
    app.ask(
        "sofCoordinator",
        "query($id: ID!) { case(id: $id) { status } }",
        json!({ "id": app.case() }),
    )
    .await;
    // An administrator of tokens is no reader of what is in the log, and the try is in it.
    let browser = Browser::admin(&app).await;
    assert!(!browser.page("/admin").await.contains("/admin/log"));
    let refused = browser.get("/admin/log").await;
    assert_eq!(refused.status, 403);
    assert!(!refused.text.contains(&app.case()));
    let last = app.log().await;
    let last = last.iter().rfind(|row| row.operation == "auditLog").unwrap();
    assert_eq!(last.kind, "REFUSED");
    // Nor is a person by the scope alone; a system is, since no role can be given to it.
    let both = ScopeSet::of(&[Scope::AdminClients, Scope::AuditRead]);
    let person = app.token_of(Grant { scopes: both, ..app.grant("admin") });
    assert_eq!(Browser::of(&app, &person).await.get("/admin/log").await.status, 403);
    let system = json!({ "scopes": ["admin:clients", "audit:read"] });
    let system = register(&app, "konsol", system).await;
    let browser = Browser::of(&app, &token_of(&app, &system).await).await;
    assert!(browser.page("/admin").await.contains("/admin/log"));
    let case = app.case();
    for (query, here) in [
        (String::new(), true),
        (format!("?case={case}"), true),
        ("?kind=READ&client=demo".to_owned(), true),
        ("?from=2026-11-02&to=2026-11-02".to_owned(), true),
        (format!("?organisation={}", organisation(&app, "sofCoordinator")), true),
        (format!("?organisation={}", organisation(&app, "bifCaseworker")), false),
        ("?from=2026-11-03".to_owned(), false),
        ("?to=2026-11-01".to_owned(), false),
        ("?client=konsol".to_owned(), false),
        ("?case=nonsense".to_owned(), false),
        ("?citizen=nonsense".to_owned(), false),
        ("?user=nonsense".to_owned(), false),
    ] {
        let page = browser.page(&format!("/admin/log{query}")).await;
        let row = format!("<td><code>{case}</code></td>");
        assert_eq!(page.contains(&row), here, "{query}");
    }
}

#[tokio::test]
async fn the_log_comes_in_pages_that_neither_repeat_nor_leave_out_a_row() {
    let app = TestApp::start().await;
    let system = json!({ "scopes": ["admin:clients", "audit:read"] });
    let system = register(&app, "konsol", system).await;
    let browser = Browser::of(&app, &token_of(&app, &system).await).await;
    for _ in 0..60 {
        app.ask("auditor", "{ me { clientId } }", json!({})).await;
    }
    let rows = |page: &str| -> Vec<String> {
        let parts = page.split("Hash <code>").skip(1);
        parts.map(|rest| rest.split('<').next().unwrap().to_owned()).collect()
    };
    let first = browser.page("/admin/log?client=demo").await;
    let place = first.find("href=\"/admin/log?client").expect("more") + "href=\"".len();
    let next = first[place..].split('"').next().unwrap().replace("&amp;", "&");
    let (mut all, more) = (rows(&first), rows(&browser.page(&next).await));
    assert_eq!(all.len(), 50);
    all.extend(more);
    let logged = app.log().await.iter().filter(|row| row.client_id == "demo").count();
    assert_eq!(all.len(), logged);
    all.sort();
    all.dedup();
    assert_eq!(all.len(), logged);
}

#[tokio::test]
async fn the_chains_are_shown_verified_and_written_as_a_checkpoint() {
    use sea_orm::{ConnectionTrait, EntityTrait};
    let app = TestApp::start().await;
    let browser = Browser::admin(&app).await;
    app.ask("sofCoordinator", "{ me { clientId } }", json!({})).await;
    let checkpoint = browser.get("/admin/chain/checkpoint.json").await.json();
    assert!(!checkpoint["heads"].as_array().unwrap().is_empty(), "{checkpoint}");
    let verified = browser.post("/admin/chain", "/admin/chain", &[]).await;
    assert!(verified.text.contains("Every chain holds"), "{}", verified.text);
    assert!(verified.text.contains("The keys come from the database itself"), "{}", verified.text);
    let row = entity::access_log::Entity::find().one(app.connection()).await.unwrap().unwrap();
    let change = format!(
        "UPDATE access_log SET operation = 'other' WHERE chain = '{}' AND seq = {}",
        row.chain, row.seq
    );
    app.connection().execute_unprepared(&change).await.unwrap();
    let verified = browser.post("/admin/chain", "/admin/chain", &[]).await;
    assert!(verified.text.contains("The log was changed"), "{}", verified.text);
    assert!(verified.text.contains(&row.chain));
}

#[tokio::test]
async fn a_sign_in_ends_by_itself_and_trying_secrets_is_held_back() {
    let app = impatient(5).await;
    let console = register(&app, "konsol", json!({ "scopes": ["admin:clients"] })).await;
    let fields = [("clientId", console.id.as_str()), ("secret", console.secret.as_str())];
    let answer = sign_in(&app, &fields).await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap();
    let browser = Browser { app: &app, cookie: cookie.to_owned() };
    assert_eq!(browser.get("/admin").await.status, 200);
    app.pass(chrono::TimeDelta::minutes(62));
    assert_eq!(location(&browser.get("/admin").await), "/admin/sign-in");
    for number in 0..13 {
        let wrong = [("clientId", console.id.as_str()), ("secret", "wrong")];
        let expected = if number < 10 { 403 } else { 429 };
        assert_eq!(sign_in(&app, &wrong).await.status, expected, "{number}");
    }
}
