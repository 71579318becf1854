//! Who takes part in a case (deltagelse).

use async_graphql::{ID, InputObject};
use entity::column::Code;
use entity::participation;
use law::Flaw;
use law::facts::Organisation;
use law::forms::ParticipationOrigin;
use law::request::may_invite;
use law::words::OrganisationId;
use sea_orm::prelude::Uuid;

use super::check::{self, Check};
use super::reference::{ExternalReferenceInput, Sent};
use super::work::expect_version;
use super::{AppError, CaseFile, Done, Refusal, UserErrorCode, Work, directory};
use crate::domain::EntityKind;
use crate::store::Parts;

/// Lets an organisation take part in a case, by a unit or a person (tilføj deltagelse).
#[derive(InputObject)]
pub(crate) struct AddParticipationInput {
    /// The case (sag).
    pub(crate) case_id: ID,
    /// Who takes part; an effective clause or a statutory basis names it (organisation).
    pub(crate) organisation_id: ID,
    /// Its unit, whose caseworkers then have to do with the case (enhed).
    pub(crate) unit_id: Option<ID>,
    /// The person who has to do with the case (fagperson).
    pub(crate) professional_id: Option<ID>,
    /// The caller's own number of it; what it names already is not added twice, and who takes part
    /// is not exchanged under it (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Ends a participation (afslut deltagelse).
#[derive(InputObject)]
pub(crate) struct EndParticipationInput {
    /// The participation (deltagelse).
    pub(crate) participation_id: ID,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

const KIND: EntityKind = EntityKind::Participation;

/// Lets an organisation take part from now on. What it sees then is what consents and bases open
/// to it; without one that names it, there is nothing to take part in (R17).
pub(crate) async fn add_participation(
    work: &mut Work<'_>,
    input: AddParticipationInput,
) -> Result<Done, Refusal> {
    let case_id = check::case_id("caseId", &input.case_id)?;
    let file = work.case(case_id, "caseId", Parts::FACTS).await?;
    file.require_coordination()?;
    let reference = input.external_reference.as_ref();
    let sent = Sent::in_case::<participation::Model>(work, reference, &file).await?;
    let goes_on = |row: &participation::Model| row.to_at.is_none_or(|end| work.now < end);
    let held = sent.row(&file.rows.participations, goes_on)?;
    if held.is_none() {
        file.require_not_closed()?;
    }
    let mut check = Check::default();
    let path = "organisationId";
    let organisation =
        directory::organisation(work, &mut check, path, Some(&input.organisation_id)).await?;
    let id = organisation.as_ref().map(|organisation| organisation.id);
    let unit = input.unit_id.as_ref();
    let unit = directory::unit_of(work, &mut check, "unitId", unit, id).await?;
    let user = input.professional_id.as_ref();
    let user = directory::professional(work, &mut check, "professionalId", user).await?;
    if input.unit_id.is_none() && input.professional_id.is_none() {
        check.error(
            UserErrorCode::Required,
            "unitId",
            "name the unit or the person who takes part",
            "angiv den enhed eller person, der deltager",
        );
    }
    let (unit, user) = (unit.map(|unit| unit.id), user.map(|user| user.id));
    if let Some(held) = held {
        check.done()?;
        let organisation_id = id.unwrap_or_default();
        let next =
            participation::Model { organisation_id, unit_id: unit, user_id: user, ..held.clone() };
        let other = (
            "the reference names another's part; end that, and add this one under its own",
            "referencen tilhører en andens deltagelse; afslut den, og tilføj denne under sin egen",
        );
        return sent.same(work, &file, (held, &next), other).await;
    }
    if let (Some(organisation), Some(user)) = (id, user) {
        let works_there = directory::works_in(work, user, organisation, unit).await?;
        check.that(
            works_there,
            "professionalId",
            "name someone who works there now",
            "angiv en, der er tilknyttet dér nu",
        );
    }
    if let Some(organisation) = &organisation {
        let organisation =
            Organisation { id: OrganisationId(organisation.id), kind: organisation.kind.0 };
        let flaw = may_invite(file.law.facts(), organisation, work.now);
        check.flaws(flaw.map(|flaw| Flaw { path: path.to_owned(), ..flaw }));
    }
    check.done()?;
    let organisation_id = id.unwrap_or_default();
    let (mut unit_held, mut user_held) = (false, false);
    for held in in_force(&file, work, organisation_id) {
        unit_held |= unit.is_some() && held.unit_id == unit;
        user_held |= user.is_some() && held.user_id == user;
    }
    if (unit_held || unit.is_none()) && (user_held || user.is_none()) {
        let english = "they take part already";
        return Err(Refusal::user(UserErrorCode::Taken, path, english, "de deltager allerede"));
    }
    let row = participation::Model {
        citizen_id: file.citizen(),
        id: work.id(),
        case_id: case_id.id,
        case_opened_at: file.rows.case_row()?.opened_at,
        organisation_id,
        unit_id: unit,
        user_id: user,
        origin: Code(ParticipationOrigin::Coordinator),
        from_at: work.now,
        to_at: None,
        version: 1,
    };
    sent.first(work, &file, row, "PARTICIPATION_ADDED").await
}

/// Ends a participation now: from then on it opens nothing.
pub(crate) async fn end_participation(
    work: &mut Work<'_>,
    input: EndParticipationInput,
) -> Result<Done, Refusal> {
    let path = "participationId";
    let (case, id) = check::in_case(path, &input.participation_id, KIND)?;
    let file = work.case(case, path, Parts::FACTS).await?;
    file.require_coordination()?;
    let row = file.rows.participations.iter().find(|row| row.id == id).cloned();
    let mut row = row.ok_or_else(|| Refusal::not_found(path))?;
    if row.to_at.is_some_and(|end| end <= work.now) {
        let english = "it has ended; add a new one";
        let danish = "den er afsluttet; tilføj en ny";
        return Err(Refusal::user(UserErrorCode::IllegalState, path, english, danish));
    }
    expect_version("expectedVersion", input.expected_version, row.version)?;
    row.to_at = Some(work.now);
    row.version += 1;
    work.update(row).await?;
    work.changed(&file, "PARTICIPATION_ENDED", id).await?;
    Ok(Done::in_case(case, id))
}

/// Lets a unit or a person of an organisation take part from now on, as what they were asked for or
/// given makes them; one that was to leave stays.
pub(super) async fn take_part(
    work: &Work<'_>,
    file: &CaseFile,
    (organisation, unit, user): (Uuid, Option<Uuid>, Option<Uuid>),
    origin: ParticipationOrigin,
) -> Result<(), AppError> {
    if unit.is_none() && user.is_none() {
        return Ok(());
    }
    let now = work.now;
    let same = |p: &participation::Model| {
        (p.organisation_id, p.unit_id, p.user_id) == (organisation, unit, user)
            && p.from_at <= now
            && p.to_at.is_none_or(|end| now < end)
    };
    match file.rows.participations.iter().find(|p| same(p)) {
        Some(held) if held.to_at.is_none() => Ok(()),
        Some(held) => {
            let mut row = held.clone();
            row.to_at = None;
            row.version += 1;
            let id = row.id;
            work.update(row).await?;
            work.changed(file, "PARTICIPATION_EXTENDED", id).await
        }
        None => {
            let id = work.id();
            work.insert(participation::Model {
                citizen_id: file.citizen(),
                id,
                case_id: file.id(),
                case_opened_at: file.rows.case_row()?.opened_at,
                organisation_id: organisation,
                unit_id: unit,
                user_id: user,
                origin: Code(origin),
                from_at: now,
                to_at: None,
                version: 1,
            })
            .await?;
            work.changed(file, "PARTICIPATION_BEGUN", id).await
        }
    }
}

fn in_force<'f>(
    file: &'f CaseFile,
    work: &Work<'_>,
    organisation: Uuid,
) -> impl Iterator<Item = &'f participation::Model> + use<'f> {
    let now = work.now;
    file.rows.participations.iter().filter(move |row| {
        row.organisation_id == organisation && row.to_at.is_none_or(|end| now < end)
    })
}
