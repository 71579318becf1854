//! Follow-ups: what was told by category, who took part, where the goals stood.

use super::super::engine::{Object, Of, Row};
use crate::domain::EntityKind;
use crate::domain::scalars::Date;
use crate::object_table;
use crate::sealed::Sealed;
use crate::store::view::{FollowUpView, GoalStateView, Item, Record};

impl Row for FollowUpView {
    type Record = Record<entity::follow_up::Model>;
    fn row(&self) -> &Sealed<Self::Record> {
        &self.row
    }
}

type Own = FollowUpView;
impl Object for FollowUpView {
    const NAME: &'static str = "FollowUp";
    const DESCRIPTION: &'static str =
        "A follow-up (opfølgning); the administration that recorded it holds it.";
    const INTERFACES: &'static [&'static str] = &["Node"];
    object_table!(|fields| fields
        .outline("id", super::ID, |f| super::node_id(EntityKind::FollowUp, f.case, f.id))
        .outline("caseId", "Its case (sag).", |f| super::case::case_id(f.case))
        .outline("organisation", "Administration that holds it (forvaltning).", |f| f
            .organisation(Some(f.organisation_id)))
        .sealed("kind", "How it is held (opfølgningens form).", |f| Of::from(f.kind))
        .sealed("state", "State (status).", |f| Of::from(f.state))
        .sealed("date", "Day (dato).", |f| Date(f.date))
        .rows("participants", "Who takes part (deltagere).", |f| &f.participants[..])
        .sealed("next", "Day of the next one (næste opfølgning).", |f| f.next_date.map(Date))
        .sealed("outcome", "What came of it (udfald).", |f| f.outcome.map(Of::from))
        .rows("goalStates", "Where the goals stood (målenes status).", |f| &f.goal_states[..])
        .sealed("changes", "What has changed (ændringer).", |f| f.changes.clone())
        .sealed("relatives", "How relatives fare (pårørende).", |f| f.relatives.clone())
        .sealed("work", "Work (arbejde).", |f| f.work.clone())
        .sealed("education", "Education (uddannelse).", |f| f.education.clone())
        .sealed("recordedBy", "Who recorded it (registreret af).", |f| f.professional(f.author_id))
        .sealed("version", super::VERSION, |f| f.version)
        .sealed("annulledAt", "Annulled when (annulleret).", |f| f.annulled_at)
        .sealed("annulReason", "Why annulled (begrundelse).", |f| f.annul_reason.clone())
        .outline("externalReferences", super::REFERENCES, super::references)
        .withheld());
}

mod participant {
    use super::*;
    type Own = Item<entity::follow_up_participant::Model>;
    impl Object for Own {
        const NAME: &'static str = "FollowUpParticipant";
        const DESCRIPTION: &'static str = "A participant of a follow-up (deltager).";
        object_table!(|fields| fields
            .outline("kind", "In what capacity (rolle).", |p| Of::from(p.kind))
            .outline("name", "Name (navn).", |p| p.name.clone())
            .outline("organisation", "Organisation (organisation).", |p| p
                .organisation(p.organisation_id))
            .outline("professional", "Professional (fagperson).", |p| p
                .professional(p.professional_id)));
    }
}

mod goal_state {
    use super::*;

    impl Row for GoalStateView {
        type Record = Record<entity::follow_up_goal::Model>;
        fn row(&self) -> &Sealed<Self::Record> {
            &self.row
        }
    }

    type Own = GoalStateView;
    impl Object for GoalStateView {
        const NAME: &'static str = "FollowUpGoal";
        const DESCRIPTION: &'static str =
            "Where a goal stood at a follow-up (målets status), in the goal's category.";
        object_table!(|fields| fields
            .reference("goal", "The goal as it stands now (mål).", |g, list| {
                g.goal.clone().filter(|goal| goal.0.shows_in(list))
            })
            .sealed("state", "State then (status).", |g| Of::from(g.state))
            .sealed("note", "Note (bemærkning).", |g| g.note.clone()));
    }
}

mod due {
    use super::*;
    use crate::app::due::FollowUpDue;

    type Own = FollowUpDue;
    impl Object for FollowUpDue {
        const NAME: &'static str = "FollowUpDue";
        const DESCRIPTION: &'static str = "A follow-up that is due (forfalden opfølgning).";
        object_table!(|fields| fields
            .plain("caseId", "Its case (sag).", |d| super::super::case::case_id(d.case))
            .plain("due", "On which day (forfaldsdag).", |d| Date(d.day))
            .child("organisation", "Administration that is to hold it (forvaltning).", |d| &d
                .organisation)
            .child("coordinator", "Who coordinates the case (hjerneskadekoordinator).", |d| &d
                .coordinator)
            .child("plan", "The plan, where the caller sees one (koordineringsplan).", |d| &d.plan)
            .child(
                "followUp",
                "The follow-up that is planned; null: it is to be planned (opfølgning).",
                |d| &d.planned
            ));
    }
}
