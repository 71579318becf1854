//! The case: root of the DKK bundle.

use async_graphql::ID;

use super::super::engine::{Object, Of, Row};
use crate::domain::{EntityKind, GlobalId};
use crate::object_table;
use crate::sealed::Sealed;
use crate::store::view::{CaseRecord, CaseView};

impl Row for CaseView {
    type Record = CaseRecord;
    fn row(&self) -> &Sealed<CaseRecord> {
        &self.row
    }
}

/// The node id of a case.
pub(crate) fn case_id(id: sea_orm::prelude::Uuid) -> ID {
    ID(GlobalId::outside(EntityKind::DkkCase, id).to_string())
}

type Own = CaseView;
impl Object for CaseView {
    const NAME: &'static str = "DkkCase";
    const DESCRIPTION: &'static str = "A case of Den Koordinerende Kontaktperson (DKK-sag): network map, meetings, consents and all that belongs to them.";
    const INTERFACES: &'static [&'static str] = &["Node"];
    object_table!(|fields| fields
        .plain("id", super::ID, |c| case_id(c.id))
        .outline("purpose", "Purpose (formål).", |c| Of::from(c.case.purpose))
        .outline("status", "Status (status).", |c| Of::from(c.case.status))
        .outline("openedBy", "How it was opened (rejst ved).", |c| Of::from(c.case.opened_by))
        .outline("openedAt", "Opened when (oprettet).", |c| c.case.opened_at)
        .outline("closedAt", "Closed when (afsluttet).", |c| c.case.closed_at)
        .sealed("closeReason", "Why it was closed (afslutningsårsag).", |c| {
            c.case.close_reason.map(Of::from)
        })
        .outline("leadOrganisation", "Lead authority (ansvarlig myndighed).", |c| {
            c.case.organisation(Some(c.case.lead_organisation_id))
        })
        .outline("unit", "The lead's unit (voksenenhed).", |c| c.case.unit(Some(c.case.unit_id)))
        .outline("coordinator", "Coordinator now (koordinerende kontaktperson).", |c| {
            c.coordinator.clone()
        })
        .sealed("fullConsent", "Full consent, derived from the clauses (fuld samtykke).", |c| {
            c.full_consent
        })
        .sealed("version", super::VERSION, |c| c.case.version)
        .child("citizen", "The citizen (borger).", |c| &c.citizen)
        .rows("enquiries", "Enquiries (henvendelser).", |c| &c.enquiries[..])
        .rows("assessments", "Assessments of the need for a coordinator (vurderinger).", |c| {
            &c.assessments[..]
        })
        .rows(
            "consents",
            "Consents (samtykkeerklæringer); a counterpart sees its own clauses.",
            |c| { &c.consents[..] }
        )
        .rows("participations", "Who takes part (deltagelser).", |c| &c.participations[..])
        .rows("assignments", "Coordinator assignments (tildelinger).", |c| &c.assignments[..])
        .rows("statutoryBases", "Recorded statutory bases (hjemler).", |c| &c.bases[..])
        .child("networkMap", "The network map (netværkskort).", |c| &c.network_map)
        .rows("meetings", "Coordinating meetings (koordinerende møder).", |c| &c.meetings[..])
        .rows("tasks", "Tasks (opgaver).", |c| &c.tasks[..])
        .rows("informationRequests", "Information requests (anmodninger om oplysninger).", |c| {
            &c.requests[..]
        })
        .rows("statements", "Statements (oplysninger og udtalelser).", |c| &c.statements[..])
        .rows("dispatches", "What was sent (forsendelser); a recipient sees its own.", |c| {
            &c.dispatches[..]
        })
        .group("citizenNotices", "What the citizen must be told (underretninger).", |c| {
            &c.notices[..]
        })
        .rows("leaflets", "Leaflets handed out (udleverede pjecer).", |c| &c.leaflets[..])
        .group("goals", "Goals from the social action plan (mål fra handleplanen).", |c| {
            &c.goals[..]
        })
        .outline("externalReferences", super::REFERENCES, |c| super::references(&c.case))
        .withheld());
}
