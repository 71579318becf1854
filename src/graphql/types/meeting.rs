//! The coordinating meeting: one document is invitation, agenda and minutes.

use super::super::engine::{Object, Of, Row};
use crate::domain::EntityKind;
use crate::domain::scalars::Date;
use crate::object_table;
use crate::sealed::Sealed;
use crate::store::view::{Item, MeetingCitizen, MeetingCitizenRecord, MeetingView, Record};

impl Row for MeetingView {
    type Record = Record<entity::meeting::Model>;
    fn row(&self) -> &Sealed<Self::Record> {
        &self.row
    }
}

impl MeetingView {
    /// A participant by a reference of the meeting's; a participant that may not be seen is not
    /// there.
    fn participant(
        &self,
        pick: impl Fn(&entity::meeting::Model) -> Option<sea_orm::prelude::Uuid>,
        list: &'static law::fields::Field,
    ) -> Option<Item<entity::meeting_participant::Model>> {
        let wanted = self.row.outline(|m| pick(m)).flatten()?;
        self.participants
            .iter()
            .find(|p| p.0.outline(|p| p.id) == Some(wanted) && p.0.shows_in(list))
            .cloned()
    }
}

type Own = MeetingView;
impl Object for MeetingView {
    const NAME: &'static str = "Meeting";
    const DESCRIPTION: &'static str = "A coordinating meeting (udrettedagsorden): invitation, agenda and minutes in one document.";
    const INTERFACES: &'static [&'static str] = &["Node"];
    object_table!(|fields| fields
        .outline("id", super::ID, |m| super::node_id(EntityKind::Meeting, m.case, m.id))
        .outline("caseId", "Its case (sag).", |m| super::case::case_id(m.case))
        .outline("kind", "Kind (mødetype).", |m| Of::from(m.kind))
        .outline("state", "State (status).", |m| Of::from(m.state))
        .outline("date", "Date (dato).", |m| Date(m.date))
        .outline("startTime", "Start, HH:MM local (start).", |m| m.start_time.clone())
        .outline("endTime", "End, HH:MM local (slut).", |m| m.end_time.clone())
        .outline("place", "Place (sted).", |m| m.place.clone())
        .child("citizen", "The citizen as the agenda shows them (borgeren).", |m| &m.citizen)
        .child("coordinator", "Coordinator (koordinerende kontaktperson).", |m| &m.coordinator)
        .rows("participants", "Participants (deltagere).", |m| &m.participants[..])
        .rows("absences", "Participants who sent apologies (afbud).", |m| &m.absences[..])
        .reference("minuteTaker", "Who takes the minutes (referent).", |m, list| m
            .participant(|m| m.minute_taker_id, list))
        .reference("chair", "Who leads the meeting (mødeleder).", |m, list| m
            .participant(|m| m.chair_id, list))
        .sealed("citizenPresent", "Whether the citizen came (borgeren til stede).", |m| m
            .citizen_present)
        .reference(
            "informsCitizen",
            "Who informs the absent citizen (hvem informerer borgeren), R28.",
            |m, list| m.participant(|m| m.informs_citizen_id, list)
        )
        .group("columns", "Added columns (ekstra kolonner).", |m| &m.columns[..])
        .rows("items", "Agenda items in order (dagsordenspunkter).", |m| &m.items[..])
        .rows("proposals", "Proposed items not yet taken on (foreslåede punkter), R26.", |m| &m
            .proposals[..])
        .rows("tasks", "Tasks agreed (aftalte opgaver).", |m| &m.tasks[..])
        .outline("sentAt", "Agenda sent when (udsendt).", |m| m.sent_at)
        .outline("heldAt", "Held when (afholdt).", |m| m.held_at)
        .outline("minutesSentAt", "Minutes sent when (referat udsendt).", |m| m.minutes_sent_at)
        .outline("cancelledAt", "Cancelled when (aflyst).", |m| m.cancelled_at)
        .sealed("cancelReason", "Why cancelled (årsag til aflysning).", |m| m
            .cancel_reason
            .clone())
        .sealed("version", super::VERSION, |m| m.version)
        .outline("externalReferences", super::REFERENCES, super::references)
        .withheld());
}

mod citizen {
    use super::*;

    impl Row for MeetingCitizen {
        type Record = MeetingCitizenRecord;
        fn row(&self) -> &Sealed<MeetingCitizenRecord> {
            &self.row
        }
    }

    type Own = MeetingCitizen;
    impl Object for MeetingCitizen {
        const NAME: &'static str = "MeetingCitizen";
        const DESCRIPTION: &'static str =
            "The citizen as the agenda shows them (borgeren); never the CPR number.";
        object_table!(|fields| fields
            .sealed("name", "Name (navn).", |c| c.citizen.name.clone())
            .sealed("birthDate", "Birth date (fødselsdato).", |c| Date(c.citizen.birth_date))
            .sealed("address", "Address (adresse).", |c| c.citizen.address.clone())
            .sealed("phone", "Phone (telefon).", |c| c.citizen.phone.clone())
            .sealed("email", "E-mail (mail).", |c| c.citizen.email.clone())
            .sealed(
                "currentResidence",
                "Where the citizen stays now, if not at home (aktuelt opholdssted).",
                |c| c.current_residence.clone()
            )
            .sealed(
                "interpreterLanguage",
                "Interpreter language (tolkesprog); open to who is invited.",
                |c| c.citizen.interpreter_language.clone()
            )
            .withheld());
    }
}

mod participant {
    use super::*;
    type Own = Item<entity::meeting_participant::Model>;
    impl Object for Own {
        const NAME: &'static str = "MeetingParticipant";
        const DESCRIPTION: &'static str = "A participant of a meeting (mødedeltager).";
        const INTERFACES: &'static [&'static str] = &["Node"];
        object_table!(|fields| fields
            .outline("id", super::super::ID, |p| {
                super::super::node_id(EntityKind::MeetingParticipant, p.case, p.id)
            })
            .outline("kind", "In what capacity (rolle).", |p| Of::from(p.kind))
            .outline("name", "Name (navn).", |p| p.name.clone())
            .outline("organisation", "Organisation (organisation).", |p| p
                .organisation(p.organisation_id))
            .outline("unit", "Unit (enhed).", |p| p.unit(p.unit_id))
            .outline("professional", "Professional (fagperson).", |p| p
                .professional(p.professional_id))
            .outline("attendance", "Whether they came (fremmøde).", |p| Of::from(p.attendance))
            .sealed("absenceReason", "Why not (årsag til afbud).", |p| p.absence_reason.clone())
            .sealed("version", super::super::VERSION, |p| p.version)
            .outline("externalReferences", super::super::REFERENCES, super::super::references)
            .withheld());
    }
}
