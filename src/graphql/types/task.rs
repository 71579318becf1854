//! Tasks.

use super::super::engine::{Object, Of};
use crate::domain::EntityKind;
use crate::domain::scalars::Date;
use crate::object_table;
use crate::store::view::Item;

type Own = Item<entity::task::Model>;
impl Object for Own {
    const NAME: &'static str = "Task";
    const DESCRIPTION: &'static str =
        "A task (opgave) that came of a decision; it has the categories of its item.";
    const INTERFACES: &'static [&'static str] = &["Node"];
    object_table!(|fields| fields
        .outline("id", super::ID, |t| super::node_id(EntityKind::Task, t.case, t.id))
        .outline("caseId", "Its case (sag).", |t| super::case::case_id(t.case))
        .outline("meetingId", "Meeting it was agreed at (møde).", |t| {
            t.meeting_id.map(|id| super::node_id(EntityKind::Meeting, t.case, id))
        })
        .outline("councilCaseId", "Case of the council it was decided in (samrådssag).", |t| {
            t.council_case_id.map(|id| super::node_id(EntityKind::CouncilCase, t.case, id))
        })
        .outline("text", "What is to be done (opgave).", |t| t.text.clone())
        .outline(
            "responsibleOrganisation",
            "Organisation responsible (ansvarlig organisation).",
            |t| t.organisation(t.responsible_organisation_id)
        )
        .outline(
            "responsibleProfessional",
            "Professional responsible (ansvarlig fagperson).",
            |t| t.professional(t.responsible_user_id)
        )
        .outline("responsibleName", "Name of the responsible (ansvarlig).", |t| t
            .responsible_name
            .clone())
        .outline("due", "Due date (frist).", |t| t.due.map(Date))
        .outline("state", "State (status).", |t| Of::from(t.state))
        .outline("createdAt", "Agreed when (aftalt).", |t| t.created_at)
        .outline("doneAt", "Done or dropped when (udført).", |t| t.done_at)
        .outline("version", super::VERSION, |t| t.version)
        .outline("externalReferences", super::REFERENCES, super::references));
}
