//! Clients and their secrets: registered, changed, switched off, cut off.

use async_graphql::{ID, InputObject, MaybeUndefined};
use chrono::{DateTime, TimeDelta, Utc};
use law::Role;
use sea_orm::prelude::Uuid;
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::check::{self, Check, LINE, TEXT};
use super::listing::{Listing, listing, listing_in};
use super::work::expect_version;
use super::{AppError, Done, Refusal, Session, UserErrorCode, Work, directory};
use crate::audit::detail::TargetKind;
use crate::domain::of::Of;
use crate::domain::{EntityKind, GlobalId, Networks, Scope, ScopeSet};
use crate::store::StoreError;
use crate::store::view::{OrganisationRef, UnitRef};
use crate::token::clients::{self, ClientState, Use};
use crate::token::secret::{self, LiveSecret};
use crate::token::{Client, ClientError, NewClient, Registration, TokenAlgorithm, assertion};

/// Registers a client (registrér klient).
#[derive(InputObject)]
pub(crate) struct CreateClientInput {
    /// Its id, the `sub` of its tokens: 1 to 64 lower-case letters, digits, `-`, `.` and `_`; it
    /// never changes (klient-id).
    pub(crate) client_id: String,
    /// Name, for people (navn).
    pub(crate) name: String,
    /// E-mail address of whom to ask about it (kontakt).
    pub(crate) contact: Option<String>,
    /// Organisation that it acts for; it never changes. None: it acts for users only (organisation).
    pub(crate) organisation_id: Option<ID>,
    /// Unit that it acts for; it never changes (enhed).
    pub(crate) unit_id: Option<ID>,
    /// The most that its tokens may call (adgangsområder).
    pub(crate) scopes: Vec<String>,
    /// Networks that it may call from, in CIDR form; none: from anywhere (netværk).
    pub(crate) networks: Option<Vec<String>>,
    /// Its public keys, a JSON Web Key Set: it then signs its requests for tokens, and has no
    /// secret (offentlige nøgler).
    pub(crate) jwks: Option<String>,
    /// Algorithm of its access tokens (signaturalgoritme).
    pub(crate) token_algorithm: Option<Of<TokenAlgorithm>>,
    /// From when on it may not call (udløber).
    pub(crate) expires_at: Option<DateTime<Utc>>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Changes a client (ret klient); what is left out stands, null clears.
#[derive(InputObject)]
pub(crate) struct UpdateClientInput {
    /// The client (klient).
    pub(crate) id: ID,
    /// Name, for people (navn).
    pub(crate) name: MaybeUndefined<String>,
    /// E-mail address of whom to ask about it (kontakt).
    pub(crate) contact: MaybeUndefined<String>,
    /// The most that its tokens may call; tokens of before lose what is taken away at once (adgangsområder).
    pub(crate) scopes: Option<Vec<String>>,
    /// Networks that it may call from, in CIDR form; null: from anywhere (netværk).
    pub(crate) networks: MaybeUndefined<Vec<String>>,
    /// Its public keys, a JSON Web Key Set: it then signs its requests for tokens, and secrets of
    /// before are taken for seven days more (offentlige nøgler).
    pub(crate) jwks: MaybeUndefined<String>,
    /// Algorithm of its access tokens (signaturalgoritme).
    pub(crate) token_algorithm: Option<Of<TokenAlgorithm>>,
    /// From when on it may not call; null: without end (udløber).
    pub(crate) expires_at: MaybeUndefined<DateTime<Utc>>,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Switches a client off or on (slå klient fra eller til).
#[derive(InputObject)]
pub(crate) struct SwitchClientInput {
    /// The client (klient).
    pub(crate) id: ID,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Revokes a client for good (tilbagekald klient).
#[derive(InputObject)]
pub(crate) struct RevokeClientInput {
    /// The client (klient).
    pub(crate) id: ID,
    /// The version that was read; left out, whatever version stands: it may be urgent (version).
    pub(crate) expected_version: Option<i32>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Makes a further secret of a client (forny hemmelighed).
#[derive(InputObject)]
pub(crate) struct RotateClientSecretInput {
    /// The client (klient).
    pub(crate) id: ID,
    /// Until when the secret of before is taken, too: 90 days at most; seven where left out (frist).
    pub(crate) old_until: Option<DateTime<Utc>>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Revokes a secret of a client (tilbagekald hemmelighed).
#[derive(InputObject)]
pub(crate) struct RevokeClientSecretInput {
    /// The secret (hemmelighed).
    pub(crate) id: ID,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// How long the secret of before is taken, too, at most.
const LONGEST_OVERLAP: TimeDelta = TimeDelta::days(90);

/// A client as an administrator sees it.
#[derive(Clone, Debug)]
pub(crate) struct ClientView {
    pub(crate) client: Client,
    pub(crate) state: ClientState,
    pub(crate) organisation: Option<OrganisationRef>,
    pub(crate) unit: Option<UnitRef>,
    pub(crate) secrets: Vec<LiveSecret>,
    pub(crate) last_use: Option<Use>,
}

impl From<ClientError> for AppError {
    fn from(error: ClientError) -> Self {
        match error {
            ClientError::Database(error) => error.into(),
            _ => StoreError::inconsistent("client", "broken row").into(),
        }
    }
}

/// Whether a caller administers clients and keys: the role ADMIN with the scope for it. A system
/// that acts without a person needs the scope alone.
pub(crate) fn administers(session: &Session) -> bool {
    let caller = &session.caller;
    let viewer = &caller.viewer;
    let person = viewer.user.is_some() || viewer.citizen.is_some();
    caller.may(Scope::AdminClients) && (!person || viewer.roles.has(Role::Admin))
}

/// Clients and keys are for who administers them.
pub(crate) fn require_admin(work: &Work<'_>) -> Result<(), Refusal> {
    if administers(work.session) {
        return Ok(());
    }
    Err(Refusal::forbidden(
        "this is for the role `ADMIN` with the scope `admin:clients`",
        "det er for rollen `ADMIN` med adgangsområdet `admin:clients`",
    ))
}

/// Registers a client. Its secret is in this answer and nowhere else.
pub(crate) async fn create_client(
    work: &mut Work<'_>,
    input: CreateClientInput,
) -> Result<Done, Refusal> {
    require_admin(work)?;
    let mut check = Check::default();
    let id = check.required("clientId", &input.client_id, LINE);
    if !id.is_empty() && id.chars().count() <= LINE && !id.contains('\0') {
        check.that(
            clients::is_id(&id),
            "clientId",
            "use 1 to 64 lower-case letters, digits, `-`, `.` and `_`",
            "brug 1 til 64 små bogstaver, cifre, `-`, `.` og `_`",
        );
    }
    let path = "organisationId";
    let organisation =
        directory::organisation(work, &mut check, path, input.organisation_id.as_ref()).await?;
    let held = organisation.as_ref().map(|organisation| organisation.id);
    let unit = directory::unit_of(work, &mut check, "unitId", input.unit_id.as_ref(), held).await?;
    if input.unit_id.is_some() && input.organisation_id.is_none() {
        let english = "a unit needs its organisation";
        check.that(false, "unitId", english, "en enhed kræver sin organisation");
    }
    let registration = Registration {
        name: check.required("name", &input.name, LINE),
        contact: check.email("contact", input.contact.as_deref()),
        scopes: scopes(&mut check, &input.scopes),
        networks: networks(&mut check, input.networks.as_deref().unwrap_or_default()),
        jwks: jwks(&mut check, input.jwks.as_deref()),
        algorithm: input.token_algorithm.map_or(TokenAlgorithm::EdDsa, |word| word.0),
        expires_at: input.expires_at.map(|at| end(&mut check, "expiresAt", at, work.now)),
    };
    if clients::is_id(&id) {
        work.session.administers(TargetKind::Client, &id);
        if clients::find(&work.txn, &id).await.map_err(AppError::from)?.is_some() {
            let english = "this id is taken, if only by a client of before; choose another";
            let danish = "dette id er optaget, om så af en tidligere klient; vælg et andet";
            check.error(UserErrorCode::Taken, "clientId", english, danish);
        }
    }
    check.done()?;
    let new = NewClient {
        id,
        organisation: organisation.map(|organisation| organisation.id.into()),
        unit: unit.map(|unit| unit.id.into()),
        registration,
    };
    let made = clients::create(&work.txn, &new, work.now).await;
    let (client, secret) = made.map_err(AppError::from)?;
    work.note_of(None, None, "CLIENT_CREATED", client.uid).await?;
    Ok(Done { secret, ..done(&client) })
}

/// Changes a client. What is taken away is gone with the next request.
pub(crate) async fn update_client(
    work: &mut Work<'_>,
    input: UpdateClientInput,
) -> Result<Done, Refusal> {
    require_admin(work)?;
    let mut client = standing(work, &input.id).await?;
    expect_version("expectedVersion", input.expected_version, client.version)?;
    let mut check = Check::default();
    let told = &mut client.registration;
    let held = told.clone();
    told.name = check.patch_required("name", &input.name, held.name, LINE);
    told.contact = check.patch_email("contact", &input.contact, held.contact);
    if let Some(asked) = &input.scopes {
        told.scopes = scopes(&mut check, asked);
    }
    match &input.networks {
        MaybeUndefined::Undefined => {}
        MaybeUndefined::Null => told.networks = Networks::default(),
        MaybeUndefined::Value(asked) => told.networks = networks(&mut check, asked),
    }
    if !input.jwks.is_undefined() {
        told.jwks = jwks(&mut check, input.jwks.value().map(String::as_str));
    }
    if let Some(algorithm) = input.token_algorithm {
        told.algorithm = algorithm.0;
    }
    match input.expires_at {
        MaybeUndefined::Undefined => {}
        MaybeUndefined::Null => told.expires_at = None,
        MaybeUndefined::Value(at) => {
            told.expires_at = Some(end(&mut check, "expiresAt", at, work.now));
        }
    }
    let new_keys = told.jwks.is_some() && told.jwks != held.jwks;
    check.done()?;
    if new_keys {
        let until = work.now + secret::OVERLAP;
        clients::end_secrets(&work.txn, &client.id, until, work.now).await?;
    }
    changed(work, &client, "CLIENT_UPDATED").await
}

/// Switches a client off: its tokens and its requests for tokens are refused from the next request
/// on.
pub(crate) async fn disable_client(
    work: &mut Work<'_>,
    input: SwitchClientInput,
) -> Result<Done, Refusal> {
    require_admin(work)?;
    let client = standing(work, &input.id).await?;
    expect_version("expectedVersion", input.expected_version, client.version)?;
    let disabled_at = client.disabled_at.or(Some(work.now));
    changed(work, &Client { disabled_at, ..client }, "CLIENT_DISABLED").await
}

/// Switches a client on again.
pub(crate) async fn enable_client(
    work: &mut Work<'_>,
    input: SwitchClientInput,
) -> Result<Done, Refusal> {
    require_admin(work)?;
    let client = standing(work, &input.id).await?;
    expect_version("expectedVersion", input.expected_version, client.version)?;
    changed(work, &Client { disabled_at: None, ..client }, "CLIENT_ENABLED").await
}

/// Revokes a client for good.
pub(crate) async fn revoke_client(
    work: &mut Work<'_>,
    input: RevokeClientInput,
) -> Result<Done, Refusal> {
    require_admin(work)?;
    let client = standing(work, &input.id).await?;
    if let Some(expected) = input.expected_version {
        expect_version("expectedVersion", expected, client.version)?;
    }
    changed(work, &Client { revoked_at: Some(work.now), ..client }, "CLIENT_REVOKED").await
}

/// Makes a further secret, which is in this answer and nowhere else. The one of before is taken
/// until its deadline.
pub(crate) async fn rotate_client_secret(
    work: &mut Work<'_>,
    input: RotateClientSecretInput,
) -> Result<Done, Refusal> {
    require_admin(work)?;
    let client = standing(work, &input.id).await?;
    let until = input.old_until.unwrap_or(work.now + secret::OVERLAP);
    let mut check = Check::default();
    check.that(
        (work.now..=work.now + LONGEST_OVERLAP).contains(&until),
        "oldUntil",
        "choose a time from now to 90 days ahead",
        "vælg et tidspunkt fra nu til 90 dage frem",
    );
    check.done()?;
    match clients::rotate_secret(&work.txn, &client.id, until, work.now).await {
        Ok(secret) => {
            work.note_of(None, None, "CLIENT_SECRET_ROTATED", client.uid).await?;
            Ok(Done { secret: Some(secret), ..done(&client) })
        }
        Err(ClientError::TwoSecrets(_)) => Err(Refusal::user(
            UserErrorCode::IllegalState,
            "id",
            "two secrets are live; revoke one, or wait for its deadline",
            "to hemmeligheder er i brug; tilbagekald en, eller vent på dens frist",
        )),
        Err(error) => Err(AppError::from(error).into()),
    }
}

/// Revokes a secret: it is refused from the next request on.
pub(crate) async fn revoke_client_secret(
    work: &mut Work<'_>,
    input: RevokeClientSecretInput,
) -> Result<Done, Refusal> {
    require_admin(work)?;
    let id = check::outside("id", &input.id, EntityKind::ClientSecret)?;
    work.session.administers(TargetKind::ClientSecret, &id.to_string());
    let live = secret::all_live(&work.txn, work.now).await?;
    let held = live.iter().find(|held| held.id() == id);
    let held = held.ok_or_else(|| Refusal::not_found("id"))?;
    let client = clients::find(&work.txn, held.client()).await.map_err(AppError::from)?;
    let client = client.ok_or_else(|| Refusal::not_found("id"))?;
    work.session.administers(TargetKind::Client, &client.id);
    secret::revoke(&work.txn, &client.id, id, work.now).await?;
    work.note_of(None, None, "CLIENT_SECRET_REVOKED", client.uid).await?;
    Ok(done(&client))
}

fn done(client: &Client) -> Done {
    Done::beside(EntityKind::Client, client.uid, client.uid)
}

async fn changed(work: &Work<'_>, client: &Client, kind: &str) -> Result<Done, Refusal> {
    let next = match clients::change(&work.txn, client).await {
        Err(ClientError::Changed(_)) => return Err(conflict()),
        next => next.map_err(AppError::from)?,
    };
    work.note_of(None, None, kind, next.uid).await?;
    Ok(done(&next))
}

/// Something was changed by someone else in the meantime.
pub(crate) fn conflict() -> Refusal {
    Refusal::user(
        UserErrorCode::Conflict,
        "id",
        "it was changed by someone else at the same time; read it and try again",
        "den blev ændret af en anden samtidig; læs den og prøv igen",
    )
}

/// Holds a row until this write is done, by a statement that locks it on PostgreSQL; SQLite has one
/// writer.
pub(crate) async fn hold(work: &Work<'_>, sql: &str, id: Uuid) -> Result<(), AppError> {
    if work.txn.get_database_backend() == DbBackend::Postgres {
        let lock = Statement::from_sql_and_values(DbBackend::Postgres, sql, [id.into()]);
        work.txn.query_one_raw(lock).await?;
    }
    Ok(())
}

/// A client that is not revoked, held until this write is done.
async fn standing(work: &Work<'_>, id: &ID) -> Result<Client, Refusal> {
    let uid = check::outside("id", id, EntityKind::Client)?;
    hold(work, "SELECT id FROM client WHERE uid = $1 FOR UPDATE", uid).await?;
    let found = clients::by_uid(&work.txn, uid).await.map_err(AppError::from)?;
    let client = found.ok_or_else(|| Refusal::not_found("id"))?;
    work.session.administers(TargetKind::Client, &client.id);
    if client.revoked_at.is_some() {
        return Err(Refusal::user(
            UserErrorCode::IllegalState,
            "id",
            "the client is revoked for good; register another",
            "klienten er tilbagekaldt for altid; registrér en anden",
        ));
    }
    Ok(client)
}

fn scopes(check: &mut Check, codes: &[String]) -> ScopeSet {
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    let whole = codes.iter().all(|code| law::Word::parse(code).is_some_and(|_: Scope| true));
    check.that(
        whole && !codes.is_empty(),
        "scopes",
        "name one scope or more, each by its code; see `vocabulary(name: \"Scope\")`",
        "angiv et eller flere adgangsområder ved deres kode; se `vocabulary(name: \"Scope\")`",
    );
    ScopeSet::parse(&codes.join(" ")).unwrap_or_default()
}

fn networks(check: &mut Check, texts: &[String]) -> Networks {
    let networks = Networks::parse(texts.iter().map(String::as_str));
    if let Err(place) = networks {
        let path = format!("networks.{place}");
        let english = "write a network as `192.0.2.0/24` or `2001:db8::/32`";
        check.that(
            false,
            &path,
            english,
            "skriv et netværk som `192.0.2.0/24` eller `2001:db8::/32`",
        );
    }
    check.that(texts.len() <= 50, "networks", "50 networks at most", "højst 50 netværk");
    networks.unwrap_or_default()
}

fn jwks(check: &mut Check, text: Option<&str>) -> Option<String> {
    let text = check.optional("jwks", text, TEXT)?;
    if text.chars().count() > TEXT || text.contains('\0') {
        return None;
    }
    if let Err(error) = assertion::check_keys(&text) {
        let danish = "angiv et JSON Web Key Set med 1 til 10 offentlige nøgler: Ed25519, P-256, \
                      P-384 eller RSA fra 2048 bit";
        check.that(false, "jwks", &error.to_string(), danish);
    }
    Some(text)
}

/// An end that lies ahead, within ten years.
fn end(check: &mut Check, path: &str, at: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
    check.that(
        now < at && at <= now + TimeDelta::days(3660),
        path,
        "choose a time ahead, within ten years",
        "vælg et tidspunkt frem i tiden, inden for ti år",
    );
    crate::domain::clock::truncate(at)
}

/// The caller's own client.
pub(crate) async fn own(session: &Session) -> Result<Option<Client>, AppError> {
    Ok(clients::find(&session.app.db.connection, &session.caller.client_id).await?)
}

/// Clients by id, after one, as many as asked and one more.
pub(crate) async fn list_clients(
    session: &Session,
    search: Option<&str>,
    after: Option<&str>,
    first: usize,
) -> Result<Vec<ClientView>, AppError> {
    let connection = &session.app.db.connection;
    let (now, listing) = (session.now()?, listing(session).await?);
    let wanted = search.map(|search| search.trim().to_lowercase());
    let named = |client: &Client| match &wanted {
        None => true,
        Some(wanted) => {
            client.id.contains(wanted.as_str())
                || client.registration.name.to_lowercase().contains(wanted.as_str())
        }
    };
    let all = clients::list(connection).await?;
    let later =
        all.into_iter().filter(|client| after.is_none_or(|after| client.id.as_str() > after));
    let chosen: Vec<_> = later.filter(named).take(first + 1).collect();
    let (secrets, uses) =
        (secret::all_live(connection, now).await?, clients::uses(connection).await?);
    Ok(chosen.into_iter().map(|client| seen(client, &secrets, &uses, &listing, now)).collect())
}

/// A client by its node id or by its own.
pub(crate) async fn find_client(
    session: &Session,
    id: Option<&ID>,
    client_id: Option<&str>,
) -> Result<Option<ClientView>, AppError> {
    let connection = &session.app.db.connection;
    let client = match (id, client_id) {
        (Some(id), _) => {
            let id = GlobalId::of_kind(id, EntityKind::Client).filter(|id| id.case.is_none());
            match id {
                Some(id) => clients::by_uid(connection, id.id).await?,
                None => None,
            }
        }
        (None, Some(client_id)) => clients::find(connection, client_id).await?,
        (None, None) => None,
    };
    let Some(client) = client else { return Ok(None) };
    let (now, listing) = (session.now()?, listing(session).await?);
    let (secrets, uses) =
        (secret::all_live(connection, now).await?, clients::uses(connection).await?);
    Ok(Some(seen(client, &secrets, &uses, &listing, now)))
}

fn seen(
    client: Client,
    secrets: &[LiveSecret],
    uses: &[Use],
    listing: &Listing,
    now: DateTime<Utc>,
) -> ClientView {
    ClientView {
        state: client.state(now),
        organisation: client.organisation.and_then(|id| listing.organisation(id.0)),
        unit: client.unit.and_then(|id| listing.unit(id.0)),
        secrets: secrets.iter().filter(|held| held.client() == client.id).cloned().collect(),
        last_use: uses.iter().find(|seen| seen.client_id == client.id).cloned(),
        client,
    }
}

impl Work<'_> {
    /// A client as it stands in this transaction.
    pub(crate) async fn client_view(&self, uid: Uuid) -> Result<Option<ClientView>, AppError> {
        let Some(client) = clients::by_uid(&self.txn, uid).await? else { return Ok(None) };
        let listing = listing_in(self).await?;
        let secrets = secret::live(&self.txn, &client.id, self.now).await?;
        let uses = clients::uses(&self.txn).await?;
        Ok(Some(seen(client, &secrets, &uses, &listing, self.now)))
    }
}
