//! Who sits at a meeting of the council (medlemmer).

use async_graphql::{ID, InputObject};
use chrono::NaiveDate;
use entity::column::Code;
use entity::council_member::Model;
use law::facts::Organisation;
use law::forms::Attendance;
use law::{Fault, Flaw, Rule};
use sea_orm::prelude::Uuid;

use crate::app::check::{Check, LINE, under};
use crate::app::named::is_member;
use crate::app::{UserErrorCode, Work};
use crate::domain::{EntityKind, GlobalId};
use crate::store::Directory;

/// Most seats of a meeting.
const MOST: usize = 50;

/// A seat at a meeting of the council (medlem): an administration's, by its unit or a person.
#[derive(InputObject, Clone, Debug)]
pub(crate) struct CouncilMemberInput {
    /// Administration (forvaltning).
    pub(crate) organisation_id: ID,
    /// Its unit, whose caseworkers sit in for each other (enhed).
    pub(crate) unit_id: Option<ID>,
    /// The person who sits (fagperson).
    pub(crate) professional_id: Option<ID>,
    /// Name, of who is not in the directory (navn).
    pub(crate) name: Option<String>,
}

/// A seat that was found in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seated {
    pub(super) organisation: Organisation,
    unit: Option<Uuid>,
    professional: Option<Uuid>,
    name: Option<String>,
}

impl Seated {
    /// The row of a meeting; nobody has come yet.
    pub(super) fn row(self, work: &Work<'_>, meeting: Uuid, position: i32) -> Model {
        Model {
            id: work.id(),
            council_meeting_id: meeting,
            organisation_id: self.organisation.id.0,
            unit_id: self.unit,
            professional_id: self.professional,
            name: self.name,
            attendance: Code(Attendance::Invited),
            position,
        }
    }
}

/// Finds what the seats name, and tells all that is wrong with them: they are the municipality's
/// administrations, and who convenes sits.
pub(super) fn seated(
    check: &mut Check,
    directory: &Directory,
    (convenes, day): (Organisation, NaiveDate),
    members: &[CouncilMemberInput],
) -> Vec<Seated> {
    check.that(members.len() <= MOST, "members", "too many seats", "for mange pladser");
    let mut found: Vec<Seated> = Vec::new();
    for (index, member) in members.iter().enumerate().take(MOST) {
        let path = format!("members[{index}]");
        let Some(seat) = one(check, directory, day, &path, member) else { continue };
        if found.contains(&seat) {
            let (english, danish) = ("they have a seat already", "de har allerede en plads");
            check.error(UserErrorCode::Taken, &path, english, danish);
        }
        found.push(seat);
    }
    let sits = found.iter().any(|seat| seat.organisation.id == convenes.id);
    if !sits && members.len() <= MOST {
        check.error(
            UserErrorCode::Required,
            "members",
            "your administration convenes, and sits; name its seat",
            "forvaltningen indkalder og deltager; angiv dens plads",
        );
    }
    found
}

fn one(
    check: &mut Check,
    directory: &Directory,
    day: NaiveDate,
    path: &str,
    member: &CouncilMemberInput,
) -> Option<Seated> {
    let at = under(path, "organisationId");
    let organisation = check.organisation(&at, &member.organisation_id, directory);
    if organisation.is_some_and(|organisation| !organisation.kind.is_municipal()) {
        check.flaws([Flaw { fault: Fault::NotMunicipal, rule: Rule::R32, path: at }]);
    }
    let unit_id = member.unit_id.as_ref();
    let unit = check.unit(&under(path, "unitId"), unit_id, organisation, directory);
    let person = member.professional_id.as_ref();
    let of = organisation.map(|organisation| (organisation, day));
    let professional = check.professional(&under(path, "professionalId"), person, of, directory);
    if unit_id.is_none() && person.is_none() {
        check.error(
            UserErrorCode::Required,
            &under(path, "unitId"),
            "name the unit or the person that sits",
            "angiv den enhed eller person, der deltager",
        );
    }
    let name = check.optional(&under(path, "name"), member.name.as_deref(), LINE);
    Some(Seated { organisation: organisation?, unit, professional, name })
}

/// A professional who leads the meeting or takes its minutes: of an administration that sits.
pub(super) fn official(
    check: &mut Check,
    directory: &Directory,
    path: &str,
    id: Option<&ID>,
    (seats, day): (&[Organisation], NaiveDate),
) -> Option<Uuid> {
    let person = GlobalId::of_kind(id?, EntityKind::Professional)
        .filter(|id| id.case.is_none())
        .and_then(|id| directory.professionals.get(&id.id))
        .filter(|row| row.annulled_at.is_none())
        .map(|row| row.id);
    let person = check.found(path, person)?;
    let sits = seats.iter().any(|seat| is_member(directory, person, seat.id.0, day));
    check.that(
        sits,
        path,
        "choose someone of an administration that sits",
        "vælg en fra en forvaltning, der deltager",
    );
    sits.then_some(person)
}
