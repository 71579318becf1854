//! Issuers outside stifinder that are trusted: whose tokens are taken, and how they are read.

use async_graphql::{ID, InputObject};
use law::{Role, RoleSet, Word};
use sea_orm::prelude::Uuid;

use super::check::{self, Check, LINE};
use super::client::{conflict, hold, require_admin};
use super::listing::{Listing, listing, listing_in};
use super::work::expect_version;
use super::{AppError, Done, Refusal, Session, UserErrorCode, Work, directory};
use crate::audit::detail::TargetKind;
use crate::domain::EntityKind;
use crate::domain::of::Of;
use crate::store::StoreError;
use crate::store::view::{OrganisationRef, UnitRef};
use crate::token::clients;
use crate::token::issuers::{self, IssuerError, Trust, TrustedIssuer};
use crate::token::mapping::{CitizenMatch, CitizenRule, Mapping, UserMatch, UserRule};

/// Trusts an issuer (tilføj udsteder).
#[derive(InputObject)]
pub(crate) struct TrustIssuerInput {
    /// Name, for people (navn).
    pub(crate) name: String,
    /// Its `iss`, an address over TLS below which its discovery document stands (udsteder).
    pub(crate) issuer: String,
    /// `aud` that its tokens must name one of (modtagere).
    pub(crate) audiences: Vec<String>,
    /// How its claims are read (fortolkning).
    pub(crate) mapping: ClaimMappingInput,
    /// Client that its access tokens act through where they are sent as bearer tokens, within its
    /// scopes and those of `scope` or `scp`, where a token has such a claim; left out: they are
    /// exchanged only (klient).
    pub(crate) bearer_client_id: Option<ID>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Changes a trusted issuer, as a whole (ret udsteder); what was accepted before is read anew.
#[derive(InputObject)]
pub(crate) struct UpdateTrustedIssuerInput {
    /// The issuer (udsteder).
    pub(crate) id: ID,
    /// Name, for people (navn).
    pub(crate) name: String,
    /// `aud` that its tokens must name one of (modtagere).
    pub(crate) audiences: Vec<String>,
    /// How its claims are read (fortolkning).
    pub(crate) mapping: ClaimMappingInput,
    /// Client that its access tokens act through where they are sent as bearer tokens, within its
    /// scopes and those of `scope` or `scp`, where a token has such a claim; left out: they are
    /// exchanged only (klient).
    pub(crate) bearer_client_id: Option<ID>,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Trusts an issuer no more (fjern udsteder).
#[derive(InputObject)]
pub(crate) struct RemoveTrustedIssuerInput {
    /// The issuer (udsteder).
    pub(crate) id: ID,
    /// The version that was read; left out, whatever version stands: it may be urgent (version).
    pub(crate) expected_version: Option<i32>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// How claims are read (fortolkning). A claim is named by itself or, in an object, by a path with
/// dots. Either `citizen` or the rest: an issuer signs in citizens or professionals.
#[derive(InputObject)]
pub(crate) struct ClaimMappingInput {
    /// Claim that names the organisation; left out, the one organisation stands for all (organisation).
    pub(crate) organisation_claim: Option<String>,
    /// Organisations that the issuer is trusted for (organisationer).
    pub(crate) organisations: Option<Vec<MappedOrganisationInput>>,
    /// Claim that names the unit; left out, the only one that the user is a member of (enhed).
    pub(crate) unit_claim: Option<String>,
    /// Units by the value of that claim (enheder).
    pub(crate) units: Option<Vec<MappedUnitInput>>,
    /// How the user is named (bruger).
    pub(crate) user: Option<MappedUserInput>,
    /// Claim that names the roles (roller).
    pub(crate) role_claim: Option<String>,
    /// Roles by the value of that claim (roller).
    pub(crate) roles: Option<Vec<MappedRoleInput>>,
    /// How a citizen is named (borger).
    pub(crate) citizen: Option<MappedCitizenInput>,
}

/// An organisation by the value of a claim (organisation).
#[derive(InputObject)]
pub(crate) struct MappedOrganisationInput {
    /// Value of `organisationClaim`; left out without one (værdi).
    pub(crate) value: Option<String>,
    /// The organisation (organisation).
    pub(crate) organisation_id: ID,
}

/// A unit by the value of a claim (enhed).
#[derive(InputObject)]
pub(crate) struct MappedUnitInput {
    /// Value of `unitClaim` (værdi).
    pub(crate) value: String,
    /// The unit (enhed).
    pub(crate) unit_id: ID,
}

/// A role by the value of a claim (rolle).
#[derive(InputObject)]
pub(crate) struct MappedRoleInput {
    /// Value of `roleClaim` (værdi).
    pub(crate) value: String,
    /// The role; not the citizen's own (rolle).
    pub(crate) role: Of<Role>,
}

/// How a claim names a professional (bruger).
#[derive(InputObject)]
pub(crate) struct MappedUserInput {
    /// The claim (påstand).
    pub(crate) claim: String,
    /// By what (ved).
    pub(crate) by: Of<UserMatch>,
    /// With EXTERNAL_REFERENCE: the system (system).
    pub(crate) system: Option<String>,
}

/// How a claim names a citizen (borger).
#[derive(InputObject)]
pub(crate) struct MappedCitizenInput {
    /// The claim (påstand).
    pub(crate) claim: String,
    /// By what (ved).
    pub(crate) by: Of<CitizenMatch>,
}

/// Most values of a claim, and most audiences.
const MOST: usize = 200;

/// A trusted issuer as an administrator sees it.
#[derive(Clone, Debug)]
pub(crate) struct IssuerView {
    pub(crate) issuer: TrustedIssuer,
    pub(crate) organisations: Vec<(Option<String>, Option<OrganisationRef>)>,
    pub(crate) units: Vec<(String, Option<UnitRef>)>,
}

impl From<IssuerError> for AppError {
    fn from(error: IssuerError) -> Self {
        match error {
            IssuerError::Database(error) => error.into(),
            IssuerError::Broken(_) | IssuerError::Changed(_) => {
                StoreError::inconsistent("trusted_issuer", "broken row").into()
            }
        }
    }
}

/// Trusts an issuer from the next request on.
pub(crate) async fn trust_issuer(
    work: &mut Work<'_>,
    input: TrustIssuerInput,
) -> Result<Done, Refusal> {
    require_admin(work)?;
    let mut check = Check::default();
    let issuer = check.required("issuer", &input.issuer, LINE);
    if !issuer.is_empty() && issuer.chars().count() <= LINE && !issuer.contains('\0') {
        check.that(
            issuers::is_address(&issuer),
            "issuer",
            "write an address that begins with `https://`",
            "skriv en adresse, der begynder med `https://`",
        );
    }
    let trust = Trust {
        name: check.required("name", &input.name, LINE),
        issuer,
        audiences: audiences(&mut check, &input.audiences),
        mapping: mapping(work, &mut check, input.mapping).await?,
        bearer_client: bearer(work, &mut check, input.bearer_client_id.as_ref()).await?,
    };
    free(work, &mut check, None, &trust).await?;
    check.done()?;
    let made = issuers::insert(&work.txn, trust, work.now).await.map_err(AppError::from)?;
    work.session.administers(TargetKind::TrustedIssuer, &made.id.to_string());
    work.note_of(None, None, "ISSUER_TRUSTED", made.id).await?;
    Ok(done(&made))
}

/// Changes how an issuer's tokens are taken; its `iss` never changes.
pub(crate) async fn update_trusted_issuer(
    work: &mut Work<'_>,
    input: UpdateTrustedIssuerInput,
) -> Result<Done, Refusal> {
    require_admin(work)?;
    let held = standing(work, &input.id).await?;
    expect_version("expectedVersion", input.expected_version, held.version)?;
    let mut check = Check::default();
    let trust = Trust {
        name: check.required("name", &input.name, LINE),
        issuer: held.trust.issuer.clone(),
        audiences: audiences(&mut check, &input.audiences),
        mapping: mapping(work, &mut check, input.mapping).await?,
        bearer_client: bearer(work, &mut check, input.bearer_client_id.as_ref()).await?,
    };
    free(work, &mut check, Some(held.id), &trust).await?;
    check.done()?;
    changed(work, &TrustedIssuer { trust, ..held }, "ISSUER_UPDATED").await
}

/// Trusts an issuer no more: its tokens are refused from the next request on. Those of ours that
/// were given for them hold until they end.
pub(crate) async fn remove_trusted_issuer(
    work: &mut Work<'_>,
    input: RemoveTrustedIssuerInput,
) -> Result<Done, Refusal> {
    require_admin(work)?;
    let held = standing(work, &input.id).await?;
    if let Some(expected) = input.expected_version {
        expect_version("expectedVersion", expected, held.version)?;
    }
    let removed_at = Some(work.now);
    changed(work, &TrustedIssuer { removed_at, ..held }, "ISSUER_REMOVED").await
}

fn done(issuer: &TrustedIssuer) -> Done {
    Done::beside(EntityKind::TrustedIssuer, issuer.id, issuer.id)
}

async fn changed(work: &Work<'_>, issuer: &TrustedIssuer, kind: &str) -> Result<Done, Refusal> {
    let next = match issuers::change(&work.txn, issuer).await {
        Err(IssuerError::Changed(_)) => return Err(conflict()),
        next => next.map_err(AppError::from)?,
    };
    work.note_of(None, None, kind, next.id).await?;
    Ok(done(&next))
}

/// An issuer that is trusted, held until this write is done: a removal that names no version goes
/// through whatever else is changed.
async fn standing(work: &Work<'_>, id: &ID) -> Result<TrustedIssuer, Refusal> {
    let id = check::outside("id", id, EntityKind::TrustedIssuer)?;
    hold(work, "SELECT id FROM trusted_issuer WHERE id = $1 FOR UPDATE", id).await?;
    let found = issuers::find(&work.txn, id).await.map_err(AppError::from)?;
    let issuer = found.ok_or_else(|| Refusal::not_found("id"))?;
    work.session.administers(TargetKind::TrustedIssuer, &issuer.id.to_string());
    if issuer.removed_at.is_some() {
        return Err(Refusal::user(
            UserErrorCode::IllegalState,
            "id",
            "it is trusted no more; add it anew",
            "den er fjernet; tilføj den på ny",
        ));
    }
    Ok(issuer)
}

fn audiences(check: &mut Check, asked: &[String]) -> Vec<String> {
    check.that(
        (1..=MOST).contains(&asked.len()),
        "audiences",
        "name one audience or more",
        "angiv en eller flere modtagere",
    );
    let named =
        |(place, text): (usize, &String)| check.required(&format!("audiences.{place}"), text, LINE);
    asked.iter().take(MOST).enumerate().map(named).collect()
}

/// The client that bearer tokens act through, by its id.
async fn bearer(
    work: &Work<'_>,
    check: &mut Check,
    id: Option<&ID>,
) -> Result<Option<String>, Refusal> {
    let Some(id) = id else { return Ok(None) };
    let path = "bearerClientId";
    let Ok(uid) = check::outside(path, id, EntityKind::Client) else {
        check.unknown(path);
        return Ok(None);
    };
    let found = clients::by_uid(&work.txn, uid).await.map_err(AppError::from)?;
    let Some(client) = found.filter(|client| client.revoked_at.is_none()) else {
        check.unknown(path);
        return Ok(None);
    };
    work.session.administers(TargetKind::Client, &client.id);
    Ok(Some(client.id))
}

/// A token is for one of the issuers by a name: it must be clear which.
async fn free(
    work: &Work<'_>,
    check: &mut Check,
    own: Option<Uuid>,
    trust: &Trust,
) -> Result<(), Refusal> {
    let held = issuers::trusted(&work.txn).await.map_err(AppError::from)?;
    let others = held.iter().filter(|other| Some(other.id) != own);
    let same = |other: &&TrustedIssuer| {
        let shared = |name: &String| trust.audiences.contains(name);
        other.trust.issuer == trust.issuer && other.trust.audiences.iter().any(shared)
    };
    if others.filter(same).count() > 0 {
        let english = "the issuer is trusted with one of these audiences already";
        let danish = "udstederen er allerede tilføjet med en af disse modtagere";
        check.error(UserErrorCode::Taken, "audiences", english, danish);
    }
    Ok(())
}

async fn mapping(
    work: &Work<'_>,
    check: &mut Check,
    input: ClaimMappingInput,
) -> Result<Mapping, Refusal> {
    let claim = |check: &mut Check, path: &str, text: Option<&str>| {
        check.optional(&format!("mapping.{path}"), text, LINE)
    };
    let mut mapping = Mapping {
        organisation_claim: claim(check, "organisationClaim", input.organisation_claim.as_deref()),
        unit_claim: claim(check, "unitClaim", input.unit_claim.as_deref()),
        role_claim: claim(check, "roleClaim", input.role_claim.as_deref()),
        ..Mapping::default()
    };
    if let Some(user) = &input.user {
        let by = user.by.0;
        let system = claim(check, "user.system", user.system.as_deref());
        let referenced = by == UserMatch::ExternalReference;
        check.that(
            referenced == system.is_some(),
            "mapping.user.system",
            "name the system of an external reference, and with nothing else",
            "angiv systemet for en ekstern reference, og ellers ikke",
        );
        let claim = check.required("mapping.user.claim", &user.claim, LINE);
        mapping.user = Some(UserRule { claim, by: by.code().to_owned(), system });
    }
    if let Some(citizen) = &input.citizen {
        let claim = check.required("mapping.citizen.claim", &citizen.claim, LINE);
        mapping.citizen = Some(CitizenRule { claim, by: citizen.by.0.code().to_owned() });
    }
    organisations(work, check, &mut mapping, input.organisations.unwrap_or_default()).await?;
    units(work, check, &mut mapping, input.units.unwrap_or_default()).await?;
    roles(check, &mut mapping, input.roles.unwrap_or_default());
    let professionals = !mapping.organisations.is_empty()
        || mapping.organisation_claim.is_some()
        || mapping.unit_claim.is_some()
        || mapping.role_claim.is_some()
        || mapping.user.is_some();
    check.that(
        mapping.citizen.is_some() != professionals,
        "mapping",
        "an issuer signs in professionals of organisations, or citizens: say which",
        "en udsteder logger organisationers fagpersoner ind, eller borgere: angiv hvilke",
    );
    Ok(mapping)
}

async fn organisations(
    work: &Work<'_>,
    check: &mut Check,
    mapping: &mut Mapping,
    asked: Vec<MappedOrganisationInput>,
) -> Result<(), Refusal> {
    let path = "mapping.organisations";
    let by_claim = mapping.organisation_claim.is_some();
    if mapping.citizen.is_none() {
        check.that(
            if by_claim { (1..=MOST).contains(&asked.len()) } else { asked.len() == 1 },
            path,
            "name one organisation, or a claim with the organisation of each of its values",
            "angiv én organisation, eller en påstand med organisationen for hver af dens værdier",
        );
    }
    for (place, asked) in asked.into_iter().take(MOST).enumerate() {
        let at = |field: &str| format!("{path}.{place}.{field}");
        let value = check.optional(&at("value"), asked.value.as_deref(), LINE);
        if by_claim && value.is_none() {
            let english = "say which value of the claim stands for it";
            let danish = "angiv hvilken værdi af påstanden, der står for den";
            check.error(UserErrorCode::Required, &at("value"), english, danish);
        }
        let id = Some(&asked.organisation_id);
        let found = directory::organisation(work, check, &at("organisationId"), id).await?;
        if let Some(found) = found {
            mapping.organisations.push((value.unwrap_or_default(), found.id));
        }
    }
    Ok(())
}

async fn units(
    work: &Work<'_>,
    check: &mut Check,
    mapping: &mut Mapping,
    asked: Vec<MappedUnitInput>,
) -> Result<(), Refusal> {
    let path = "mapping.units";
    check.that(
        mapping.unit_claim.is_some() != asked.is_empty() && asked.len() <= MOST,
        path,
        "a claim of units goes with the unit of each of its values",
        "en påstand om enheder hører sammen med enheden for hver af dens værdier",
    );
    for (place, asked) in asked.into_iter().take(MOST).enumerate() {
        let at = |field: &str| format!("{path}.{place}.{field}");
        let value = check.required(&at("value"), &asked.value, LINE);
        let found = directory::unit(work, check, &at("unitId"), Some(&asked.unit_id)).await?;
        let Some(found) = found else { continue };
        check.that(
            mapping.organisations.iter().any(|(_, held)| *held == found.organisation_id),
            &at("unitId"),
            "choose a unit of one of the organisations",
            "vælg en enhed i en af organisationerne",
        );
        mapping.units.push((value, found.id));
    }
    Ok(())
}

fn roles(check: &mut Check, mapping: &mut Mapping, asked: Vec<MappedRoleInput>) {
    const OWN: RoleSet = RoleSet::of(&[Role::Citizen, Role::Representative]);
    let path = "mapping.roles";
    check.that(
        mapping.role_claim.is_some() != asked.is_empty() && asked.len() <= MOST,
        path,
        "a claim of roles goes with the role of each of its values",
        "en påstand om roller hører sammen med rollen for hver af dens værdier",
    );
    for (place, asked) in asked.into_iter().take(MOST).enumerate() {
        let at = |field: &str| format!("{path}.{place}.{field}");
        let value = check.required(&at("value"), &asked.value, LINE);
        check.that(
            !OWN.has(asked.role.0),
            &at("role"),
            "the citizen's own roles come of `citizen`",
            "borgerens egne roller kommer af `citizen`",
        );
        mapping.roles.push((value, asked.role.0.code().to_owned()));
    }
}

/// Every issuer, those too that are trusted no more, by name.
pub(crate) async fn list_issuers(session: &Session) -> Result<Vec<IssuerView>, AppError> {
    let listing = listing(session).await?;
    let all = issuers::list(&session.app.db.connection).await?;
    Ok(all.into_iter().map(|issuer| seen(issuer, &listing)).collect())
}

fn seen(issuer: TrustedIssuer, listing: &Listing) -> IssuerView {
    let mapping = &issuer.trust.mapping;
    let by_claim = mapping.organisation_claim.is_some();
    let organisation =
        |(value, id): &(String, Uuid)| (by_claim.then(|| value.clone()), listing.organisation(*id));
    let unit = |(value, id): &(String, Uuid)| (value.clone(), listing.unit(*id));
    IssuerView {
        organisations: mapping.organisations.iter().map(organisation).collect(),
        units: mapping.units.iter().map(unit).collect(),
        issuer,
    }
}

impl Work<'_> {
    /// A trusted issuer as it stands in this transaction.
    pub(crate) async fn issuer_view(&self, id: Uuid) -> Result<Option<IssuerView>, AppError> {
        let Some(issuer) = issuers::find(&self.txn, id).await? else { return Ok(None) };
        Ok(Some(seen(issuer, &listing_in(self).await?)))
    }
}
