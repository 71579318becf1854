//! Referrals (henvisninger): sent in before any relation exists, or recorded by the lead authority;
//! decided by it; corrected and annulled by who sent them.

mod attachment;
mod content;

use async_graphql::{ID, InputObject, MaybeUndefined};
use chrono::{DateTime, Utc};
use entity::brain_injury_referral::Model;
use entity::column::Code;
use law::brain_injury::referral::decision_flaws;
use law::brain_injury::{ReferralDecision, ReferrerKind};
use law::fields::row_held_by;
use law::forms::OpenedBy;
use law::{Category, CategorySet, OrganisationKind, Purpose};
use sea_orm::prelude::Uuid;

use super::case_target::{CaseOf, CaseTarget};
use super::check::{self, Check, LINE, TEXT};
use super::citizen::CitizenRegistrationInput;
use super::intake::{self, Sender};
use super::reference::{self, ExternalReferenceInput, Target};
use super::work::expect_version;
use super::{CaseFile, Done, Refusal, Work, directory};
use crate::domain::dates::today;
use crate::domain::of::Of;
use crate::domain::{CaseRef, EntityKind};
use crate::store::{CaseRows, Parts};

pub(crate) use attachment::{
    AddReferralAttachmentInput, AnnulReferralAttachmentInput, ReferralAttachmentInput,
    add_referral_attachment, annul_referral_attachment,
};
pub(crate) use content::ReferralContentInput;

/// Sends a referral (send henvisning).
#[derive(InputObject)]
pub(crate) struct SendReferralInput {
    /// Whom it is about; registered if unknown (borger).
    pub(crate) citizen: CitizenRegistrationInput,
    /// Unit that receives it, of the authority responsible at the citizen's age, R35 (modtagende enhed).
    pub(crate) receiving_unit_id: ID,
    /// Name of who refers (henviser).
    pub(crate) referrer_name: Option<String>,
    /// What it says (indhold).
    #[graphql(flatten)]
    pub(crate) content: ReferralContentInput,
    /// What is attached (bilag).
    #[graphql(default)]
    pub(crate) attachments: Vec<ReferralAttachmentInput>,
    /// The sender's own number of it; what it names already is not recorded twice (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Records a referral that reached the lead authority (registrér henvisning).
#[derive(InputObject)]
pub(crate) struct RecordReferralInput {
    /// In which case (sag).
    pub(crate) target: CaseTarget,
    /// Who refers (henvisers art).
    pub(crate) referrer_kind: Of<ReferrerKind>,
    /// Name of who refers (henviser).
    pub(crate) referrer_name: Option<String>,
    /// Received when (modtaget).
    pub(crate) received_at: DateTime<Utc>,
    /// What it says (indhold).
    #[graphql(flatten)]
    pub(crate) content: ReferralContentInput,
    /// What is attached (bilag).
    #[graphql(default)]
    pub(crate) attachments: Vec<ReferralAttachmentInput>,
    /// The caller's own number of it; what it names already is not recorded twice (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Corrects a referral (ret henvisning); what is left out stands, null clears.
#[derive(InputObject)]
pub(crate) struct CorrectReferralInput {
    /// The referral (henvisning).
    pub(crate) referral_id: ID,
    /// Name of who refers (henviser).
    pub(crate) referrer_name: MaybeUndefined<String>,
    /// What it says (indhold).
    #[graphql(flatten)]
    pub(crate) content: ReferralContentInput,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Annuls a referral that was sent or recorded wrongly (annullér henvisning).
#[derive(InputObject)]
pub(crate) struct AnnulReferralInput {
    /// The referral (henvisning).
    pub(crate) referral_id: ID,
    /// Why (begrundelse).
    pub(crate) reason: String,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Decides a referral (afgør henvisning).
#[derive(InputObject)]
pub(crate) struct DecideReferralInput {
    /// The referral (henvisning).
    pub(crate) referral_id: ID,
    /// Decision (afgørelse).
    pub(crate) decision: Of<ReferralDecision>,
    /// Its reason; required unless it is accepted (begrundelse).
    pub(crate) reason: Option<String>,
    /// To whom it is redirected (sendt videre til).
    pub(crate) redirected_to_id: Option<ID>,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

const KIND: EntityKind = EntityKind::BrainInjuryReferral;
const PATH: &str = "referralId";

/// A sending organisation refers a citizen, known here or not: an open case takes it, or one is
/// opened.
pub(crate) async fn send_referral(
    work: &mut Work<'_>,
    input: SendReferralInput,
) -> Result<Done, Refusal> {
    let sender = intake::sender(work)?;
    let mut check = Check::default();
    let unit = &input.receiving_unit_id;
    let to = intake::address(work, &mut check, &sender, &input.citizen, unit).await?;
    let kind = referrer(sender.organisation.kind);
    // Where it goes is not known yet: what it says is checked before anything is looked up.
    let nowhere = CaseOf { citizen: Uuid::nil(), case: Uuid::nil() };
    let mut row = content::blank(nowhere, work.id(), kind, work.now, work.now);
    let name = input.referrer_name.as_deref();
    row.referrer_name = check.optional("referrerName", name, LINE);
    input.content.fill(work, &mut check, &mut row).await?;
    let attached = attachment::attached(&input.attachments, &mut check, work, row.id);
    check.done()?;
    let Some(to) = to else { return Err(Refusal::not_found("receivingUnitId")) };

    let arrival = intake::arrive(work, to).await?;
    let reference = input.external_reference.as_ref();
    if let Some(done) = arrival.sent_before(work, reference, KIND).await? {
        return Ok(done);
    }
    let received = arrival.receive(work, &sender, None).await?;
    let Sender { organisation, unit, user } = sender;
    row.organisation_id = Some(organisation.id.0);
    (row.unit_id, row.author_id) = (unit, user);
    insert(work, received.of, row, attached, reference, "REFERRAL_RECEIVED").await
}

/// The lead authority records what reached it otherwise: it alone holds it.
pub(crate) async fn record_referral(
    work: &mut Work<'_>,
    input: RecordReferralInput,
) -> Result<Done, Refusal> {
    let reference = input.external_reference.as_ref();
    if let Some(named) = reference::named(work, reference, KIND).await? {
        let purpose = Purpose::BrainInjury;
        let file = input.target.recorded_before(work, purpose, named, Parts::FACTS).await?;
        return Ok(Done::in_case(file.id(), named.id).already_registered("externalReference"));
    }
    let of = input.target.take(work, Purpose::BrainInjury, OpenedBy::Enquiry).await?;
    let mut check = Check::default();
    if input.received_at <= work.now {
        check.near("receivedAt", today(input.received_at), today(work.now));
    }
    let kind = input.referrer_kind.0;
    let mut row = content::blank(of, work.id(), kind, input.received_at, work.now);
    let name = input.referrer_name.as_deref();
    row.referrer_name = check.optional("referrerName", name, LINE);
    input.content.fill(work, &mut check, &mut row).await?;
    let attached = attachment::attached(&input.attachments, &mut check, work, row.id);
    check.done()?;
    let viewer = work.viewer();
    (row.unit_id, row.author_id) = (viewer.unit.map(|u| u.0), viewer.user.map(|u| u.0));
    insert(work, of, row, attached, reference, "REFERRAL_RECORDED").await
}

/// Who sent it corrects what it says.
pub(crate) async fn correct_referral(
    work: &mut Work<'_>,
    input: CorrectReferralInput,
) -> Result<Done, Refusal> {
    let (file, mut row) = to_change(work, PATH, &input.referral_id).await?;
    file.require_sender(row.organisation_id)?;
    file.require_not_closed()?;
    check::standing(PATH, row.annulled_at.is_some())?;
    expect_version("expectedVersion", input.expected_version, row.version)?;
    let mut check = Check::default();
    row.referrer_name =
        check.patch("referrerName", &input.referrer_name, row.referrer_name.take(), LINE);
    input.content.fill(work, &mut check, &mut row).await?;
    check.done()?;
    changed(work, &file, row, "REFERRAL_CORRECTED").await
}

/// Who sent it takes back what was sent wrongly; it stays with who holds it, and with the citizen.
pub(crate) async fn annul_referral(
    work: &mut Work<'_>,
    input: AnnulReferralInput,
) -> Result<Done, Refusal> {
    let (file, mut row) = to_change(work, PATH, &input.referral_id).await?;
    file.require_sender(row.organisation_id)?;
    check::standing(PATH, row.annulled_at.is_some())?;
    expect_version("expectedVersion", input.expected_version, row.version)?;
    let mut check = Check::default();
    row.annul_reason = Some(check.required("reason", &input.reason, TEXT));
    check.done()?;
    row.annulled_at = Some(work.now);
    changed(work, &file, row, "REFERRAL_ANNULLED").await
}

/// The lead's caseworker decides, and decides anew where the first decision was wrong.
pub(crate) async fn decide_referral(
    work: &mut Work<'_>,
    input: DecideReferralInput,
) -> Result<Done, Refusal> {
    let (file, mut row) = to_change(work, PATH, &input.referral_id).await?;
    file.require_caseworker()?;
    file.require_not_closed()?;
    check::standing(PATH, row.annulled_at.is_some())?;
    expect_version("expectedVersion", input.expected_version, row.version)?;
    let mut check = Check::default();
    let path = "redirectedToId";
    let id = input.redirected_to_id.as_ref();
    let redirected_to = directory::organisation(work, &mut check, path, id).await?;
    let decision = input.decision.0;
    check.that(
        id.is_none() || decision == ReferralDecision::Redirected,
        path,
        "leave it out unless the referral is redirected",
        "udelad den, når henvisningen ikke sendes videre",
    );
    row.decision_reason = check.optional("reason", input.reason.as_deref(), TEXT);
    check.flaws(decision_flaws(decision, row.decision_reason.as_deref(), id.is_some()));
    check.done()?;
    row.decision = Some(Code(decision));
    row.redirected_to = redirected_to.map(|organisation| organisation.id);
    row.decided_at = Some(work.now);
    row.decided_by = work.viewer().user.map(|user| user.0);
    changed(work, &file, row, "REFERRAL_DECIDED").await
}

/// Who refers, by the kind of organisation that sends.
fn referrer(kind: OrganisationKind) -> ReferrerKind {
    match kind {
        OrganisationKind::Hospital | OrganisationKind::RegionalPsychiatry => ReferrerKind::Hospital,
        OrganisationKind::GeneralPractice => ReferrerKind::GeneralPractice,
        kind if kind.is_municipal() => ReferrerKind::Municipal,
        _ => ReferrerKind::Other,
    }
}

/// Writes a referral with what is attached.
async fn insert(
    work: &Work<'_>,
    of: CaseOf,
    row: Model,
    attached: Vec<entity::referral_attachment::Model>,
    reference: Option<&ExternalReferenceInput>,
    event: &str,
) -> Result<Done, Refusal> {
    let id = row.id;
    work.insert(Model { citizen_id: of.citizen, case_id: of.case, ..row }).await?;
    attachment::insert(work, of, attached).await?;
    let target = Target::in_case(KIND, id, of.citizen, of.case);
    reference::attach(work, reference, target).await?;
    work.note_of(Some(of.citizen), Some(of.case), event, id).await?;
    Ok(Done::in_case(of.case, id))
}

async fn changed(
    work: &Work<'_>,
    file: &CaseFile,
    mut row: Model,
    event: &str,
) -> Result<Done, Refusal> {
    row.version += 1;
    let id = row.id;
    work.update(row).await?;
    work.changed(file, event, id).await?;
    Ok(Done::in_case(file.id(), id))
}

/// The case of a referral and its row, where the caller sees it.
async fn to_change(work: &mut Work<'_>, path: &str, id: &ID) -> Result<(CaseFile, Model), Refusal> {
    let (case, id) = check::in_case(path, id, KIND)?;
    seen(work, path, case, |_| Some(id)).await
}

/// The case and a referral of it, where the caller sees it.
async fn seen(
    work: &mut Work<'_>,
    path: &str,
    case: CaseRef,
    which: impl Fn(&CaseRows) -> Option<Uuid>,
) -> Result<(CaseFile, Model), Refusal> {
    let file = work.case(case, path, Parts::REFERRALS).await?;
    let id = which(&file.rows);
    let row = file.rows.referrals.iter().find(|row| Some(row.id) == id).cloned();
    let row = row.ok_or_else(|| Refusal::not_found(path))?;
    let holders = file.holders_of(row.organisation_id)?;
    let naming = match row.organisation_id {
        Some(id) => row_held_by(file.directory.organisation(id)?.kind),
        None => CategorySet::NONE,
    };
    let categories = CategorySet::of(&[Category::Health]).union(naming);
    if file.sees_held(&holders, categories, row.annulled_at.is_some()) {
        Ok((file, row))
    } else {
        Err(Refusal::not_found(path))
    }
}
