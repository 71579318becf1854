//! Enquiries (henvendelser): a partner or the citizen turns to the unit.

use async_graphql::{ID, InputObject};
use chrono::{DateTime, SubsecRound as _, Utc};
use entity::column::Code;
use entity::enquiry;
use law::Purpose;
use law::forms::{Channel, EnquiryOutcome, OpenedBy};

use super::case_target::CaseTarget;
use super::check::{self, Check, LINE, TEXT};
use super::reference::{self, ExternalReferenceInput, Sent, Target};
use super::work::expect_version;
use super::{CaseFile, Done, Refusal, UserErrorCode, Work, directory};
use crate::domain::EntityKind;
use crate::domain::dates::today;
use crate::domain::of::Of;
use crate::store::Parts;

/// Records an enquiry (registrér henvendelse).
#[derive(InputObject)]
pub(crate) struct RecordEnquiryInput {
    /// In which case (sag).
    pub(crate) target: CaseTarget,
    /// Organisation that enquired; left out for the citizen or someone private (henvender).
    pub(crate) from_organisation_id: Option<ID>,
    /// Who enquired (henvenders navn).
    pub(crate) from_name: Option<String>,
    /// In writing or orally (form).
    pub(crate) channel: Of<Channel>,
    /// Received when (modtaget).
    pub(crate) received_at: DateTime<Utc>,
    /// Current social situation (aktuel social situation).
    pub(crate) situation: String,
    /// Need (behov).
    pub(crate) need: String,
    /// What came of it; under assessment where left out (udfald).
    pub(crate) outcome: Option<Of<EnquiryOutcome>>,
    /// The caller's own number of it; sent again, the enquiry is corrected (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Records what came of an enquiry (udfald af henvendelse).
#[derive(InputObject)]
pub(crate) struct UpdateEnquiryOutcomeInput {
    /// The enquiry (henvendelse).
    pub(crate) enquiry_id: ID,
    /// What came of it (udfald).
    pub(crate) outcome: Of<EnquiryOutcome>,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Annuls an enquiry that was recorded wrongly (annullér henvendelse).
#[derive(InputObject)]
pub(crate) struct AnnulEnquiryInput {
    /// The enquiry (henvendelse).
    pub(crate) enquiry_id: ID,
    /// Why (begrundelse).
    pub(crate) reason: String,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

const KIND: EntityKind = EntityKind::Enquiry;

/// Records an enquiry; where there is no case yet, it opens one. One that is sent again is
/// corrected: what it said before stays beside it, annulled.
pub(crate) async fn record_enquiry(
    work: &mut Work<'_>,
    input: RecordEnquiryInput,
) -> Result<Done, Refusal> {
    let sent = Sent::of(work, input.external_reference.as_ref(), KIND).await?;
    if let Some(named) = sent.target() {
        let target = &input.target;
        let file = target.recorded_before(work, Purpose::Dkk, named, Parts::ENQUIRIES).await?;
        let stands = |row: &enquiry::Model| row.annulled_at.is_none();
        let held = sent.row(&file.rows.enquiries, stands)?.ok_or_else(reference::names_another)?;
        let said = said(work, &input, held.clone()).await?;
        let outcome = input.outcome.map_or(held.outcome, |outcome| Code(outcome.0));
        let next = enquiry::Model { outcome, ..said };
        return sent.correct(work, &file, held, next, "ENQUIRY_CORRECTED").await;
    }
    let of = input.target.take(work, Purpose::Dkk, OpenedBy::Enquiry).await?;
    let outcome = input.outcome.map_or(EnquiryOutcome::UnderAssessment, |outcome| outcome.0);
    let row = enquiry::Model {
        citizen_id: of.citizen,
        id: work.id(),
        case_id: of.case,
        from_organisation_id: None,
        from_name: None,
        channel: Code(input.channel.0),
        received_at: input.received_at,
        situation: String::new(),
        need: String::new(),
        outcome: Code(outcome),
        recorded_by: work.viewer().user.map(|user| user.0),
        version: 1,
        annulled_at: None,
        annul_reason: None,
    };
    let row = said(work, &input, row).await?;
    let id = row.id;
    work.insert(row).await?;
    sent.keep(work, Target::in_case(KIND, id, of.citizen, of.case), 1).await?;
    work.note_of(Some(of.citizen), Some(of.case), "ENQUIRY_RECORDED", id).await?;
    Ok(Done::in_case(of.case, id))
}

/// What an input says of an enquiry, put into its row.
async fn said(
    work: &Work<'_>,
    input: &RecordEnquiryInput,
    row: enquiry::Model,
) -> Result<enquiry::Model, Refusal> {
    let mut check = Check::default();
    let from = input.from_organisation_id.as_ref();
    let from = directory::organisation(work, &mut check, "fromOrganisationId", from).await?;
    let received_at = input.received_at.trunc_subsecs(6);
    check.that(
        received_at <= work.now,
        "receivedAt",
        "the time lies in the future; state when it was received",
        "tidspunktet ligger i fremtiden; angiv hvornår den er modtaget",
    );
    if received_at <= work.now {
        check.near("receivedAt", today(received_at), today(work.now));
    }
    let row = enquiry::Model {
        from_organisation_id: from.map(|from| from.id),
        from_name: check.optional("fromName", input.from_name.as_deref(), LINE),
        channel: Code(input.channel.0),
        received_at,
        situation: check.required("situation", &input.situation, TEXT),
        need: check.required("need", &input.need, TEXT),
        ..row
    };
    check.done()?;
    Ok(row)
}

/// Records what came of an enquiry.
pub(crate) async fn update_enquiry_outcome(
    work: &mut Work<'_>,
    input: UpdateEnquiryOutcomeInput,
) -> Result<Done, Refusal> {
    let (file, mut row) = to_change(work, &input.enquiry_id, input.expected_version).await?;
    row.outcome = Code(input.outcome.0);
    changed(work, &file, row, "ENQUIRY_OUTCOME_UPDATED").await
}

/// Annuls an enquiry; it stays with the lead authority and the citizen.
pub(crate) async fn annul_enquiry(
    work: &mut Work<'_>,
    input: AnnulEnquiryInput,
) -> Result<Done, Refusal> {
    let (file, mut row) = to_change(work, &input.enquiry_id, input.expected_version).await?;
    let mut check = Check::default();
    row.annul_reason = Some(check.required("reason", &input.reason, TEXT));
    check.done()?;
    row.annulled_at = Some(work.now);
    changed(work, &file, row, "ENQUIRY_ANNULLED").await
}

async fn to_change(
    work: &mut Work<'_>,
    id: &ID,
    expected: i32,
) -> Result<(CaseFile, enquiry::Model), Refusal> {
    let path = "enquiryId";
    let (case, id) = check::in_case(path, id, KIND)?;
    let file = work.case(case, path, Parts::ENQUIRIES).await?;
    file.require_caseworker()?;
    let row = file.rows.enquiries.iter().find(|row| row.id == id).cloned();
    let row = row.ok_or_else(|| Refusal::not_found(path))?;
    if row.annulled_at.is_some() {
        let english = "it is annulled; record a new enquiry";
        let danish = "den er annulleret; registrér en ny henvendelse";
        return Err(Refusal::user(UserErrorCode::IllegalState, path, english, danish));
    }
    expect_version("expectedVersion", expected, row.version)?;
    Ok((file, row))
}

async fn changed(
    work: &Work<'_>,
    file: &CaseFile,
    mut row: enquiry::Model,
    kind: &str,
) -> Result<Done, Refusal> {
    row.version += 1;
    let id = row.id;
    work.update(row).await?;
    work.changed(file, kind, id).await?;
    Ok(Done::in_case(file.id(), id))
}
