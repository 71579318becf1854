//! The OAuth 2.0 endpoints: tokens for clients (RFC 6749 § 4.4, RFC 7523, RFC 8693), revocation
//! (RFC 7009), introspection (RFC 7662), metadata (RFC 8414).
//!
//! They stand beside the edge and are put into its router, so that they share its request ids,
//! limits in time, headers and metrics. Nothing here tells whether a client exists: who proves
//! nothing gets one answer, after the same work.

mod client;
mod error;
mod exchange;
mod form;
mod introspect;
mod limits;
mod metadata;
mod revoke;
mod sign_in;
mod token;
mod upkeep;

use std::num::NonZeroU32;
use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use chrono::TimeDelta;
use governor::Quota;

use self::limits::Limits;
use crate::app::App;
use crate::token::Tokens;
use crate::token::budget::Budgets;
use crate::token::outside::Outsiders;
use crate::token::uses::Uses;

pub(crate) use sign_in::Denial;

/// How the endpoints behave.
#[derive(Clone, Copy, Debug)]
pub struct OAuthOptions {
    /// How long an access token holds: 15 minutes.
    pub lifetime: TimeDelta,
    /// Requests of one client from one address: 120 at once, then four a second.
    pub requests: Quota,
    /// Requests from one address (IPv6: its /64) that prove nothing, whatever id they name: 1,200 at
    /// once, then 40 a second.
    pub strangers: Quota,
}

impl Default for OAuthOptions {
    fn default() -> Self {
        let number = |n: u32| NonZeroU32::MIN.saturating_add(n - 1);
        let quota = |burst, each| Quota::per_second(number(each)).allow_burst(number(burst));
        let (requests, strangers) = (quota(120, 4), quota(1200, 40));
        Self { lifetime: TimeDelta::minutes(15), requests, strangers }
    }
}

/// What the endpoints share.
pub struct OAuth {
    app: Arc<App>,
    tokens: Arc<Tokens>,
    uses: Arc<Uses>,
    budgets: Option<Arc<Budgets>>,
    outsiders: Arc<Outsiders>,
    options: OAuthOptions,
    limits: Limits,
}

impl OAuth {
    /// Endpoints of a server.
    #[must_use]
    pub fn new(
        app: Arc<App>,
        tokens: Arc<Tokens>,
        uses: Arc<Uses>,
        budgets: Option<Arc<Budgets>>,
        outsiders: Arc<Outsiders>,
        options: OAuthOptions,
    ) -> Arc<Self> {
        let limits = Limits::new(options.requests, options.strangers);
        Arc::new(Self { app, tokens, uses, budgets, outsiders, options, limits })
    }

    fn endpoint(&self, path: &str) -> String {
        format!("{}{path}", self.tokens.issuer().trim_end_matches('/'))
    }
}

const TOKEN: &str = "/oauth/token";
const REVOKE: &str = "/oauth/revoke";
const INTROSPECT: &str = "/oauth/introspect";
const METADATA: &str = "/.well-known/oauth-authorization-server";

/// The routes, for [`router_beside`](crate::http::router_beside).
pub fn routes(oauth: Arc<OAuth>) -> Router {
    Router::new()
        .route(TOKEN, post(token::handle))
        .route(REVOKE, post(revoke::handle))
        .route(INTROSPECT, post(introspect::handle))
        .route(METADATA, get(metadata::handle))
        .route(&format!("{METADATA}/{{*path}}"), get(metadata::handle_below))
        .with_state(oauth)
}
