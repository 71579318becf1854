//! What is attached to a referral (bilag): where each document is kept, and its checksum.

use async_graphql::{ID, InputObject};
use entity::column::Code;
use entity::referral_attachment::Model;
use law::CategorySet;
use law::brain_injury::AttachmentKind;
use sea_orm::prelude::Uuid;

use super::{seen, to_change};
use crate::app::case_target::CaseOf;
use crate::app::check::{self, Check, LINE, TEXT};
use crate::app::work::expect_version;
use crate::app::{AppError, Done, Refusal, UserErrorCode, Work};
use crate::domain::EntityKind;
use crate::domain::dates::today;
use crate::domain::of::Of;
use crate::domain::scalars::Date;
use crate::store::CaseRows;

/// Something attached (bilag); the document itself is kept apart.
#[derive(InputObject)]
pub(crate) struct ReferralAttachmentInput {
    /// Kind (bilagstype).
    pub(crate) kind: Of<AttachmentKind>,
    /// Title (titel).
    pub(crate) title: String,
    /// Where the document is kept (henvisning til dokumentet).
    pub(crate) reference: String,
    /// Its SHA-256 (kontrolsum).
    pub(crate) sha256: Option<String>,
    /// Date of the document (dato).
    pub(crate) date: Option<Date>,
}

/// Attaches something to a referral (tilføj bilag).
#[derive(InputObject)]
pub(crate) struct AddReferralAttachmentInput {
    /// The referral (henvisning).
    pub(crate) referral_id: ID,
    /// What is attached (bilag).
    #[graphql(flatten)]
    pub(crate) attachment: ReferralAttachmentInput,
    /// The version of the referral that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Annuls what was attached wrongly (annullér bilag).
#[derive(InputObject)]
pub(crate) struct AnnulReferralAttachmentInput {
    /// What was attached (bilag).
    pub(crate) attachment_id: ID,
    /// Why (begrundelse).
    pub(crate) reason: String,
    /// The version of the referral that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

impl ReferralAttachmentInput {
    /// The row of it, in no case yet; `at` is where it stands in the input.
    fn check(&self, check: &mut Check, at: &str, work: &Work<'_>, referral_id: Uuid) -> Model {
        let path = |name: &str| check::under(at, name);
        let day = self.date.map(|day| day.0);
        let today = today(work.now);
        if let Some(day) = day {
            check.that(
                day <= today,
                &path("date"),
                "the day lies in the future; state the date of the document",
                "dagen ligger i fremtiden; angiv dokumentets dato",
            );
            check.in_living_memory(&path("date"), day, today);
        }
        Model {
            citizen_id: Uuid::nil(),
            id: work.id(),
            case_id: Uuid::nil(),
            referral_id,
            kind: Code(self.kind.0),
            title: check.required(&path("title"), &self.title, LINE),
            reference: check.required(&path("reference"), &self.reference, LINE * 5),
            sha256: check.sha256(&path("sha256"), self.sha256.as_deref()),
            date: day,
            recorded_at: work.now,
            annulled_at: None,
            annul_reason: None,
        }
    }
}

/// What comes attached, checked.
pub(super) fn attached(
    inputs: &[ReferralAttachmentInput],
    check: &mut Check,
    work: &Work<'_>,
    referral: Uuid,
) -> Vec<Model> {
    check.few("attachments", inputs.len());
    let one = |(i, input): (usize, &ReferralAttachmentInput)| {
        input.check(check, &format!("attachments[{i}]"), work, referral)
    };
    inputs.iter().enumerate().map(one).collect()
}

/// Writes what comes attached, in the case of its referral.
pub(super) async fn insert(work: &Work<'_>, of: CaseOf, rows: Vec<Model>) -> Result<(), AppError> {
    for row in rows {
        work.insert(Model { citizen_id: of.citizen, case_id: of.case, ..row }).await?;
    }
    Ok(())
}

/// Attaches something: by who sent the referral.
pub(crate) async fn add_referral_attachment(
    work: &mut Work<'_>,
    input: AddReferralAttachmentInput,
) -> Result<Done, Refusal> {
    let (file, mut referral) = to_change(work, "referralId", &input.referral_id).await?;
    file.require_sender(referral.organisation_id)?;
    file.require_not_closed()?;
    check::standing("referralId", referral.annulled_at.is_some())?;
    expect_version("expectedVersion", input.expected_version, referral.version)?;
    let mut check = Check::default();
    let of = CaseOf { citizen: file.citizen(), case: file.id() };
    let row = input.attachment.check(&mut check, "", work, referral.id);
    check.done()?;
    let id = row.id;
    insert(work, of, vec![row]).await?;
    referral.version += 1;
    work.update(referral).await?;
    work.changed(&file, "REFERRAL_ATTACHMENT_ADDED", id).await?;
    Ok(Done::in_case(file.id(), id))
}

/// Annuls what was attached: by who sent the referral.
pub(crate) async fn annul_referral_attachment(
    work: &mut Work<'_>,
    input: AnnulReferralAttachmentInput,
) -> Result<Done, Refusal> {
    const PATH: &str = "attachmentId";
    let kind = EntityKind::ReferralAttachment;
    let (case, id) = check::in_case(PATH, &input.attachment_id, kind)?;
    let found = |rows: &CaseRows| rows.attachments.iter().find(|row| row.id == id).cloned();
    let of = |rows: &CaseRows| found(rows).map(|row| row.referral_id);
    let (file, mut referral) = seen(work, PATH, case, of).await?;
    // One that was annulled stays with who holds it, as a referral does.
    let holders = file.holders_of(referral.organisation_id)?;
    let shown =
        |row: &Model| file.sees_held(&holders, CategorySet::NONE, row.annulled_at.is_some());
    let row = found(&file.rows).filter(shown);
    let mut row = row.ok_or_else(|| Refusal::not_found(PATH))?;
    file.require_sender(referral.organisation_id)?;
    expect_version("expectedVersion", input.expected_version, referral.version)?;
    let mut check = Check::default();
    row.annul_reason = Some(check.required("reason", &input.reason, TEXT));
    if row.annulled_at.is_some() {
        let english = "it is annulled already";
        check.error(UserErrorCode::IllegalState, PATH, english, "det er allerede annulleret");
    }
    check.done()?;
    row.annulled_at = Some(work.now);
    work.update(row).await?;
    referral.version += 1;
    work.update(referral).await?;
    work.changed(&file, "REFERRAL_ATTACHMENT_ANNULLED", id).await?;
    Ok(Done::in_case(file.id(), id))
}
