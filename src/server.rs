//! The server behind the edge: a token becomes a caller, a request becomes a session, and an
//! answer leaves when its log row is committed.

use std::net::IpAddr;
use std::sync::{Arc, Mutex};

use async_graphql::parser::types::OperationType;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use chrono::{DateTime, TimeDelta, Utc};
use law::Word as _;
use law::forms::Locale;
use migration::{Migrator, MigratorTrait};
use uuid::Uuid;

use crate::app::{App, AppError, Budget, Session};
use crate::audit::{AccessKind, Journal, Reads};
use crate::domain::digest::sha256_hex;
use crate::domain::wrapping::WrapError;
use crate::domain::{Caller, Clock, Ids, RandomIds, Scope, ScopeSet, SigningKey, WrappingKey};
use crate::graphql::{self, StifinderSchema, WithheldPaths};
use crate::http::{Arrival, AuthFailure, Executor, Language, Operation, Refusal, RequestMeta};
use crate::oauth::{OAuth, OAuthOptions};
use crate::sealed::Ledger;
use crate::store::Db;
use crate::token::budget::{Allowance, Budgets, Charge, Spent};
use crate::token::issuers::IssuerError;
use crate::token::outside::{self, As, Outside, OutsideError, Outsiders};
use crate::token::uses::Uses;
use crate::token::{
    self, ClientError, Copies, Grant, KeyError, OwnError, Proof, Standing, Standings, TokenError,
    Tokens, Verified, clients, mapping,
};

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
    /// How much a client may ask; none: as much as it likes.
    pub allowance: Option<Allowance>,
    /// How the OAuth endpoints behave.
    pub oauth: OAuthOptions,
    /// Where new ids come from.
    pub ids: Arc<dyn Ids>,
}

impl Default for ServerOptions {
    fn default() -> Self {
        Self {
            issuer: "https://stifinder.local".to_owned(),
            audience: "stifinder".to_owned(),
            log: None,
            log_key: None,
            wrapping: None,
            allowance: None,
            oauth: OAuthOptions::default(),
            ids: Arc::new(RandomIds),
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
    /// The client that fetches outside issuers' keys could not be made.
    #[error("no HTTP client: {0}")]
    Http(#[from] reqwest::Error),
    /// The clock failed.
    #[error(transparent)]
    Clock(#[from] crate::domain::ClockBehind),
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
    standings: Standings,
    uses: Arc<Uses>,
    budgets: Option<Arc<Budgets>>,
    outsiders: Arc<Outsiders>,
    oauth: Arc<OAuth>,
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
        let wrapping = Arc::new(options.wrapping.map_or_else(WrappingKey::known, Ok)?);
        let keys = token::keys::ensure(&db.connection, &wrapping, now).await?;
        let log_keys = match options.log_key {
            Some(key) => token::keys::ensure_log_outside(&db.connection, key, now).await?,
            None => token::keys::ensure_log(&db.connection, &wrapping, now).await?,
        };
        db.refresh_directory().await?;
        let directory = db.clone();
        let kinds = move |id| directory.kind_of(id);
        let tokens =
            Tokens::new(keys, Arc::clone(&wrapping), &options.issuer, &options.audience, kinds)?;
        let log = options.log;
        let reads = log.clone().map_or_else(|| Reads::from(&db), Reads::from);
        let backend = sea_orm::ConnectionTrait::get_database_backend(&db.connection);
        let ids = options.ids;
        let journal = Journal::start(ids.now(), log_keys.signing, reads, backend);
        let schema = graphql::build();
        let accepted = graphql::build_for_accepted();
        let sdl: Arc<str> = graphql::sdl(&schema).into();
        let uses = Arc::new(Uses::of(schema_version(&sdl)));
        let budgets = options.allowance.map(|allowance| Arc::new(Budgets::new(allowance)));
        let standings = Standings::start(db.clone());
        let app = Arc::new(App { db, journal, log, clock, wrapping, ids });
        let (clients, tokens) = (Copies::default(), Arc::new(tokens));
        let outsiders = Arc::new(Outsiders::new()?);
        let parts = (Arc::clone(&app), Arc::clone(&tokens), Arc::clone(&uses));
        let (budget, outside) = (budgets.clone(), Arc::clone(&outsiders));
        let oauth = OAuth::new(parts.0, parts.1, parts.2, budget, outside, options.oauth);
        Ok(Self {
            app,
            tokens,
            clients,
            standings,
            uses,
            budgets,
            outsiders,
            oauth,
            schema,
            accepted,
            sdl,
        })
    }

    /// What all requests share.
    #[must_use]
    pub fn app(&self) -> &Arc<App> {
        &self.app
    }

    /// The OAuth endpoints, and what has to be done from time to time.
    #[must_use]
    pub fn oauth(&self) -> &Arc<OAuth> {
        &self.oauth
    }

    /// Issues and verifies tokens.
    #[must_use]
    pub fn tokens(&self) -> &Arc<Tokens> {
        &self.tokens
    }

    /// A token of ours. One whose key there was no time to look for is refused: anyone can send it.
    async fn verify_own(
        &self,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<Result<Verified, TokenError>, AuthFailure> {
        match self.tokens.verify_own(&self.app.db, token, now).await {
            Ok(verified) => Ok(verified),
            Err(OwnError::TooOften) => Ok(Err(TokenError::UnknownKey)),
            Err(OwnError::Keys(_) | OwnError::Directory(_)) => Err(AuthFailure::Unavailable),
        }
    }

    /// A token of an outside issuer whose tokens are taken as they are: it acts through the client
    /// that the issuer is registered with, and names whom its claims are read as.
    async fn verify_outside(
        &self,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Verified>, AuthFailure> {
        let Some(name) = outside::issuer_of(token).filter(|name| name != self.tokens.issuer())
        else {
            return Ok(None);
        };
        let connection = &self.app.db.connection;
        // A second time with what this node may not have heard of yet.
        for last in [false, true] {
            let issuers = self.outsiders.named(connection, &name).await;
            let issuers = issuers.map_err(|_: IssuerError| AuthFailure::Unavailable)?;
            let bearers: Vec<_> =
                issuers.into_iter().filter(|i| i.trust.bearer_client.is_some()).collect();
            if bearers.is_empty() {
                return Ok(None);
            }
            let outside = match self.outsiders.verify(&bearers, token, As::Access, now).await {
                Ok(outside) => outside,
                Err(OutsideError::Unavailable) => return Err(AuthFailure::Unavailable),
                Err(error) => {
                    tracing::info!(%error, "outside token refused");
                    return Ok(None);
                }
            };
            let verified = self.outside_caller(&outside, now).await?;
            let Some(verified) = verified else { return Ok(None) };
            let caller = &verified.caller;
            let proof =
                Proof { client: &caller.client_id, key: &verified.key_id, token: &caller.token_id };
            let standing = token::standing(connection, proof, now).await;
            if last || standing.map_err(|_| AuthFailure::Unavailable)? != Standing::Key {
                return Ok(Some(verified));
            }
            self.outsiders.read(connection).await.map_err(|_| AuthFailure::Unavailable)?;
        }
        Ok(None)
    }

    /// Whom an outside token makes the caller.
    async fn outside_caller(
        &self,
        outside: &Outside,
        now: DateTime<Utc>,
    ) -> Result<Option<Verified>, AuthFailure> {
        let trust = &outside.issuer.trust;
        let (db, connection) = (&self.app.db, &self.app.db.connection);
        let who = mapping::who(db, &trust.mapping, &outside.claims, now).await;
        let who = match who.map_err(|_| AuthFailure::Unavailable)? {
            Ok(who) => who,
            Err(error) => {
                tracing::info!(%error, "outside token refused");
                return Ok(None);
            }
        };
        let client = trust.bearer_client.as_deref().unwrap_or_default();
        let client = clients::find(connection, client).await;
        let Some(client) = client.map_err(|_: ClientError| AuthFailure::Unavailable)? else {
            return Ok(None);
        };
        if client.organisation.is_some() && client.organisation != who.organisation {
            tracing::info!("outside token refused: its client acts for another organisation");
            return Ok(None);
        }
        let grant = Grant {
            client_id: client.id.clone(),
            organisation: who.organisation,
            unit: who.unit,
            user: who.user,
            roles: who.roles,
            citizen: who.citizen,
            scopes: scopes_of(&outside.claims, client.registration.scopes),
        };
        let kinds = |id| db.kind_of(id);
        let caller = grant.caller(kinds, outside.id.clone(), outside.expires_at);
        Ok(caller.ok().map(|caller| Verified {
            caller: Arc::new(caller),
            key_id: outside.issuer.key_id.as_str().into(),
        }))
    }

    /// The caller of a token, ours or that of an outside issuer.
    async fn verify(
        &self,
        token: &str,
        address: Option<IpAddr>,
        now: DateTime<Utc>,
    ) -> Result<Caller, AuthFailure> {
        let verified = match self.verify_own(token, now).await? {
            Ok(verified) => verified,
            Err(error) => match self.verify_outside(token, now).await? {
                Some(verified) => verified,
                None => {
                    tracing::info!(%error, "token refused");
                    return Err(AuthFailure::Invalid {
                        english: "the access token is not valid; get a new one",
                        danish: "adgangstokenet er ikke gyldigt; hent et nyt",
                    });
                }
            },
        };
        let caller = &verified.caller;
        // Who has spent the budget costs no statement.
        if let Some(budgets) = &self.budgets {
            let door = budgets.charge(&caller.client_id, DOOR);
            door.map_err(|spent| AuthFailure::TooMany(spent.seconds()))?;
        }
        let proof =
            Proof { client: &caller.client_id, key: &verified.key_id, token: &caller.token_id };
        let standing = self.standings.of(proof, now).await;
        match standing.map_err(|_| AuthFailure::Unavailable)? {
            Standing::Good(version) => self.within(caller, version, address, now).await,
            Standing::Client | Standing::Key | Standing::Token => Err(AuthFailure::Invalid {
                english: "the access token was revoked; get a new one",
                danish: "adgangstokenet er tilbagekaldt; hent et nyt",
            }),
        }
    }

    /// Charges a client for an operation: what is left, and the headers that tell it. Its first
    /// part was charged at the door.
    fn charge(&self, caller: &Caller, cost: u64) -> Result<Option<(Charge, HeaderMap)>, Spent> {
        let Some(budgets) = &self.budgets else { return Ok(None) };
        let rest = cost.saturating_sub(DOOR).max(1);
        let charge = budgets.charge(&caller.client_id, rest)?.with(1);
        let told = charge.headers(budgets.allowance()).into_iter();
        let told = told.filter_map(|(name, value)| {
            Some((HeaderName::from_static(name), HeaderValue::try_from(value).ok()?))
        });
        Ok(Some((charge, told.collect())))
    }

    /// A charge as the schema shows it.
    fn shown(&self, charge: Charge) -> Result<Budget, Refusal> {
        let now = self.app.clock.now().map_err(|_| Refusal::unavailable())?;
        let resets_in = TimeDelta::from_std(charge.resets_in).map_err(|_| Refusal::internal())?;
        Ok(Budget {
            cost: charge.cost,
            limit: charge.limit,
            remaining: charge.remaining,
            reset_at: now + resets_in,
        })
    }

    /// The caller within what its client may do now: from its networks only, and never more than
    /// its scopes of today.
    async fn within(
        &self,
        caller: &Caller,
        version: i32,
        address: Option<IpAddr>,
        now: DateTime<Utc>,
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
        self.uses.note(&client.id, now, address);
        let scopes = caller.scopes.intersection(client.registration.scopes);
        Ok(Caller { scopes, ..caller.clone() })
    }
}

/// The scopes of an outside token, within those of its client: those of ours that it names. Issuers
/// name them in `scope` or in `scp`, in a text or in a list; one that does so with none of ours
/// grants none, and only a token without either claim leaves it to the client.
fn scopes_of(claims: &serde_json::Value, most: ScopeSet) -> ScopeSet {
    let told = ["scope", "scp"].map(|name| claims.get(name));
    if told == [None, None] {
        return most;
    }
    let texts = told.into_iter().flatten().flat_map(texts);
    let ours: ScopeSet =
        texts.flat_map(str::split_ascii_whitespace).filter_map(Scope::parse).collect();
    most.intersection(ours)
}

/// The texts of a claim: itself, or those in it.
fn texts(claim: &serde_json::Value) -> Vec<&str> {
    match claim {
        serde_json::Value::Array(all) => all.iter().filter_map(serde_json::Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    }
}

/// What a request costs before it is known what it asks.
const DOOR: u64 = 1;

/// The version of a schema: that of the program, and a digest of the schema itself.
fn schema_version(sdl: &str) -> String {
    let digest = sha256_hex(sdl.as_bytes());
    let digest: String = digest.chars().take(12).collect();
    format!("{}+{digest}", env!("CARGO_PKG_VERSION"))
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
    #[cfg(feature = "planted-leaks")]
    crate::planted::begin();
    let withheld = Arc::new(WithheldPaths::default());
    let request = request.data(Arc::clone(&session)).data(Arc::clone(&withheld));
    let response = schema.execute(request).await;
    // A mutation has committed its rows with its change.
    if kind == OperationType::Query {
        session.commit(AccessKind::Read).await.map_err(|error| unavailable(&error))?;
    }
    #[cfg(feature = "planted-leaks")]
    let response = if crate::planted::is(crate::planted::Leak::Count) {
        let rows = u64::try_from(crate::planted::counted()).unwrap_or_default();
        response.extension("rows", async_graphql::Value::from(rows))
    } else {
        response
    };
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
        self.verify(token, arrival.address, now).await
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
        let mut headers = HeaderMap::new();
        let charge = match self.charge(&caller, meta.cost) {
            Ok(Some((charge, told))) => {
                headers = told;
                Some(charge)
            }
            Ok(None) => None,
            Err(spent) => return Err(Refusal::rate_limited(spent.seconds())),
        };
        let session = Arc::new(Session {
            app: Arc::clone(&self.app),
            caller,
            charge: charge.map(|charge| self.shown(charge)).transpose()?,
            ledger: Arc::new(Ledger::default()),
            request_id: meta.arrival.request_id,
            locale: match meta.arrival.language {
                Language::Danish => Locale::Da,
                Language::English => Locale::En,
            },
            operation,
            targets: Mutex::default(),
            idempotency_key: meta.arrival.idempotency_key,
            cases_of: Default::default(),
        });
        if let Some(scope) = missing {
            session.commit(AccessKind::Refused).await.map_err(|error| unavailable(&error))?;
            return Err(Refusal::missing_scope(law::Word::code(scope)));
        }
        let turn = match &self.budgets {
            Some(budgets) => budgets.turn(&session.caller.client_id).await,
            None => None,
        };
        let known = plain && meta.acceptance.is_known();
        let schema = if known { &self.accepted } else { &self.schema };
        let run = run(schema.clone(), request, session, meta.kind);
        let run = async move {
            let answer = run.await;
            drop(turn);
            answer
        };
        let mut answer = tokio::spawn(run).await.map_err(|_| Refusal::internal())??;
        // What is wrong with a document has no place in the answer.
        if plain && !known && answer.errors.iter().all(|error| !error.path.is_empty()) {
            meta.acceptance.note();
        }
        answer.http_headers.extend(headers);
        Ok(answer)
    }

    fn request_id(&self) -> Uuid {
        self.app.ids.now()
    }

    fn sdl(&self) -> Arc<str> {
        Arc::clone(&self.sdl)
    }

    // Asked as every request asks, in the same turn: where that answer does not come, this node
    // cannot answer anyone, whatever another connection says.
    async fn ready(&self) -> bool {
        let nobody = Proof { client: "", key: "", token: "" };
        match self.app.clock.now() {
            Ok(now) => self.standings.of(nobody, now).await.is_ok(),
            Err(_) => false,
        }
    }

    async fn jwks(&self) -> Option<String> {
        Some(self.tokens.jwks().to_string())
    }
}
