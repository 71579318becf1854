//! Agenda items: a row that may not be seen is not there, and no position shows it.

use super::super::engine::{Object, Of, Row};
use crate::domain::EntityKind;
use crate::object_table;
use crate::sealed::Sealed;
use crate::store::view::{AgendaItemRecord, AgendaItemView, Item};

impl Row for AgendaItemView {
    type Record = AgendaItemRecord;
    fn row(&self) -> &Sealed<AgendaItemRecord> {
        &self.row
    }
}

type Own = AgendaItemView;
impl Object for AgendaItemView {
    const NAME: &'static str = "AgendaItem";
    const DESCRIPTION: &'static str = "An agenda item (dagsordenspunkt) with its decision.";
    const INTERFACES: &'static [&'static str] = &["Node"];
    object_table!(|fields| fields
        .outline("id", super::ID, |i| super::node_id(
            EntityKind::AgendaItem,
            i.item.case,
            i.item.id
        ))
        .outline("kind", "Fixed or flexible (punktets art).", |i| Of::from(i.item.kind))
        .sealed("position", "Position on the form (nummer).", |i| i.item.position)
        .sealed("subject", "Subject (emne).", |i| i.item.subject.clone())
        .rows(
            "responsible",
            "Who is responsible (ansvarlig); empty where nobody is, or may be seen.",
            |i| &i.responsible[..]
        )
        .sealed("goal", "What shall we achieve (hvad skal vi opnå).", |i| i.item.goal.clone())
        .outline("durationMinutes", "Time in minutes (tid).", |i| i.item.duration_minutes)
        .sealed("decision", "Decision and who does what (beslutning og hvem gør hvad).", |i| i
            .item
            .decision
            .clone())
        .sealed(
            "correctionReason",
            "Why the minutes that were sent were corrected here (begrundelse for rettelse).",
            |i| i.item.correction_reason.clone()
        )
        .outline(
            "categories",
            "Categories that its author set (oplysningskategorier); empty: untagged.",
            |i| {
                i.item.categories.map_or_else(Vec::new, |c| c.0.iter().map(Of).collect::<Vec<_>>())
            }
        )
        .sealed("cells", "What stands in added columns (celler).", |i| {
            i.cells
                .iter()
                .map(|cell| {
                    AgendaCell(
                        super::node_id(EntityKind::AgendaColumn, i.item.case, cell.column_id),
                        cell.text.clone(),
                    )
                })
                .collect::<Vec<_>>()
        })
        .rows("tasks", "Tasks that come of it (opgaver).", |i| &i.tasks[..])
        .sealed("proposedBy", "Organisation that proposed it (foreslået af), R26.", |i| i
            .item
            .organisation(i.item.proposed_by))
        .outline("declinedAt", "Declined when (afvist); then `decision` says why.", |i| i
            .item
            .removed_at)
        .sealed("version", super::VERSION, |i| i.item.version)
        .outline("externalReferences", super::REFERENCES, |i| super::references(&i.item))
        .withheld());
}

/// What stands in an added column.
#[derive(Clone, Debug)]
pub(crate) struct AgendaCell(async_graphql::ID, String);

mod cell {
    use super::*;
    type Own = AgendaCell;
    impl Object for AgendaCell {
        const NAME: &'static str = "AgendaCell";
        const DESCRIPTION: &'static str = "What stands in an added column of an item (celle).";
        object_table!(|fields| fields.child("columnId", "Column (kolonne).", |c| &c.0).child(
            "text",
            "Text (tekst).",
            |c| &c.1
        ));
    }
}

mod column {
    use super::*;
    type Own = Item<entity::agenda_column::Model>;
    impl Object for Own {
        const NAME: &'static str = "AgendaColumn";
        const DESCRIPTION: &'static str = "A column added to an agenda (ekstra kolonne).";
        const INTERFACES: &'static [&'static str] = &["Node"];
        object_table!(|fields| fields
            .outline("id", super::super::ID, |c| super::super::node_id(
                EntityKind::AgendaColumn,
                c.case,
                c.id
            ))
            .outline("title", "Title (overskrift).", |c| c.title.clone())
            .outline("version", super::super::VERSION, |c| c.version)
            .outline("externalReferences", super::super::REFERENCES, super::super::references));
    }
}
