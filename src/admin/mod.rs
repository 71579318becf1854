//! The web console at `/admin`: clients, tokens, keys and trusted issuers for who administers
//! them, and the access log for who may also read that.
//!
//! Pages are made on the server and hold no script. A page sees and does what GraphQL would show
//! and do: the same use cases, the same scopes, the same rows in the access log.

mod chain;
mod client_form;
mod clients;
mod door;
mod fields;
mod form;
mod issuer_form;
mod issuers;
mod keys;
mod log;
mod overview;
mod page;
mod say;
mod tokens;
mod visit;

use std::sync::Arc;

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::{get, post};

use crate::http::Edge;
use crate::server::Server;

/// What the pages share.
pub struct Console {
    edge: Arc<Edge<Server>>,
    /// Whether browsers come over TLS, as the issuer's address says.
    secure: bool,
}

impl Console {
    fn server(&self) -> &Server {
        self.edge.executor()
    }
}

/// The routes, for [`router_beside`](crate::http::router_beside).
pub fn routes(edge: Arc<Edge<Server>>) -> Router {
    let secure = edge.executor().tokens().issuer().starts_with("https://");
    let console = Arc::new(Console { edge, secure });
    Router::new()
        .route("/admin", get(overview::show))
        .route("/admin/style.css", get(style))
        .route("/admin/sign-in", get(door::show).post(door::sign_in))
        .route("/admin/sign-out", post(door::sign_out))
        .route("/admin/clients", get(clients::list).post(clients::create))
        .route("/admin/clients/new", get(clients::new))
        .route("/admin/clients/{client}", get(clients::show))
        .route("/admin/clients/{client}/edit", get(clients::edit).post(clients::update))
        .route("/admin/clients/{client}/rotate", post(clients::rotate))
        .route("/admin/clients/{client}/disable", post(clients::disable))
        .route("/admin/clients/{client}/enable", post(clients::enable))
        .route("/admin/clients/{client}/revoke", get(clients::ask_revoke).post(clients::revoke))
        .route(
            "/admin/clients/{client}/secrets/{secret}/revoke",
            get(clients::ask_revoke_secret).post(clients::revoke_secret),
        )
        .route("/admin/tokens", get(tokens::show).post(tokens::revoke))
        .route("/admin/keys", get(keys::list).post(keys::rotate))
        .route("/admin/keys/{key}/retire", get(keys::ask_retire).post(keys::retire))
        .route("/admin/issuers", get(issuers::list).post(issuers::trust))
        .route("/admin/issuers/new", get(issuers::new))
        .route("/admin/issuers/{issuer}", get(issuers::edit).post(issuers::update))
        .route("/admin/issuers/{issuer}/remove", get(issuers::ask_remove).post(issuers::remove))
        .route("/admin/chain", get(chain::show).post(chain::verify))
        .route("/admin/chain/checkpoint.json", get(chain::checkpoint))
        .route("/admin/log", get(log::show))
        .with_state(console)
}

async fn style() -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=300"),
    ];
    (headers, include_str!("style.css"))
}
