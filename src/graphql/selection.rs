//! Look-ahead: which parts of a case a root field asks for. By name and in any depth, so that a
//! part may be loaded that is not needed, and never missing that is.

use async_graphql::Context;
use async_graphql::parser::types::{Field, Selection, SelectionSet};

use crate::store::Parts;

/// The one value that has a part of its own: it follows from what decides.
const VALUE: &str = "fullConsent";

/// The parts that what stands below this field can need.
pub(super) fn parts(ctx: &Context<'_>) -> Parts {
    // The root field counts too: `minutesDue` gives meetings under the names of a connection.
    let root = ctx.item.node.name.node.as_str();
    let below = &ctx.item.node.selection_set.node;
    let mut parts = part(root).with(parts_in(ctx, below));
    // A citizen's cases are kept once for the document, whichever of its root fields shows them.
    if parts.has(Parts::OTHER_CASES) {
        parts = parts.with(parts_in(ctx, &ctx.query_env.operation.node.selection_set.node));
    }
    // What both bundles have under one name is read of the one that is asked for; a citizen's cases
    // may be of both.
    match root {
        "case" | "caseByCpr" | "caseByExternalReference" | "cases"
            if !parts.has(Parts::OTHER_CASES) =>
        {
            parts.without(Parts::BRAIN_INJURY_ASSESSMENTS)
        }
        _ => parts,
    }
}

fn parts_in(ctx: &Context<'_>, set: &SelectionSet) -> Parts {
    let mut parts = Parts::default();
    visit(ctx, set, &mut |field| {
        let name = field.name.node.as_str();
        // What is asked for nothing below is a value, and what it is one of is asked for above it:
        // an item's `goal` is no goal of the case.
        if name == VALUE || !field.selection_set.node.items.is_empty() {
            parts = parts.with(part(name));
        }
        // Below a root field they are a citizen's.
        if name == "cases" {
            parts = parts.with(Parts::OTHER_CASES);
        }
        // Even as of null: what a variable holds does not change what is read.
        if field.arguments.iter().any(|(name, _)| name.node == "asOf") {
            parts = parts.with(Parts::HISTORY);
        }
    });
    parts
}

/// Whether what stands below this field asks for a field of this name.
pub(super) fn asks_for(ctx: &Context<'_>, name: &str) -> bool {
    let mut asks = false;
    visit(ctx, &ctx.item.node.selection_set.node, &mut |field| asks |= field.name.node == name);
    asks
}

/// Visits every field of a selection, in any depth.
fn visit<'a>(ctx: &'a Context<'_>, set: &'a SelectionSet, each: &mut dyn FnMut(&Field)) {
    // Each fragment once: a document of nested spreads costs no more than its length.
    walk(ctx, set, each, &mut Vec::new());
}

fn walk<'a>(
    ctx: &'a Context<'_>,
    set: &'a SelectionSet,
    each: &mut dyn FnMut(&Field),
    seen: &mut Vec<&'a str>,
) {
    for selection in &set.items {
        match &selection.node {
            Selection::Field(field) => {
                each(&field.node);
                walk(ctx, &field.node.selection_set.node, each, seen);
            }
            Selection::InlineFragment(fragment) => {
                walk(ctx, &fragment.node.selection_set.node, each, seen);
            }
            Selection::FragmentSpread(spread) => {
                let name = spread.node.fragment_name.node.as_str();
                if !seen.contains(&name)
                    && let Some(fragment) = ctx.query_env.fragments.get(name)
                {
                    seen.push(name);
                    walk(ctx, &fragment.node.selection_set.node, each, seen);
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
        "assessments" | "assessment" => Parts::ASSESSMENTS.with(Parts::BRAIN_INJURY_ASSESSMENTS),
        "referrals" | "referral" | "attachment" | "referralsDue" => Parts::REFERRALS,
        "rehabilitationPlans"
        | "rehabilitationPlan"
        | "coordinatorsDue"
        | "freeChoicesDue"
        | "rehabilitationStartsDue" => Parts::REHABILITATION,
        // Whether the citizen's address is protected decides on what the map tells of it.
        "networkMap" | "actor" => Parts::NETWORK.with(Parts::CITIZEN),
        "agendaColumn" => Parts::MEETINGS.with(Parts::COLUMNS),
        "meetings" | "meeting" | "agendaItem" | "participant" | "minutesDue" | "agendasDue" => {
            Parts::MEETINGS
        }
        "columns" | "cells" => Parts::COLUMNS,
        // What is shown of what decides; a list of cases leaves it out otherwise.
        "consents" | "participations" | "assignments" | "statutoryBases" | "coordinator"
        | VALUE | "representatives" => Parts::FACTS,
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
        "rehabilitationTeamCases" | "rehabilitationTeamCase" => Parts::TEAM,
        "councilCases" | "councilCase" | "councilCasesDue" | "councilMeeting"
        | "councilMeetings" | "councilMeetingsDue" => Parts::COUNCIL,
        "externalReferences" => Parts::REFERENCES,
        _ => Parts::default(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use async_graphql::parser::parse_schema;
    use async_graphql::parser::types::{BaseType, TypeKind, TypeSystemDefinition};

    use super::*;

    #[test]
    fn what_is_asked_for_nothing_below_is_read_where_it_is_a_value_of_what_decides() {
        let schema = parse_schema(include_str!("../../schema.graphql")).unwrap();
        let (mut objects, mut fields) = (BTreeSet::new(), Vec::new());
        for definition in schema.definitions {
            let TypeSystemDefinition::Type(definition) = definition else { continue };
            let of_type = match definition.node.kind {
                TypeKind::Object(object) => object.fields,
                TypeKind::Interface(interface) => interface.fields,
                TypeKind::Union(_) => Vec::new(),
                _ => continue,
            };
            objects.insert(definition.node.name.node);
            fields.extend(of_type.into_iter().map(|field| field.node));
        }
        let mut values = BTreeSet::new();
        for field in &fields {
            let mut base = &field.ty.node.base;
            while let BaseType::List(inner) = base {
                base = &inner.base;
            }
            let BaseType::Named(ty) = base else { continue };
            let name = field.name.node.as_str();
            if part(name) != Parts::default() && !objects.contains(ty) {
                values.insert(name);
            }
        }
        // The goal of an item stands in the item.
        assert_eq!(values, BTreeSet::from([VALUE, "goal"]));
    }
}
