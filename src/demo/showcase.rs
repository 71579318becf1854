//! The case that shows what the program does; see the module's own words.

use law::forms::{
    CaseStatus, EnquiryOutcome, MeetingKind, MeetingState, OpenedBy, ParticipationOrigin,
    RepresentativeKind, RequestState, Whereabouts,
};
use law::{Category, CategorySet, Direction, OrganisationKind};
use uuid::Uuid;

use super::calendar::Calendar;
use super::cases::blank;
use super::consents::{Side, grant, written};
use super::directory::{BIF, DROP_IN, HOSPITAL, HOUSING, Office, PSYCHIATRY, Person, SOF, Town};
use super::draft::{Draft, Partner, Statement, only};
use super::meetings::MeetingSpec;
use super::numbers::replacement;
use super::texts::{self, TOPICS};
use crate::store::StoreError;

use Category::{Economy, Employment, Health, Housing, Network, Process, Social};
use Direction::{Collect, Disclose, JournalRead};
use law::forms::{ActorGroup as G, ActorRole as R};

/// The unit that has the case: Nørrebro.
pub(super) const UNIT: usize = 3;
/// The unit that has nothing to do with it: Amager.
pub(super) const OTHER_UNIT: usize = 0;

/// Ids and number of the showcase.
#[derive(Clone, Debug)]
pub(super) struct Identity {
    pub(super) citizen: Uuid,
    pub(super) case: Uuid,
    pub(super) representative: Uuid,
    pub(super) cpr: String,
}

/// Who the showcase is about; the same as in the rows.
pub(super) fn identity(town: &Town, calendar: Calendar, seed: u64) -> Identity {
    let mut draft = blank(town, calendar, seed, 0, UNIT);
    let representative = draft.new_id();
    let cpr = replacement(birth(), 0);
    Identity { citizen: draft.citizen, case: draft.id, representative, cpr }
}

/// The showcase's citizen is born on the same day in every demo, so that examples can name the
/// number.
fn birth() -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(1985, 8, 5).unwrap_or_default()
}

/// The person who leads, and those who do the work, in a unit.
pub(super) fn lead(office: &Office) -> &Person {
    &office.staff[0]
}
/// The coordinator of the showcase, and everywhere the first of a unit's workers.
pub(super) fn worker(office: &Office) -> &Person {
    &office.staff[1]
}
/// A colleague.
pub(super) fn colleague(office: &Office) -> &Person {
    &office.staff[2]
}

/// The brain-injury coordinator.
pub(super) fn brain_injury_worker(office: &Office) -> &Person {
    &office.staff[3]
}

/// Roles of the map: 26 rows in all eight groups.
const ROLES: &[(G, R)] = &[
    (G::Treatment, R::GeneralPractitioner),
    (G::Treatment, R::Specialist),
    (G::Treatment, R::DistrictPsychiatry),
    (G::Treatment, R::Opus),
    (G::Treatment, R::Psychologist),
    (G::Treatment, R::Hospital),
    (G::Treatment, R::OtherTreatment),
    (G::PrisonAndProbation, R::ProbationContact),
    (G::DailyLifeAtHome, R::CareAssessor),
    (G::DailyLifeAtHome, R::HomeHelper),
    (G::DailyLifeAtHome, R::HomeNurse),
    (G::DailyLifeAtHome, R::HomeSupervisor),
    (G::DailyLifeAtHome, R::SupportAndContactPerson),
    (G::Housing, R::HousingAdviser),
    (G::WorkActivitySupport, R::Employer),
    (G::WorkActivitySupport, R::JobCentreContact),
    (G::WorkActivitySupport, R::OtherEmploymentActor),
    (G::SocialAdministration, R::Caseworker),
    (G::SocialAdministration, R::OtherSocial),
    (G::Interpreters, R::Interpreter),
    (G::PrivateNetwork, R::Spouse),
    (G::PrivateNetwork, R::Children),
    (G::PrivateNetwork, R::Children),
    (G::PrivateNetwork, R::Family),
    (G::PrivateNetwork, R::NeighboursFriends),
    (G::PrivateNetwork, R::DropInCentre),
];

/// The showcase, in rows.
pub(super) fn showcase(
    town: &Town,
    calendar: Calendar,
    seed: u64,
) -> Result<Draft<'_>, StoreError> {
    let mut draft = blank(town, calendar, seed, 0, UNIT);
    let representative = draft.new_id();
    let coordinator = worker(draft.office);
    draft.register(birth(), replacement(birth(), 0), 260);
    if let Some(citizen) = draft.rows.citizens.first_mut() {
        citizen.name = "Karla Eksempel Sørensen".to_owned();
        citizen.address = Some("Eksempelgade 12, 2. tv., 2200 København N".to_owned());
        citizen.phone = Some("+45 00 12 34 56".to_owned());
        citizen.email = Some("karla@borger.example".to_owned());
        citizen.address_protected = false;
        citizen.interpreter_language = Some("polsk".to_owned());
    }
    let scope = CategorySet::of(&[Process, Economy]);
    let since = (calendar.day(400), None);
    let ground = "Økonomisk værgemål efter værgemålsloven § 5";
    draft.represent(representative, RepresentativeKind::Guardian, ground, scope, since);
    draft.open(OpenedBy::Enquiry, CaseStatus::Ongoing, calendar.at(240, 9, 0), None);
    draft.enquiry(Some(PSYCHIATRY), calendar.at(240, 8, 30), EnquiryOutcome::CaseOpened);
    draft.assess(true, calendar.at(234, 13, 0), true, false);
    draft.assess(false, calendar.at(230, 10, 30), true, true);
    draft.goals(&texts::GOALS[..3]);
    draft.consents();
    draft.assign([coordinator, coordinator], calendar.at(215, 12, 0), None, None)?;
    let guests = draft.guests()?;
    draft.map(coordinator, &guests);
    draft.leaflet(calendar.at(214, 13, 0), coordinator.id, None);
    draft.leaflet(calendar.at(213, 13, 0), coordinator.id, Some(BIF));
    draft.meet(coordinator, &guests)?;
    draft.tell(coordinator, &guests)?;
    draft.basis(0)?;
    draft.own_numbers();
    Ok(draft)
}

impl<'a> Draft<'a> {
    /// Two consents; one clause of the second was withdrawn.
    fn consents(&mut self) {
        let calendar = self.calendar;
        self.consent(&written(
            calendar.at(220, 10, 0),
            vec![
                grant(
                    Collect,
                    &[Health],
                    [
                        Side::Of(HOSPITAL),
                        Side::Of(PSYCHIATRY),
                        Side::Kind(OrganisationKind::GeneralPractice),
                    ],
                ),
                grant(Collect, &[Employment, Economy, Social], [Side::Of(BIF)]),
                grant(Disclose, &[Social, Employment], [Side::Of(BIF)]),
                grant(Disclose, &[Health], [Side::Of(HOSPITAL)]),
                grant(JournalRead, &[Employment, Social], [Side::Of(BIF)]),
            ],
        ));
        let kind = Side::Kind(OrganisationKind::CivilSociety);
        let mut withdrawn = grant(Disclose, &[Social, Network], [kind]);
        withdrawn.withdrawn_at = Some(calendar.at(20, 16, 0));
        self.consent(&written(
            calendar.at(100, 10, 0),
            vec![
                grant(Disclose, &[Housing, Economy], [Side::Of(HOUSING)]),
                grant(Collect, &[Housing], [Side::Of(HOUSING)]),
                grant(Disclose, &[Health, Social], [Side::Of(PSYCHIATRY)]),
                withdrawn,
            ],
        ));
    }

    /// Who takes part: by unit and by name.
    fn guests(&mut self) -> Result<Vec<Partner<'a>>, StoreError> {
        let town = self.town;
        let mut guests = Vec::new();
        for (firm, by_name, ago) in [
            (BIF, false, 214),
            (HOSPITAL, true, 214),
            (PSYCHIATRY, false, 214),
            (HOUSING, true, 98),
            (DROP_IN, false, 98),
        ] {
            let office = &town.offices(firm)[0];
            let partner = Partner { firm, office, person: worker(office), by_name };
            let from = self.calendar.at(ago, 9, 0);
            if self.may_invite(firm, from)? {
                let origin = if by_name {
                    ParticipationOrigin::Coordinator
                } else {
                    ParticipationOrigin::Invitation
                };
                self.participate(&partner, origin, from, None);
                guests.push(partner);
            }
        }
        Ok(guests)
    }

    /// The map in three versions; the guests are on it under their own names.
    fn map(&mut self, coordinator: &Person, guests: &[Partner<'a>]) {
        let at = self.calendar.at(215, 15, 0);
        let changes = [self.calendar.at(150, 10, 0), self.calendar.at(60, 10, 0)];
        self.network_map(coordinator.id, at, ROLES, Whereabouts::Hospital, &changes);
        for (role, firm) in [
            (R::JobCentreContact, BIF),
            (R::Hospital, HOSPITAL),
            (R::DistrictPsychiatry, PSYCHIATRY),
            (R::HousingAdviser, HOUSING),
        ] {
            let Some(guest) = guests.iter().find(|guest| guest.firm == firm) else { continue };
            let organisation = self.town.organisation(firm).id.0;
            let workplace = format!("{}, {}", self.town.name(firm), guest.office.name);
            for row in self.rows.actors.iter_mut().filter(|row| row.role.0 == role) {
                row.has_contact = true;
                row.organisation_id = Some(organisation);
                row.professional_id = Some(guest.person.id);
                row.name = Some(guest.person.name.clone());
                row.email = Some(guest.person.email.clone());
                row.workplace = Some(workplace.clone());
                row.phone = row.phone.take().or_else(|| Some(guest.person.phone.clone()));
            }
        }
    }

    /// A meeting in every state.
    fn meet(&mut self, coordinator: &'a Person, guests: &[Partner<'a>]) -> Result<(), StoreError> {
        use MeetingKind::{FollowUp, Start};
        let plans = [
            (Start, MeetingState::MinutesSent, 185, 210, [0, 1, 2, 8]),
            (FollowUp, MeetingState::MinutesSent, 70, 94, [3, 0, 6, 10]),
            (FollowUp, MeetingState::Cancelled, 38, 62, [1, 4, 5, 9]),
            (FollowUp, MeetingState::Held, 4, 28, [2, 11, 1, 5]),
            (FollowUp, MeetingState::Sent, -24, 3, [0, 1, 3, 9]),
            (FollowUp, MeetingState::Draft, -70, 2, [4, 7, 2, 10]),
        ];
        for (place, (kind, state, held_ago, sent_ago, topics)) in plans.into_iter().enumerate() {
            let spec = MeetingSpec {
                kind,
                state,
                held_ago,
                sent_ago,
                coordinator,
                guests,
                topics: topics.map(|topic: usize| TOPICS[topic]),
                own_status: place == 1,
                column: (place == 1).then_some("Opfølgning"),
                proposal: state == MeetingState::Sent,
                citizen_present: place != 3,
            };
            let made = self.meeting(&spec)?;
            self.send(&made, place == 0, coordinator.id)?;
            self.reference(SOF, "CSC", "Meeting", made.id);
        }
        Ok(())
    }

    /// Requests in every state; statements of each kind.
    fn tell(&mut self, coordinator: &'a Person, guests: &[Partner<'a>]) -> Result<(), StoreError> {
        let calendar = self.calendar;
        let at = |ago| calendar.at(ago, 11, 0);
        let [bif, hospital, psychiatry, ..] = guests else { return Ok(()) };
        self.ask(*hospital, Health, at(205), coordinator.id, RequestState::Answered)?;
        self.ask(*bif, Employment, at(204), coordinator.id, RequestState::Answered)?;
        self.ask(*bif, Economy, at(120), coordinator.id, RequestState::Declined)?;
        self.ask(*psychiatry, Health, at(8), coordinator.id, RequestState::Open)?;
        let lead = Partner { firm: SOF, office: self.office, person: coordinator, by_name: false };
        let base = Statement {
            partner: *hospital,
            request_id: None,
            categories: Some(only(Health)),
            text: texts::answers(Health)[1],
            journal: false,
            third_party: false,
            at: at(110),
        };
        self.statement(base);
        let text = texts::answers(Employment)[0];
        let categories = Some(only(Employment));
        self.statement(Statement { partner: *bif, text, categories, journal: true, ..base });
        let text = texts::answers(Social)[0];
        self.statement(Statement { partner: lead, text, categories: Some(only(Social)), ..base });
        self.statement(Statement {
            partner: lead,
            text: texts::answers(Social)[1],
            categories: None,
            ..base
        });
        let text = texts::THIRD_PARTY[0];
        let categories = Some(only(Network));
        self.statement(Statement { partner: lead, text, categories, third_party: true, ..base });
        Ok(())
    }
}
