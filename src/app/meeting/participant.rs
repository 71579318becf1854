//! Who takes part in a meeting (deltagere).

use async_graphql::{ID, InputObject};
use chrono::NaiveDate;
use entity::column::Code;
use entity::{agenda_item, meeting_participant};
use law::forms::{Attendance, ParticipantKind};
use law::request::may_invite;
use sea_orm::prelude::Uuid;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};

use super::{MeetingFile, PARTS, coordinate, organisation};
use crate::app::check::{self, Check, LINE, under};
use crate::app::reference::{self, ExternalReferenceInput, Sent};
use crate::app::work::expect_version;
use crate::app::{CaseFile, Done, Refusal, UserErrorCode, Work};
use crate::dkk::meeting::Act;
use crate::domain::EntityKind;
use crate::domain::dates::today;
use crate::domain::of::Of;

/// Most participants of one meeting.
pub(super) const MOST: usize = 100;

/// Someone to be invited to a meeting (deltager).
#[derive(InputObject, Clone, Debug)]
pub(crate) struct ParticipantInput {
    /// In what capacity (rolle).
    pub(crate) kind: Of<ParticipantKind>,
    /// Name (navn); taken from the professional, the unit or the citizen where left out.
    pub(crate) name: Option<String>,
    /// Organisation that takes part (organisation); required of a PROFESSIONAL.
    pub(crate) organisation_id: Option<ID>,
    /// Unit of the organisation (enhed); its caseworkers take part.
    pub(crate) unit_id: Option<ID>,
    /// Professional of the organisation (fagperson).
    pub(crate) professional_id: Option<ID>,
    /// The caller's own number of it; who it names already is not invited twice, and gets the name
    /// that is sent (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
}

/// A participant that was found in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Invited {
    kind: ParticipantKind,
    name: String,
    organisation: Option<Uuid>,
    unit: Option<Uuid>,
    professional: Option<Uuid>,
}

impl Invited {
    /// Whether a participant is this one already.
    fn is(&self, row: &meeting_participant::Model) -> bool {
        let same = (row.organisation_id, row.unit_id, row.professional_id)
            == (self.organisation, self.unit, self.professional);
        let person = self.organisation.is_some() || self.kind == ParticipantKind::Citizen;
        row.kind.0 == self.kind && same && (person || row.name == self.name)
    }

    /// The row of a meeting.
    pub(super) fn row(
        self,
        file: &CaseFile,
        (meeting, id, position): (Uuid, Uuid, i32),
    ) -> meeting_participant::Model {
        meeting_participant::Model {
            citizen_id: file.citizen(),
            id,
            case_id: file.id(),
            meeting_id: meeting,
            kind: Code(self.kind),
            name: self.name,
            organisation_id: self.organisation,
            unit_id: self.unit,
            professional_id: self.professional,
            attendance: Code(Attendance::Invited),
            absence_reason: None,
            position,
            version: 1,
        }
    }

    /// What is sent of a participant who stands: the name may be another, the one who is meant not.
    fn over(
        self,
        check: &mut Check,
        path: &str,
        held: &meeting_participant::Model,
    ) -> meeting_participant::Model {
        let meant = (held.kind.0, held.organisation_id, held.unit_id, held.professional_id)
            == (self.kind, self.organisation, self.unit, self.professional);
        check.that(
            meant,
            path,
            "the reference names another participant; remove that one, and invite this one anew",
            "referencen tilhører en anden deltager; fjern vedkommende, og indkald denne på ny",
        );
        meeting_participant::Model { name: self.name, ..held.clone() }
    }
}

/// Invites whom an input names, under the number that it carries; whoever is invited under it
/// already gets the name that is sent. Whether anything is another now, and who it is.
pub(super) async fn put(
    work: &Work<'_>,
    open: &MeetingFile,
    path: &str,
    input: &ParticipantInput,
    present: &mut Vec<meeting_participant::Model>,
) -> Result<(bool, Uuid), Refusal> {
    let file = &open.file;
    let mut check = Check::default();
    let number = number(path);
    let reference = input.external_reference.as_ref();
    let sent = Sent::in_case_at::<meeting_participant::Model>(work, &number, reference, file);
    let sent = sent.await?;
    let of_meeting = |p: &meeting_participant::Model| p.meeting_id == open.meeting.id;
    let held = sent.row(&file.rows.participants, of_meeting)?;
    if let Some(held) = held {
        let Some(invited) = describe(&mut check, (work, file), path, input) else {
            check.done()?;
            return Err(Refusal::not_found(path));
        };
        let next = invited.over(&mut check, path, held);
        check.done()?;
        let changed = next != *held;
        if changed {
            open.require(Act::Arrange)?;
        }
        sent.over(work, file, held, next, "PARTICIPANT_CHANGED").await?;
        return Ok((changed, held.id));
    }
    open.require(Act::Arrange)?;
    let invited = resolve(&mut check, (work, file), path, input)?;
    if let Some(invited) = &invited {
        once(&mut check, path, invited, present.iter());
    }
    at_most(&mut check, path, present.len() < MOST);
    check.done()?;
    let invited = invited.ok_or_else(|| Refusal::not_found(path))?;
    let position = present.last().map_or(0, |last| last.position + 1);
    let row = invited.row(file, (open.meeting.id, work.id(), position));
    let id = row.id;
    sent.first(work, file, row.clone(), "PARTICIPANT_ADDED").await?;
    present.push(row);
    Ok((true, id))
}

/// A meeting has room for those who are invited.
pub(super) fn at_most(check: &mut Check, path: &str, has_room: bool) {
    let english = format!("a meeting has at most {MOST} participants; invite fewer");
    let danish = format!("et møde har højst {MOST} deltagere; indkald færre");
    check.that(has_room, path, &english, &danish);
}

/// Where the number of a participant stands in the input.
fn number(path: &str) -> String {
    under(path, "externalReference")
}

/// Whether a participant stands as an input names them, under its number where it has one.
pub(super) fn stands(
    check: &mut Check,
    (work, open): (&Work<'_>, &MeetingFile),
    path: &str,
    input: &ParticipantInput,
    named: Option<Uuid>,
) -> bool {
    let Some(invited) = describe(check, (work, &open.file), path, input) else { return true };
    let mut present = open.participants().into_iter();
    present.any(|row| named.is_none_or(|id| id == row.id) && invited.is(row))
}

/// Finds what an input names, and tells all that is wrong with it: an organisation that no
/// effective clause or basis names cannot be invited (R17).
pub(super) fn resolve(
    check: &mut Check,
    (work, file): (&Work<'_>, &CaseFile),
    path: &str,
    input: &ParticipantInput,
) -> Result<Option<Invited>, Refusal> {
    let invited = describe(check, (work, file), path, input);
    let named = input.organisation_id.as_ref();
    let named = named.and_then(|id| check::outside(path, id, EntityKind::Organisation).ok());
    if let Some(id) = named.filter(|id| in_use(file, *id, EntityKind::Organisation)) {
        let organisation = organisation(file, id)?;
        let flaw = may_invite(file.law.facts(), organisation, work.now);
        let path = under(path, "organisationId");
        check.flaws(flaw.map(|flaw| law::Flaw { path, ..flaw }));
    }
    Ok(invited)
}

/// Finds whom an input names, as the form asks for them.
fn describe(
    check: &mut Check,
    (work, file): (&Work<'_>, &CaseFile),
    path: &str,
    input: &ParticipantInput,
) -> Option<Invited> {
    let kind = input.kind.0;
    let day = today(work.now);
    let id = |check: &mut Check, field: &str, id: &Option<ID>, kind: EntityKind| {
        let path = under(path, field);
        let id = id.as_ref()?;
        let found = check::outside(&path, id, kind).ok();
        let known = found.filter(|id| in_use(file, *id, kind));
        if known.is_none() {
            check.unknown(&path);
        }
        known
    };
    let organisation_id =
        id(check, "organisationId", &input.organisation_id, EntityKind::Organisation);
    let unit = id(check, "unitId", &input.unit_id, EntityKind::Unit);
    let professional =
        id(check, "professionalId", &input.professional_id, EntityKind::Professional);
    let named = input.unit_id.is_some() || input.professional_id.is_some();
    match kind {
        ParticipantKind::Citizen | ParticipantKind::Representative | ParticipantKind::Relative => {
            check.that(
                input.organisation_id.is_none() && !named,
                &under(path, "organisationId"),
                "this participant stands for no organisation; leave it out",
                "deltageren repræsenterer ingen organisation; udelad den",
            );
        }
        ParticipantKind::Professional | ParticipantKind::Interpreter => {
            let needed = kind == ParticipantKind::Professional || named;
            if needed && input.organisation_id.is_none() {
                check.required(&under(path, "organisationId"), "", LINE);
            }
            // An invitation that reaches neither a unit nor a person reaches nobody.
            if input.organisation_id.is_some() && !named {
                check.error(
                    UserErrorCode::Required,
                    &under(path, "unitId"),
                    "name the unit or the professional that is invited",
                    "angiv den enhed eller fagperson, der indkaldes",
                );
            }
        }
    }
    if let Some(organisation_id) = organisation_id {
        let belongs = unit.is_none_or(|unit| {
            file.directory.units.get(&unit).is_some_and(|u| u.organisation_id == organisation_id)
        });
        let works =
            professional.is_none_or(|person| works_in(file, person, organisation_id, unit, day));
        check.that(
            belongs,
            &under(path, "unitId"),
            "the unit is of another organisation",
            "enheden hører til en anden organisation",
        );
        check.that(
            works || !belongs,
            &under(path, "professionalId"),
            "the professional does not work there today",
            "fagpersonen arbejder der ikke i dag",
        );
    }
    let given = check.optional(&under(path, "name"), input.name.as_deref(), LINE);
    let directory = &file.directory;
    let name = given
        .or_else(|| Some(directory.professionals.get(&professional?)?.name.clone()))
        .or_else(|| Some(directory.units.get(&unit?)?.name.clone()))
        .or_else(|| {
            let citizen = file.rows.citizens.first()?;
            (kind == ParticipantKind::Citizen).then(|| citizen.name.clone())
        });
    let Some(name) = name else {
        // Whoever is invited for an organisation has the name of its person or unit: what is wrong
        // with those is told already.
        let for_organisation = match kind {
            ParticipantKind::Professional => true,
            ParticipantKind::Interpreter => named || input.organisation_id.is_some(),
            _ => false,
        };
        if !for_organisation {
            check.required(&under(path, "name"), "", LINE);
        }
        return None;
    };
    Some(Invited { kind, name, organisation: organisation_id, unit, professional })
}

/// Whether the directory has the entry, and it stands.
pub(crate) fn in_use(file: &CaseFile, id: Uuid, kind: EntityKind) -> bool {
    let directory = &file.directory;
    match kind {
        EntityKind::Organisation => {
            directory.organisations.get(&id).is_some_and(|o| o.annulled_at.is_none())
        }
        EntityKind::Unit => directory.units.get(&id).is_some_and(|u| u.annulled_at.is_none()),
        EntityKind::Professional => {
            directory.professionals.get(&id).is_some_and(|p| p.annulled_at.is_none())
        }
        _ => false,
    }
}

/// Whether a professional works in an organisation, and in a unit of it where one is named.
pub(crate) fn works_in(
    file: &CaseFile,
    person: Uuid,
    organisation: Uuid,
    unit: Option<Uuid>,
    day: NaiveDate,
) -> bool {
    file.directory.memberships.get(&person).is_some_and(|memberships| {
        memberships.iter().any(|m| {
            m.organisation_id == organisation
                && (unit.is_none() || m.unit_id == unit)
                && m.from_date <= day
                && m.to_date.is_none_or(|end| day < end)
        })
    })
}

/// Tells of someone who is invited twice.
pub(super) fn once<'a>(
    check: &mut Check,
    path: &str,
    invited: &Invited,
    present: impl IntoIterator<Item = &'a meeting_participant::Model>,
) {
    if present.into_iter().any(|row| invited.is(row)) {
        let english = "this participant is invited already";
        check.error(UserErrorCode::Taken, path, english, "deltageren er allerede indkaldt");
    }
}

/// Adds a participant to a meeting (tilføj deltager).
#[derive(InputObject)]
pub(crate) struct AddParticipantInput {
    /// The meeting (møde).
    pub(crate) meeting_id: ID,
    /// Who (deltager).
    pub(crate) participant: ParticipantInput,
    /// The meeting's version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Adds a participant; whoever is added after the agenda went out gets it when it is sent again.
pub(crate) async fn add_participant(
    work: &mut Work<'_>,
    input: AddParticipantInput,
) -> Result<Done, Refusal> {
    let open = coordinate(work, &input.meeting_id, None, PARTS).await?;
    let reference = input.participant.external_reference.as_ref();
    let kind = EntityKind::MeetingParticipant;
    // Whoever is sent again came with an older version of the meeting.
    let number = number("participant");
    if Sent::at(work, &number, reference, Some(kind)).await?.target().is_none() {
        expect_version("expectedVersion", input.expected_version, open.meeting.version)?;
    }
    let mut present: Vec<_> = open.participants().into_iter().cloned().collect();
    let (changed, id) = put(work, &open, "participant", &input.participant, &mut present).await?;
    if changed {
        open.change(work, |_| ()).await?;
    }
    Ok(Done::in_case(open.file.id(), id))
}

/// Removes a participant from a meeting (fjern deltager).
#[derive(InputObject)]
pub(crate) struct RemoveParticipantInput {
    /// The participant (deltager).
    pub(crate) participant_id: ID,
    /// The meeting's version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Removes a participant. What the invitation opened ends with it (R15), unless another meeting
/// that was sent invites the same one.
pub(crate) async fn remove_participant(
    work: &mut Work<'_>,
    input: RemoveParticipantInput,
) -> Result<Done, Refusal> {
    let path = "participantId";
    let (case, id) = check::in_case(path, &input.participant_id, EntityKind::MeetingParticipant)?;
    let file = work.case(case, path, PARTS).await?;
    file.require_coordination()?;
    file.require_not_closed()?;
    let found = file.rows.participants.iter().find(|p| p.id == id).cloned();
    let participant = found.ok_or_else(|| Refusal::not_found(path))?;
    let open = MeetingFile::find(file, path, |m| m.id == participant.meeting_id)?;
    let expected = input.expected_version;
    expect_version("expectedVersion", expected, open.meeting.version)?;
    open.require(Act::Arrange)?;
    super::invite::withdraw(work, &open, &participant, false).await?;
    for item in open.file.rows.items.iter().filter(|i| i.responsible_id == Some(id)) {
        let mut row: agenda_item::ActiveModel = item.clone().into_active_model();
        row.responsible_id = Set(None);
        row.version = Set(item.version + 1);
        row.update(&work.txn).await?;
    }
    let key = (participant.citizen_id, participant.id);
    meeting_participant::Entity::delete_by_id(key).exec(&work.txn).await?;
    reference::forget(work, id).await?;
    let kept = |held: Option<Uuid>| held.filter(|held| *held != id);
    let (minute_taker, chair) = (kept(open.meeting.minute_taker_id), kept(open.meeting.chair_id));
    open.change(work, |row| {
        row.minute_taker_id = Set(minute_taker);
        row.chair_id = Set(chair);
    })
    .await?;
    work.changed(&open.file, "PARTICIPANT_REMOVED", id).await?;
    Ok(Done::in_case(open.file.id(), open.meeting.id))
}
