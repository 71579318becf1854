//! What comes of a rehabilitation plan (R34): first contact, start of training, free choice, who is
//! responsible.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::column::Code;
use law::brain_injury::FreeChoice;
use law::brain_injury::rehabilitation_plan::free_choice_flaw;

use super::{PATH, changed, to_change};
use crate::app::check::{self, Check, patched};
use crate::app::work::expect_version;
use crate::app::{Done, Refusal, UserErrorCode, Work};
use crate::domain::dates::today;
use crate::domain::of::Of;
use crate::domain::scalars::Date;

/// Records what comes of a rehabilitation plan (opdatér genoptræningsforløb); what is left out
/// stands, null clears.
#[derive(InputObject)]
pub(crate) struct UpdateRehabilitationCourseInput {
    /// The plan (genoptræningsplan).
    pub(crate) plan_id: ID,
    /// Day of the first contact offered (tilbudt første kontakt).
    pub(crate) first_contact_offered: MaybeUndefined<Date>,
    /// Day on which training started, or is to (påbegyndt).
    pub(crate) started_on: MaybeUndefined<Date>,
    /// Free choice of who trains (frit valg), R34.
    pub(crate) free_choice: Option<Of<FreeChoice>>,
    /// Who is responsible (ansvarlig forvaltning).
    pub(crate) responsible_organisation_id: Option<ID>,
    /// From which day; today where left out (ansvarlig fra).
    pub(crate) responsible_from: Option<Date>,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// The lead's caseworker or coordinator records what comes of a plan.
pub(crate) async fn update_rehabilitation_course(
    work: &mut Work<'_>,
    input: UpdateRehabilitationCourseInput,
) -> Result<Done, Refusal> {
    let (file, mut row) = to_change(work, &input.plan_id).await?;
    file.require_coordination()?;
    file.require_not_closed()?;
    check::standing(PATH, row.annulled_at.is_some())?;
    expect_version("expectedVersion", input.expected_version, row.version)?;
    let mut check = Check::default();
    let offered = row.first_contact_offered.map(Date);
    row.first_contact_offered = patched(&input.first_contact_offered, offered).map(|day| day.0);
    row.started_on = patched(&input.started_on, row.started_on.map(Date)).map(|day| day.0);
    if let Some(to) = input.free_choice.filter(|to| to.0 != row.free_choice.0) {
        check.flaws(free_choice_flaw(row.free_choice.0, to.0));
        row.free_choice = Code(to.0);
        row.free_choice_at = Some(work.now);
    }
    let path = "responsibleOrganisationId";
    let from = input.responsible_from.map(|day| day.0);
    if let Some(id) = &input.responsible_organisation_id {
        let found = check.organisation(path, id, &file.directory);
        check.that(
            found.is_none_or(|organisation| organisation.kind.is_municipal()),
            path,
            "choose one of the municipality's administrations",
            "vælg en af kommunens forvaltninger",
        );
        row.responsible_organisation_id = found.map(|organisation| organisation.id.0);
        row.responsible_from = Some(from.unwrap_or_else(|| today(work.now)));
    } else if from.is_some() {
        check.error(
            UserErrorCode::Required,
            path,
            "name who is responsible from that day",
            "angiv, hvem der er ansvarlig fra den dag",
        );
    }
    for (path, day) in [
        ("firstContactOffered", row.first_contact_offered),
        ("startedOn", row.started_on),
        ("responsibleFrom", from),
    ] {
        if let Some(day) = day {
            check.near(path, day, today(work.now));
        }
    }
    check.done()?;
    changed(work, &file, row, "REHABILITATION_COURSE_UPDATED").await
}
