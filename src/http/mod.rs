//! The edge: GraphQL over HTTP by our own thin handler, with limits before execution.
//!
//! Knows no type of the schema and no table: what executes, who the caller is and whether the
//! server is ready come through [`Executor`]. Written to the GraphQL over HTTP draft; the public
//! audits of the npm package `graphql-http` are the measure (`clients/graphql-http-audit`).
//!
//! Never logged, here or below: CPR, names, free text, tokens, bodies, addresses with a query.

mod accept;
mod body;
mod documents;
mod error;
mod graphql;
mod lexer;
mod limits;
mod measure;
mod observe;
mod pages;
mod params;
mod respond;
mod serve;
mod shape;
#[cfg(test)]
mod tests;

use std::{
    future::Future,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use async_graphql::parser::types::{ExecutableDocument, OperationDefinition, OperationType};
use axum::{
    Router,
    body::Bytes,
    middleware,
    routing::{any, get},
};
use tower_http::compression::{
    CompressionLayer, CompressionLevel,
    predicate::{Predicate, SizeAbove},
};
use uuid::Uuid;

use documents::Documents;
use ipnet::IpNet;
use observe::Observer;
use shape::Shape;

pub use accept::Language;
pub use body::read as read_body;
pub use documents::Acceptance;
pub use error::{AuthFailure, ErrorCode, Refusal};
pub use limits::Limits;
pub use serve::{Peer, ServeOptions, serve, shutdown_signal};

/// What is known of a request when it arrives.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// UUID v7, ours: in `x-request-id`, in every error, in the log.
    pub request_id: Uuid,
    /// Language of messages, from `Accept-Language`.
    pub language: Language,
    /// Where the connection comes from; behind a proxy that is the proxy.
    pub peer: Option<SocketAddr>,
    /// Who asks: the other end of the connection or, where that is a trusted proxy, whom it names.
    pub address: Option<IpAddr>,
    /// `Idempotency-Key`: 1 to 255 visible ASCII characters.
    pub idempotency_key: Option<String>,
}

/// What is known of an operation when it is about to run.
#[derive(Clone, Debug)]
pub struct RequestMeta {
    /// What was known on arrival.
    pub arrival: Arrival,
    /// Query or mutation.
    pub kind: OperationType,
    /// Name of the operation. Chosen by the client: may hold anything a GraphQL name can.
    pub operation_name: Option<String>,
    /// What the operation was priced at, see [`Limits::cost`]. Depends on the query only.
    pub cost: u64,
    /// Whether the document was accepted before.
    pub acceptance: Acceptance,
}

/// The operation that was chosen, with the document it stands in.
#[derive(Clone, Copy, Debug)]
pub struct Operation<'a> {
    /// The whole document, for the fragments.
    pub document: &'a ExecutableDocument,
    /// The operation to run.
    pub definition: &'a OperationDefinition,
    /// Its name.
    pub name: Option<&'a str>,
}

/// What the edge stands in front of.
pub trait Executor: Send + Sync + 'static {
    /// Who asks, as the token said.
    type Caller: Clone + Send + Sync + 'static;

    /// The caller behind a bearer token (without the word `Bearer`); `None` where the request
    /// has no `Authorization` header. Called before the body is read.
    fn authenticate(
        &self,
        bearer: Option<&str>,
        arrival: &Arrival,
    ) -> impl Future<Output = Result<Self::Caller, AuthFailure>> + Send;

    /// The client's id for the log. No secret, no person.
    fn client_id<'a>(&self, caller: &'a Self::Caller) -> &'a str;

    /// Refuses, before execution, an operation that names a field which no scope of the caller
    /// reaches: [`Refusal::missing_scope`].
    ///
    /// # Errors
    /// The refusal to answer with.
    fn check(&self, caller: &Self::Caller, operation: Operation<'_>) -> Result<(), Refusal>;

    /// Runs a request whose document is parsed and within the limits. Errors of single fields
    /// stand in the response, each with `extensions.code`; an error that reaches the response
    /// by `?` without a code is shown as `INTERNAL` and its text is kept back.
    ///
    /// # Errors
    /// A refusal replaces the whole answer: for what must not be answered in part, as when the
    /// access log cannot be written ([`Refusal::unavailable`]).
    fn execute(
        &self,
        caller: Self::Caller,
        request: async_graphql::Request,
        meta: RequestMeta,
    ) -> impl Future<Output = Result<async_graphql::Response, Refusal>> + Send;

    /// A new id for a request.
    fn request_id(&self) -> Uuid;

    /// The schema as text, the same as the `schema` command prints.
    fn sdl(&self) -> Arc<str>;

    /// Whether requests can be answered: database there, migrations done, keys loaded.
    fn ready(&self) -> impl Future<Output = bool> + Send;

    /// The public keys as a JSON Web Key Set (RFC 7517), as JSON text; `None` where they cannot
    /// be read now.
    fn jwks(&self) -> impl Future<Output = Option<String>> + Send;
}

/// How the edge behaves.
#[derive(Clone, Debug)]
pub struct EdgeOptions {
    /// Limits on a request.
    pub limits: Limits,
    /// How long a body may take to come: 10 s.
    pub body_timeout: Duration,
    /// How long a request may take from its headers to its answer: 30 s.
    pub request_timeout: Duration,
    /// Answers above this many bytes are compressed with gzip for who accepts it: 32 KiB. Below,
    /// compression gains little, and where somebody else's text stands beside a secret the
    /// length of a compressed answer can tell something of it.
    pub compress_above: u64,
    /// Whether `/graphiql` is served.
    pub graphiql: bool,
    /// Proxies whose `X-Forwarded-For` is believed: none. Anyone can send that header, so it
    /// counts only from these, and only as far back as they are.
    pub trusted_proxies: Vec<IpNet>,
}

impl Default for EdgeOptions {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            body_timeout: Duration::from_secs(10),
            request_timeout: Duration::from_secs(30),
            compress_above: 32 * 1024,
            graphiql: true,
            trusted_proxies: Vec::new(),
        }
    }
}

/// The edge's own state around an executor.
pub struct Edge<E> {
    executor: E,
    options: EdgeOptions,
    shape: Shape,
    /// The schema as it is sent: whoever asks for it shares these bytes.
    sdl: Bytes,
    documents: Documents,
}

/// Why the edge could not be built.
#[derive(Debug, thiserror::Error)]
#[error("the schema cannot be read: {0}")]
pub struct EdgeError(String);

impl<E: Executor> Edge<E> {
    /// Puts the edge in front of an executor.
    ///
    /// # Errors
    /// Where the executor's SDL does not parse.
    pub fn new(executor: E, options: EdgeOptions) -> Result<Arc<Self>, EdgeError> {
        let sdl = executor.sdl();
        let shape = Shape::from_sdl(&sdl).map_err(EdgeError)?;
        let sdl = Bytes::copy_from_slice(sdl.as_bytes());
        Ok(Arc::new(Self { executor, options, shape, sdl, documents: Documents::default() }))
    }

    /// The executor behind.
    pub fn executor(&self) -> &E {
        &self.executor
    }
}

/// The public routes: GraphQL, the schema, GraphiQL, the keys, health.
pub fn router<E: Executor>(edge: Arc<Edge<E>>) -> Router {
    router_beside(edge, Router::new())
}

/// The public routes, with others beside them that get the same around every request: its id, its
/// limit in time, headers, metrics, and [`Arrival`] as an extension.
pub fn router_beside<E: Executor>(edge: Arc<Edge<E>>, beside: Router) -> Router {
    let mut router = Router::new()
        .route("/graphql", any(graphql::handle::<E>))
        .route("/schema.graphql", get(pages::schema::<E>))
        .route("/.well-known/jwks.json", get(pages::jwks::<E>))
        .route("/livez", get(pages::live))
        .route("/readyz", get(pages::ready::<E>));
    if edge.options.graphiql {
        router = router
            .route("/graphiql", get(pages::graphiql))
            .route("/graphiql/examples.json", get(pages::graphiql_examples))
            .route("/graphiql/{*file}", get(pages::graphiql_asset));
    }
    let compression = CompressionLayer::new()
        .quality(CompressionLevel::Fastest)
        .compress_when(SizeAbove::new(edge.options.compress_above).and(pages::WorthCompressing));
    let observer = Observer::of(&edge);
    router
        .with_state(edge)
        .merge(beside)
        .fallback(pages::unknown)
        .method_not_allowed_fallback(pages::wrong_method)
        .layer(compression)
        .layer(middleware::from_fn_with_state(observer, observe::observe))
}

/// The routes of the admin listener, which is not for the public: metrics and health.
pub fn admin_router<E: Executor>(
    edge: Arc<Edge<E>>,
    metrics: metrics_exporter_prometheus::PrometheusHandle,
) -> Router {
    let observer = Observer::of(&edge);
    Router::new()
        .route("/livez", get(pages::live))
        .route("/readyz", get(pages::ready::<E>))
        .with_state(edge)
        .route("/metrics", get(move || pages::metrics(metrics.clone())))
        .fallback(pages::unknown)
        .method_not_allowed_fallback(pages::wrong_method)
        .layer(middleware::from_fn_with_state(observer, observe::observe))
}
