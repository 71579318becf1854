//! Look-ahead: which parts of a case a root field asks for. By name and in any depth, so that a
//! part may be loaded that is not needed, and never missing that is.

use async_graphql::Context;
use async_graphql::parser::types::{Selection, SelectionSet};

use crate::store::Parts;

/// The parts that what stands below this field can need.
pub(super) fn parts(ctx: &Context<'_>) -> Parts {
    // The root field counts too: `minutesDue` gives meetings under the names of a connection.
    let mut parts = part(ctx.item.node.name.node.as_str());
    // Each fragment once: a document of nested spreads costs no more than its length.
    let mut seen = Vec::new();
    collect(ctx, &ctx.item.node.selection_set.node, &mut parts, &mut seen);
    parts
}

fn collect<'a>(
    ctx: &'a Context<'_>,
    set: &'a SelectionSet,
    parts: &mut Parts,
    seen: &mut Vec<&'a str>,
) {
    for selection in &set.items {
        match &selection.node {
            Selection::Field(field) => {
                *parts = parts.with(part(field.node.name.node.as_str()));
                // Even as of null: what a variable holds does not change what is read.
                if field.node.arguments.iter().any(|(name, _)| name.node == "asOf") {
                    *parts = parts.with(Parts::HISTORY);
                }
                collect(ctx, &field.node.selection_set.node, parts, seen);
            }
            Selection::InlineFragment(fragment) => {
                collect(ctx, &fragment.node.selection_set.node, parts, seen);
            }
            Selection::FragmentSpread(spread) => {
                let name = spread.node.fragment_name.node.as_str();
                if !seen.contains(&name)
                    && let Some(fragment) = ctx.query_env.fragments.get(name)
                {
                    seen.push(name);
                    collect(ctx, &fragment.node.selection_set.node, parts, seen);
                }
            }
        }
    }
}

/// The part that a field of this name reads from.
fn part(field: &str) -> Parts {
    match field {
        "citizen" => Parts::CITIZEN,
        "formerIdentifiers" => Parts::FORMER,
        "enquiries" | "enquiry" => Parts::ENQUIRIES,
        "assessments" | "assessment" => Parts::ASSESSMENTS,
        // Whether the citizen's address is protected decides on what the map tells of it.
        "networkMap" | "actor" => Parts::NETWORK.with(Parts::CITIZEN),
        // Where the citizen stays, as an agenda shows it, stands in the network map.
        "currentResidence" => Parts::NETWORK,
        "meetings" | "meeting" | "agendaItem" | "participant" | "minutesDue" | "agendasDue" => {
            Parts::MEETINGS
        }
        "columns" | "cells" => Parts::COLUMNS,
        // What is shown of what decides; a list of cases leaves it out otherwise.
        "consents" | "participations" | "assignments" | "statutoryBases" | "coordinator"
        | "fullConsent" | "representatives" => Parts::FACTS,
        "tasks" | "task" => Parts::TASKS,
        "informationRequests" | "informationRequest" | "statements" | "statement" => {
            Parts::EXCHANGE
        }
        "dispatches" | "dispatch" => Parts::DISPATCHES,
        "citizenNotices" | "citizenNotice" => Parts::NOTICES,
        "leaflets" | "leaflet" | "goals" | "goal" => Parts::LEAFLETS,
        "ageTransitions" | "ageTransition" => Parts::AGE,
        "coordinationPlan" | "track" | "planGoal" | "intervention" | "interventionDependency" => {
            Parts::COORDINATION
        }
        // Where a goal stood shows the goal.
        "followUps" | "followUp" | "followUpsDue" => Parts::FOLLOW_UPS.with(Parts::COORDINATION),
        "externalReferences" => Parts::REFERENCES,
        _ => Parts::default(),
    }
}
