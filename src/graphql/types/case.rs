//! The case: root of the DKK bundle.

use async_graphql::{ID, ServerError, ServerResult};
use chrono::{DateTime, Utc};
use law::fields::Field;
use law::forms::MeetingState;

use super::super::engine::{Argument, At, Object, Of, Row};
use crate::domain::{EntityKind, GlobalId};
use crate::graphql::context::coded;
use crate::object_table;
use crate::sealed::Sealed;
use crate::store::StoreError;
use crate::store::view::{CaseRecord, CaseView, MeetingView};

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

/// The argument `asOf` of a versioned form.
fn as_of() -> Argument {
    Argument::new::<Option<DateTime<Utc>>>(
        "asOf",
        "The form as it stood at this instant (pr.); what of it may be seen is decided as of now.",
    )
}

fn asked_as_of(at: &At<'_>) -> ServerResult<Option<DateTime<Utc>>> {
    Ok(at.param_value::<Option<DateTime<Utc>>>("asOf", None)?.1)
}

/// A broken row: the operator's log has the cause.
fn broken(error: &StoreError, at: &At<'_>) -> ServerError {
    tracing::error!(%error, "versions could not be shown");
    coded("INTERNAL", "internal error").into_server_error(at.item.pos)
}

/// The meetings asked for. Cut after those that may not be seen are left out, so that no number
/// shows that there are any.
fn wanted_meetings(
    case: &CaseView,
    at: &At<'_>,
    list: &'static Field,
) -> ServerResult<Vec<MeetingView>> {
    let states = at.param_value::<Option<Vec<Of<MeetingState>>>>("states", None)?.1;
    let first = at.param_value::<Option<i32>>("first", None)?.1;
    let last = at.param_value::<Option<i32>>("last", None)?.1;
    let mut meetings: Vec<_> = case
        .meetings
        .iter()
        .filter(|m| m.row.refusal(list).is_none())
        .filter(|m| {
            let state = m.row.outline(|m| Of::from(m.state));
            states.as_ref().is_none_or(|states| state.is_some_and(|s| states.contains(&s)))
        })
        .cloned()
        .collect();
    let size = |asked: i32| usize::try_from(asked).unwrap_or(0);
    if let Some(first) = first {
        meetings.truncate(size(first));
    }
    if let Some(last) = last {
        meetings.drain(..meetings.len().saturating_sub(size(last)));
    }
    Ok(meetings)
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
        .rows_with(
            "consents",
            "Consents (samtykkeerklæringer); a counterpart sees its own clauses.",
            vec![as_of()],
            |c, at, _| match asked_as_of(at)? {
                Some(as_of) => c.consents_at(as_of).map_err(|error| broken(&error, at)),
                None => Ok(c.consents.clone()),
            }
        )
        .rows("participations", "Who takes part (deltagelser).", |c| &c.participations[..])
        .rows("assignments", "Coordinator assignments (tildelinger).", |c| &c.assignments[..])
        .rows("statutoryBases", "Recorded statutory bases (hjemler).", |c| &c.bases[..])
        .with("networkMap", "The network map (netværkskort).", vec![as_of()], |c, at| {
            match asked_as_of(at)? {
                Some(as_of) => c.network_map_at(as_of).map_err(|error| broken(&error, at)),
                None => Ok(c.network_map.clone()),
            }
        })
        .rows_with(
            "meetings",
            "Coordinating meetings by date (koordinerende møder).",
            vec![
                Argument::new::<Option<Vec<Of<MeetingState>>>>(
                    "states",
                    "In these states only (status)."
                ),
                Argument::new::<Option<i32>>("first", "At most so many, the earliest (de første)."),
                Argument::new::<Option<i32>>("last", "At most so many, the latest (de seneste)."),
            ],
            wanted_meetings
        )
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
