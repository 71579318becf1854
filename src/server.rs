//! The server behind the edge: a token becomes a caller, a request becomes a session, and an
//! answer leaves when its log row is committed.

use std::net::IpAddr;
use std::sync::Arc;

use async_graphql::parser::types::OperationType;
use chrono::{DateTime, Utc};
use law::forms::Locale;
use migration::{Migrator, MigratorTrait};
use uuid::Uuid;

use crate::app::{App, AppError, Session};
use crate::audit::{AccessKind, Journal, Reads};
use crate::domain::wrapping::WrapError;
use crate::domain::{Caller, Clock, SigningKey, WrappingKey};
use crate::graphql::{self, StifinderSchema, WithheldPaths};
use crate::http::{Arrival, AuthFailure, Executor, Language, Operation, Refusal, RequestMeta};
use crate::sealed::Ledger;
use crate::store::Db;
use crate::token::{self, ClientError, Copies, KeyError, Proof, Standing, TokenError, Tokens};

/// How a server is set up.
#[derive(Debug)]
pub struct ServerOptions {
    /// `iss` of its tokens.
    pub issuer: String,
    /// `aud` of its tokens.
    pub audience: String,
    /// Where the rows of reads are logged, if not in the database itself.
    pub log: Option<sea_orm::DatabaseConnection>,
    /// The key that signs the heads of the log, if it is kept outside the database: only then can
    /// nobody who writes the database forge the log.
    pub log_key: Option<SigningKey>,
    /// The key under which private keys are kept in the database; none: the key that everyone
    /// has, for synthetic data.
    pub wrapping: Option<WrappingKey>,
}

impl Default for ServerOptions {
    fn default() -> Self {
        Self {
            issuer: "https://stifinder.local".to_owned(),
            audience: "stifinder".to_owned(),
            log: None,
            log_key: None,
            wrapping: None,
        }
    }
}

/// Why a server could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database is not as this version needs it.
    #[error("the database has pending migrations; run `stifinder migrate`")]
    Pending,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] crate::store::StoreError),
    /// A signing key could not be made or read.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// There is no key to wrap private keys under.
    #[error(transparent)]
    Wrapping(#[from] WrapError),
    /// The clock failed.
    #[error(transparent)]
    Clock(#[from] crate::domain::ClockBackwards),
}

impl From<sea_orm::DbErr> for StartError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Store(error.into())
    }
}

/// The server.
pub struct Server {
    app: Arc<App>,
    tokens: Arc<Tokens>,
    clients: Copies,
    schema: StifinderSchema,
    /// The same schema, for documents that it accepted before.
    accepted: StifinderSchema,
    sdl: Arc<str>,
}

impl Server {
    /// Starts on a migrated database: reads or makes the signing keys, and begins a log chain.
    ///
    /// # Errors
    /// The database is not migrated or not available.
    pub async fn start(
        db: Db,
        clock: Arc<dyn Clock>,
        options: ServerOptions,
    ) -> Result<Self, StartError> {
        if !Migrator::get_pending_migrations(&db.connection).await?.is_empty() {
            return Err(StartError::Pending);
        }
        let now = clock.now()?;
        let wrapping = options.wrapping.map_or_else(WrappingKey::known, Ok)?;
        let keys = token::keys::ensure(&db.connection, &wrapping, now).await?;
        let log_keys = match options.log_key {
            Some(key) => token::keys::ensure_log_outside(&db.connection, key, now).await?,
            None => token::keys::ensure_log(&db.connection, &wrapping, now).await?,
        };
        db.refresh_directory().await?;
        let directory = db.clone();
        let kinds = move |id| directory.kind_of(id);
        let tokens =
            Tokens::new(keys, Arc::new(wrapping), &options.issuer, &options.audience, kinds)?;
        let log = options.log;
        let reads = log.clone().map_or_else(|| Reads::from(&db), Reads::from);
        let backend = sea_orm::ConnectionTrait::get_database_backend(&db.connection);
        let journal = Journal::start(Uuid::now_v7(), log_keys.signing, reads, backend);
        let schema = graphql::build();
        let accepted = graphql::build_for_accepted();
        let sdl = graphql::sdl(&schema).into();
        let app = Arc::new(App { db, journal, log, clock });
        let clients = Copies::default();
        Ok(Self { app, tokens: Arc::new(tokens), clients, schema, accepted, sdl })
    }

    /// What all requests share.
    #[must_use]
    pub fn app(&self) -> &Arc<App> {
        &self.app
    }

    /// Issues and verifies tokens.
    #[must_use]
    pub fn tokens(&self) -> &Arc<Tokens> {
        &self.tokens
    }

    /// The caller of a token; an organisation that is newer than this node's copy of the directory
    /// is looked up once, and so is a key that is newer than its copy of the keys.
    async fn verify(
        &self,
        token: &str,
        address: Option<IpAddr>,
        now: DateTime<Utc>,
    ) -> Result<Caller, AuthFailure> {
        let connection = &self.app.db.connection;
        let away = |_: KeyError| AuthFailure::Unavailable;
        let verified = match self.tokens.verify(token, now) {
            Err(TokenError::Grant(_)) => {
                self.app.db.refresh_directory().await.map_err(|_| AuthFailure::Unavailable)?;
                self.tokens.verify(token, now)
            }
            Err(TokenError::UnknownKey)
                if self.tokens.refresh_for_unknown(connection, now).await.map_err(away)? =>
            {
                self.tokens.verify(token, now)
            }
            verified => verified,
        };
        let verified = verified.map_err(|error| {
            tracing::info!(%error, "token refused");
            AuthFailure::Invalid {
                english: "the access token is not valid; get a new one",
                danish: "adgangstokenet er ikke gyldigt; hent et nyt",
            }
        })?;
        let caller = &verified.caller;
        let proof =
            Proof { client: &caller.client_id, key: &verified.key_id, token: &caller.token_id };
        let standing = token::standing(&self.app.db, proof, now).await;
        match standing.map_err(|_| AuthFailure::Unavailable)? {
            Standing::Good(version) => self.within(caller, version, address).await,
            Standing::Client | Standing::Key | Standing::Token => Err(AuthFailure::Invalid {
                english: "the access token was revoked; get a new one",
                danish: "adgangstokenet er tilbagekaldt; hent et nyt",
            }),
        }
    }

    /// The caller within what its client may do now: from its networks only, and never more than
    /// its scopes of today.
    async fn within(
        &self,
        caller: &Caller,
        version: i32,
        address: Option<IpAddr>,
    ) -> Result<Caller, AuthFailure> {
        let away = |_: ClientError| AuthFailure::Unavailable;
        let found = self.clients.at(&self.app.db.connection, &caller.client_id, version).await;
        let client = found.map_err(away)?.ok_or(AuthFailure::Unavailable)?;
        if !client.registration.networks.allow(address) {
            return Err(AuthFailure::Invalid {
                english: "the client may not call from this address; ask its administrator",
                danish: "klienten må ikke kalde fra denne adresse; spørg dens administrator",
            });
        }
        let scopes = caller.scopes.intersection(client.registration.scopes);
        Ok(Caller { scopes, ..caller.clone() })
    }
}

fn unavailable(error: &AppError) -> Refusal {
    tracing::error!(%error, "no answer without its log row");
    Refusal::unavailable()
}

/// A session's part in a request, run to its end even if the client goes away: a change that was
/// begun is committed with its log row, or not at all.
async fn run(
    schema: StifinderSchema,
    request: async_graphql::Request,
    session: Arc<Session>,
    kind: OperationType,
) -> Result<async_graphql::Response, Refusal> {
    let withheld = Arc::new(WithheldPaths::default());
    let request = request.data(Arc::clone(&session)).data(Arc::clone(&withheld));
    let response = schema.execute(request).await;
    // A mutation has committed its rows with its change.
    if kind == OperationType::Query {
        session.commit(AccessKind::Read).await.map_err(|error| unavailable(&error))?;
    }
    Ok(match withheld.extension() {
        Some(entries) => response.extension("withheld", entries),
        None => response,
    })
}

impl Executor for Server {
    type Caller = Caller;

    async fn authenticate(
        &self,
        bearer: Option<&str>,
        arrival: &Arrival,
    ) -> Result<Caller, AuthFailure> {
        let token = bearer.ok_or(AuthFailure::Missing)?;
        let now = self.app.clock.now().map_err(|_| AuthFailure::Unavailable)?;
        self.verify(token, arrival.peer.map(|peer| peer.ip()), now).await
    }

    fn client_id<'a>(&self, caller: &'a Caller) -> &'a str {
        &caller.client_id
    }

    // Scopes are checked in `execute`: a refusal leaves a log row, which takes time.
    fn check(&self, _: &Caller, _: Operation<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    async fn execute(
        &self,
        caller: Caller,
        mut request: async_graphql::Request,
        meta: RequestMeta,
    ) -> Result<async_graphql::Response, Refusal> {
        let (operation, missing, plain) = {
            let variables = request.variables.clone();
            let document = request.parsed_query().map_err(|_| Refusal::internal())?;
            let name = meta.operation_name.as_deref();
            let operation = graphql::root_fields(document, name);
            let missing = graphql::missing_scope(document, name, &variables, &caller);
            (operation, missing, graphql::has_plain_variables(document, name, &variables))
        };
        let session = Arc::new(Session {
            app: Arc::clone(&self.app),
            caller,
            ledger: Arc::new(Ledger::default()),
            request_id: meta.arrival.request_id,
            locale: match meta.arrival.language {
                Language::Danish => Locale::Da,
                Language::English => Locale::En,
            },
            operation,
            idempotency_key: meta.arrival.idempotency_key,
            cases_of: Default::default(),
        });
        if let Some(scope) = missing {
            session.commit(AccessKind::Refused).await.map_err(|error| unavailable(&error))?;
            return Err(Refusal::missing_scope(law::Word::code(scope)));
        }
        let known = plain && meta.acceptance.is_known();
        let schema = if known { &self.accepted } else { &self.schema };
        let run = run(schema.clone(), request, session, meta.kind);
        let answer = tokio::spawn(run).await.map_err(|_| Refusal::internal())??;
        // What is wrong with a document has no place in the answer.
        if plain && !known && answer.errors.iter().all(|error| !error.path.is_empty()) {
            meta.acceptance.note();
        }
        Ok(answer)
    }

    fn sdl(&self) -> Arc<str> {
        Arc::clone(&self.sdl)
    }

    async fn ready(&self) -> bool {
        self.app.db.connection.ping().await.is_ok()
    }

    async fn jwks(&self) -> Option<String> {
        Some(self.tokens.jwks().to_string())
    }
}
