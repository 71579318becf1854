//! Consents (samtykkeerklæringer): given, corrected, annulled; withdrawing stands in [`withdraw`].

mod content;
mod numbers;
mod signature;
pub(crate) mod withdraw;
mod write;

use async_graphql::{ID, InputObject, OneofObject};
use chrono::{DateTime, Utc};
use law::facts::Organisation;
use law::forms::{ConsentForm, Signer};
use law::status::{ClauseState, is_counterpart};
use law::{Category, Direction, OrganisationKind, Purpose, Relation};
use sea_orm::prelude::Uuid;

use super::check::{self, Check, TEXT};
use super::reference::{ExternalReferenceInput, Sent, Target, names_another};
use super::versions::Versioned;
use super::work::expect_version;
use super::{CaseFile, Done, Refusal, UserErrorCode, Work};
use crate::domain::EntityKind;
use crate::domain::of::Of;
use crate::domain::scalars::Date;
use crate::store::Parts;
use crate::store::rows::Version;

/// What a consent states (samtykkeerklæringens indhold).
#[derive(InputObject)]
pub(crate) struct ConsentContentInput {
    /// Signed, or said, when (underskrevet); not in the future (R17).
    pub(crate) signed_at: DateTime<Utc>,
    /// In writing or orally (form), R06, R12.
    pub(crate) form: Of<ConsentForm>,
    /// With ORAL: why writing was waived (begrundelse for mundtlighed).
    pub(crate) oral_reason: Option<String>,
    /// Who signed (underskriver).
    pub(crate) signer: Of<Signer>,
    /// Ground of a guardian or parent (grundlag); left out: that of the representative named.
    pub(crate) signer_ground: Option<String>,
    /// Categories a guardian or parent may sign for (omfang); left out: those of the
    /// representative named.
    pub(crate) signer_scope: Option<Vec<Of<Category>>>,
    /// The representative who signed (repræsentant), where registered.
    pub(crate) representative_id: Option<ID>,
    /// Caseworker who co-signed (medunderskrevet af); left out: the caseworker who records it.
    pub(crate) co_signed_by_id: Option<ID>,
    /// Told of joint meetings SOF–BIF (orienteret om fælles møder).
    #[graphql(default)]
    pub(crate) joint_meetings: bool,
    /// Told of notice when information is collected outside the municipality (orienteret om
    /// underretning), R14.
    #[graphql(default)]
    pub(crate) outside_notice: bool,
    /// Told of the right to withdraw (orienteret om tilbagekaldelse), R07; no consent without it.
    pub(crate) right_to_withdraw: bool,
    /// Where the scan or signature is kept (dokumentation); with its checksum.
    pub(crate) evidence_reference: Option<String>,
    /// Its SHA-256 in hexadecimal (kontrolsum).
    pub(crate) evidence_sha256: Option<String>,
    /// Its separate grants (samtykkets enkelte led), R05.
    pub(crate) clauses: Vec<ConsentClauseInput>,
}

/// One grant of a consent (samtykkets enkelte led).
#[derive(InputObject)]
pub(crate) struct ConsentClauseInput {
    /// In a correction: the grant that this one corrects (led der rettes); left out: a grant that
    /// was missing.
    pub(crate) clause_id: Option<ID>,
    /// The one direction, seen from `grantedToId` (retning), R05.
    pub(crate) direction: Option<Of<Direction>>,
    /// Authority it is given to (modtager af samtykket); left out: the lead authority.
    pub(crate) granted_to_id: Option<ID>,
    /// The other side (modparter), R06.
    #[graphql(default)]
    pub(crate) counterparts: Vec<CounterpartInput>,
    /// What it opens (oplysningskategorier): explicit, never all (R24).
    #[graphql(default)]
    pub(crate) categories: Vec<Of<Category>>,
    /// Purpose (formål), R06.
    pub(crate) purpose: Option<Of<Purpose>>,
    /// Legal basis as written (hjemmel); left out: what the statutes said at signing.
    pub(crate) legal_basis: Option<String>,
    /// First day (fra); left out: from signing.
    pub(crate) from: Option<Date>,
    /// First day on which it no longer holds (til).
    pub(crate) to: Option<Date>,
    /// The caller's own number of the grant; when the consent is sent again, the grant that it
    /// names is the one meant (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
}

/// The other side of a grant (modpart): an organisation, or the participating ones of a kind.
#[derive(OneofObject)]
pub(crate) enum CounterpartInput {
    /// The organisation (organisation).
    OrganisationId(ID),
    /// The kind (organisationstype).
    Kind(Of<OrganisationKind>),
}

const KIND: EntityKind = EntityKind::Consent;

/// Who may sign follows from the citizen's age.
const SIGNED: Parts = Parts::FACTS.with(Parts::CITIZEN);

/// Records a consent (registrér samtykke).
#[derive(InputObject)]
pub(crate) struct GiveConsentInput {
    /// The case (sag).
    pub(crate) case_id: ID,
    /// What it states (indhold).
    #[graphql(flatten)]
    pub(crate) content: ConsentContentInput,
    /// The caller's own number of it; sent again, the record is corrected (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// When it is sent again and states something else: why the record is corrected (begrundelse
    /// for rettelse).
    pub(crate) correction_reason: Option<String>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Corrects how a consent was recorded (ret samtykke).
#[derive(InputObject)]
pub(crate) struct CorrectConsentInput {
    /// The consent (samtykke).
    pub(crate) consent_id: ID,
    /// What it states (indhold), whole; a grant that is left out was recorded by mistake.
    #[graphql(flatten)]
    pub(crate) content: ConsentContentInput,
    /// Why it is corrected (begrundelse for rettelse).
    pub(crate) reason: String,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Annuls a consent that was recorded wrongly (annullér samtykke).
#[derive(InputObject)]
pub(crate) struct AnnulConsentInput {
    /// The consent (samtykke).
    pub(crate) consent_id: ID,
    /// Why the record is wrong (annulleringsgrund).
    pub(crate) reason: String,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// R05, R06, R12, R17, R24: records a consent.
pub(crate) async fn give_consent(
    work: &mut Work<'_>,
    input: GiveConsentInput,
) -> Result<Done, Refusal> {
    let case = check::case_id("caseId", &input.case_id)?;
    let file = work.case(case, "caseId", SIGNED).await?;
    let recorder = recorder(&file)?;
    let sent = Sent::of(work, input.external_reference.as_ref(), KIND).await?;
    let mut content = input.content;
    if let Some(named) = sent.target() {
        let numbers = numbers::name(work, &file, named.id, &mut content).await?;
        let reason = input.correction_reason.as_deref();
        return again(work, (&file, recorder), (&sent, named), (&content, &numbers), reason).await;
    }
    let numbers = numbers::fresh(work, &content).await?;
    file.require_not_closed()?;
    let mut check = Check::default();
    check.optional("correctionReason", input.correction_reason.as_deref(), TEXT);
    let checked = content::check(work, &file, recorder, &content, None, check)?;
    let id = work.id();
    let clauses = write::insert(work, &file, id, checked).await?;
    sent.keep(work, Target::in_case(KIND, id, file.citizen(), case), 1).await?;
    numbers::keep(work, &file, &numbers, &clauses).await?;
    work.changed(&file, "CONSENT_GIVEN", id).await?;
    Ok(Done::in_case(case, id))
}

/// A consent that is sent again: the same one, or a correction of how it was recorded, by whom
/// corrects and for a reason that is stated.
async fn again(
    work: &Work<'_>,
    (file, recorder): (&CaseFile, Organisation),
    (sent, named): (&Sent, Target),
    (content, numbers): (&ConsentContentInput, &[Sent]),
    reason: Option<&str>,
) -> Result<Done, Refusal> {
    if named.case != Some(file.id()) {
        return Err(names_another());
    }
    let held = standing(file, named.id, "externalReference")?;
    // Who is not the lead is not shown all that it says: whether it says the same is not answered.
    if recorder.id != file.lead().id {
        sent.keep(work, named, held.version).await?;
        return Ok(Done::in_case(file.id(), held.id));
    }
    not_annulled(&held)?;
    not_withdrawn(&held)?;
    let mut checked =
        content::check(work, file, recorder, content, Some(held.id), Check::default())?;
    if content.co_signed_by_id.is_none() {
        checked.consent.co_signed_by = held.co_signed_by;
    }
    checked.of(file, &held);
    let mut version = held.version;
    if !checked.says_what_stands(file, &held) {
        file.require_caseworker()?;
        file.require_not_closed()?;
        sent.expect(held.version)?;
        let mut check = Check::default();
        let reason = check.required("correctionReason", reason.unwrap_or_default(), TEXT);
        check.done()?;
        let clauses = write::correct(work, file, &held, checked, reason).await?;
        version += 1;
        numbers::keep(work, file, numbers, &clauses).await?;
        work.changed(file, "CONSENT_CORRECTED", held.id).await?;
    }
    sent.keep(work, named, version).await?;
    Ok(Done::in_case(file.id(), held.id))
}

/// A new version of the record; what stood is read back as of its time. What the citizen has
/// withdrawn stays withdrawn (R07).
pub(crate) async fn correct_consent(
    work: &mut Work<'_>,
    input: CorrectConsentInput,
) -> Result<Done, Refusal> {
    let (case, id) = check::in_case("consentId", &input.consent_id, EntityKind::Consent)?;
    let file = work.case(case, "consentId", SIGNED).await?;
    let held = standing(&file, id, "consentId")?;
    file.require_caseworker()?;
    expect_version("expectedVersion", input.expected_version, held.version)?;
    not_annulled(&held)?;
    not_withdrawn(&held)?;
    let numbers = numbers::fresh(work, &input.content).await?;
    let mut check = Check::default();
    let reason = check.required("reason", &input.reason, TEXT);
    let lead = file.lead();
    let checked = content::check(work, &file, lead, &input.content, Some(id), check)?;
    let clauses = write::correct(work, &file, &held, checked, reason).await?;
    numbers::keep(work, &file, &numbers, &clauses).await?;
    work.changed(&file, "CONSENT_CORRECTED", id).await?;
    Ok(Done::in_case(case, id))
}

/// The record was wrong: it opens nothing from now on, and stays readable as annulled.
pub(crate) async fn annul_consent(
    work: &mut Work<'_>,
    input: AnnulConsentInput,
) -> Result<Done, Refusal> {
    let (case, id) = check::in_case("consentId", &input.consent_id, EntityKind::Consent)?;
    let file = work.case(case, "consentId", Parts::FACTS).await?;
    let held = standing(&file, id, "consentId")?;
    file.require_caseworker()?;
    expect_version("expectedVersion", input.expected_version, held.version)?;
    not_annulled(&held)?;
    let mut check = Check::default();
    let reason = check.required("reason", &input.reason, TEXT);
    check.done()?;
    let mut next = held.clone();
    next.annulled_at = Some(work.now);
    next.annul_reason = Some(reason);
    held.succeed(work, next).await?;
    work.changed(&file, "CONSENT_ANNULLED", id).await?;
    Ok(Done::in_case(case, id))
}

/// For whom the caller records a consent: the lead; or a health organisation that takes part and
/// was told of it for treatment (R12), whose clauses [`content`] then holds to that.
fn recorder(file: &CaseFile) -> Result<Organisation, Refusal> {
    match (file.verdict.relation, file.organisation()) {
        (Relation::Lead, _) => file.require_coordination().map(|()| file.lead()),
        (Relation::Participant, Some(own)) if own.kind.is_health() => Ok(own),
        _ => Err(Refusal::forbidden(
            "a caseworker or the coordinator of the lead authority records a consent",
            "samtykke registreres af den ansvarlige myndigheds sagsbehandler eller koordinerende kontaktperson",
        )),
    }
}

/// The version of a consent that stands, as far as the caller may know of it.
fn standing(file: &CaseFile, id: Uuid, path: &str) -> Result<entity::consent::Model, Refusal> {
    let held = file.rows.consents.iter().find(|c| c.id == id && c.stands(None));
    held.filter(|_| sees(file, id)).cloned().ok_or_else(|| Refusal::not_found(path))
}

/// Whether the caller may know of a consent: the lead and the citizen of all, another
/// organisation while one of its clauses is effective that names it or was given to it.
fn sees(file: &CaseFile, consent: Uuid) -> bool {
    if !file.verdict.granted.contains(CaseFile::PROCESS) {
        return false;
    }
    let Some(own) = file.organisation().filter(|_| !file.verdict.lead) else {
        return file.verdict.lead;
    };
    let (facts, at) = (file.law.facts(), file.now());
    file.law.windows().any(|(held, clause, window)| {
        held.id.0 == consent
            && window.state(at) == ClauseState::Effective
            && (clause.granted_to.id == own.id || is_counterpart(facts, clause, own, at))
    })
}

fn not_withdrawn(held: &entity::consent::Model) -> Result<(), Refusal> {
    if held.withdrawn_at.is_none() {
        return Ok(());
    }
    Err(Refusal::user(
        UserErrorCode::IllegalState,
        "consentId",
        "the consent is withdrawn; only a new consent of the citizen opens anything",
        "samtykket er trukket tilbage; kun et nyt samtykke fra borgeren åbner igen",
    ))
}

fn not_annulled(held: &entity::consent::Model) -> Result<(), Refusal> {
    if held.annulled_at.is_none() {
        return Ok(());
    }
    Err(Refusal::user(
        UserErrorCode::IllegalState,
        "consentId",
        "the consent is annulled; record a new one",
        "samtykket er annulleret; registrér et nyt",
    ))
}
