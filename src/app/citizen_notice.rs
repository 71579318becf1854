//! What the citizen must be told (underretninger).

use async_graphql::{ID, InputObject};
use chrono::{DateTime, Utc};
use entity::column::Code;
use law::forms::Channel;

use super::check::{self, Check};
use super::work::expect_version;
use super::{Done, Refusal, UserErrorCode, Work};
use crate::domain::EntityKind;
use crate::domain::of::Of;
use crate::store::Parts;

/// Records that the citizen was told (afgiv underretning).
#[derive(InputObject)]
pub(crate) struct DeliverCitizenNoticeInput {
    /// The notice (underretning).
    pub(crate) notice_id: ID,
    /// In writing or orally (form).
    pub(crate) channel: Of<Channel>,
    /// Delivered when; now where left out (afleveret).
    pub(crate) delivered_at: Option<DateTime<Utc>>,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// R14: records that the citizen was told. A closed case owes its notices too.
pub(crate) async fn deliver_citizen_notice(
    work: &mut Work<'_>,
    input: DeliverCitizenNoticeInput,
) -> Result<Done, Refusal> {
    let path = "noticeId";
    let (case, id) = check::in_case(path, &input.notice_id, EntityKind::CitizenNotice)?;
    let file = work.case(case, path, Parts::NOTICES).await?;
    file.require_coordination()?;
    let row = file.rows.notices.iter().find(|row| row.id == id).cloned();
    let mut row = row.ok_or_else(|| Refusal::not_found(path))?;
    if row.delivered_at.is_some() {
        let english = "the citizen was told of this";
        let danish = "borgeren er underrettet om dette";
        return Err(Refusal::user(UserErrorCode::IllegalState, path, english, danish));
    }
    expect_version("expectedVersion", input.expected_version, row.version)?;
    let at = input.delivered_at.unwrap_or(work.now);
    let mut check = Check::default();
    check.that(
        row.arisen_at <= at && at <= work.now,
        "deliveredAt",
        "state a time between when it arose and now",
        "angiv et tidspunkt mellem opståen og nu",
    );
    check.done()?;
    row.delivered_at = Some(at);
    row.delivered_by = work.viewer().user.map(|user| user.0);
    row.channel = Some(Code(input.channel.0));
    row.version += 1;
    work.update(row).await?;
    work.changed(&file, "CITIZEN_NOTICE_DELIVERED", id).await?;
    Ok(Done::in_case(case, id))
}
