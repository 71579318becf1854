//! The endpoints by the eyes of a standard library: the crate `oauth2`, against the metadata.

use axum::body::Body;
use axum::http::Request;
use oauth2::basic::{BasicClient, BasicTokenType};
use oauth2::{
    AuthType, ClientId, ClientSecret, HttpRequest, HttpResponse, IntrospectionUrl, RevocationUrl,
    Scope, StandardRevocableToken, TokenIntrospectionResponse, TokenResponse, TokenUrl,
};
use serde_json::json;

use super::{register, status};
use crate::support::TestApp;

/// Sends what the library sends to the server's router.
async fn send(
    app: &TestApp,
    request: HttpRequest,
) -> Result<HttpResponse, std::convert::Infallible> {
    let (parts, body) = request.into_parts();
    let mut sent = Request::builder().method(parts.method).uri(parts.uri.path());
    *sent.headers_mut().unwrap() = parts.headers;
    let answer = app.send(sent.body(Body::from(body)).unwrap()).await;
    let mut response = axum::http::Response::builder().status(answer.status);
    *response.headers_mut().unwrap() = answer.headers;
    Ok(response.body(answer.text.into_bytes()).unwrap())
}

#[tokio::test]
async fn a_standard_library_gets_introspects_and_revokes_a_token() {
    let app = TestApp::start().await;
    let metadata = Request::get("/.well-known/oauth-authorization-server");
    let metadata = app.send(metadata.body(Body::empty()).unwrap()).await.json();
    let endpoint = |name: &str| metadata[name].as_str().unwrap().to_owned();
    let registered = register(&app, "fagsystem", json!({})).await;
    for way in [AuthType::BasicAuth, AuthType::RequestBody] {
        let client = BasicClient::new(ClientId::new(registered.id.clone()))
            .set_client_secret(ClientSecret::new(registered.secret.clone()))
            .set_auth_type(way)
            .set_token_uri(TokenUrl::new(endpoint("token_endpoint")).unwrap())
            .set_introspection_url(
                IntrospectionUrl::new(endpoint("introspection_endpoint")).unwrap(),
            )
            .set_revocation_url(RevocationUrl::new(endpoint("revocation_endpoint")).unwrap());
        let http = |request| send(&app, request);
        let granted = client
            .exchange_client_credentials()
            .add_scope(Scope::new("dkk:read".to_owned()))
            .request_async(&http)
            .await
            .unwrap();
        assert!(matches!(granted.token_type(), BasicTokenType::Bearer));
        assert_eq!(granted.scopes().unwrap().len(), 1);
        assert_eq!(granted.expires_in().unwrap().as_secs(), 900);
        let token = granted.access_token();
        assert_eq!(status(&app, token.secret()).await, 200);
        let told = client.introspect(token).request_async(&http).await.unwrap();
        assert!(told.active());
        assert_eq!(told.client_id().unwrap().as_str(), registered.id);
        let revocable = StandardRevocableToken::AccessToken(token.clone());
        client.revoke_token(revocable).unwrap().request_async(&http).await.unwrap();
        assert_eq!(status(&app, token.secret()).await, 401);
        assert!(!client.introspect(token).request_async(&http).await.unwrap().active());
    }
    let wrong = BasicClient::new(ClientId::new(registered.id.clone()))
        .set_client_secret(ClientSecret::new("wrong".to_owned()))
        .set_token_uri(TokenUrl::new(endpoint("token_endpoint")).unwrap());
    let http = |request| send(&app, request);
    let error = wrong.exchange_client_credentials().request_async(&http).await.unwrap_err();
    let oauth2::RequestTokenError::ServerResponse(error) = error else { panic!("{error:?}") };
    assert_eq!(error.error().as_ref(), "invalid_client");
}
