//! Which scope reaches which root field, and cases of which purpose. An operation that names a
//! field, or an id in a case, that no scope of the token reaches is refused whole, before it runs.
//!
//! An id states the purpose of its case. A wrong scope is said from the id alone, before anything
//! is looked up, so that it tells nothing of whether the case is there. What finds cases without an
//! id (lists, numbers) leaves out those of the purposes that the token does not reach. What a field
//! then shows is decided by consent.

use std::collections::HashSet;
use std::convert::Infallible;
use std::sync::OnceLock;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    ExecutableDocument, Field, OperationDefinition, OperationType, TypeKind, TypeSystemDefinition,
};
use async_graphql::{Name, Value, Variables};
use law::Purpose;

use super::schema::{operation, root_fields_of};
use crate::domain::{Caller, GlobalId, Reach, Scope};

/// What a root field asks of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Need {
    /// Nothing but a token.
    Token,
    /// Reading cases of these purposes: the scope of one, or `citizen:insight` for the citizen and
    /// a representative.
    Reading(&'static [Purpose]),
    /// Writing in cases of these purposes: the scope of one.
    Writing(&'static [Purpose]),
    /// Recording what the citizen decides, in cases that the token reaches.
    Consent,
    /// This scope.
    Only(Scope),
}

use Need::{Consent, Only, Reading, Token, Writing};

/// Either bundle; an id says which.
const EITHER: &[Purpose] = &[Purpose::Dkk, Purpose::BrainInjury];
const DKK: &[Purpose] = &[Purpose::Dkk];
const BRAIN_INJURY: &[Purpose] = &[Purpose::BrainInjury];

/// Root fields that every schema has.
const INTROSPECTION: [&str; 3] = ["__schema", "__type", "__typename"];

const QUERIES: &[(&str, Need)] = &[
    ("me", Token),
    ("vocabulary", Token),
    ("organisations", Token),
    ("units", Token),
    ("professionals", Token),
    ("contactPoints", Token),
    ("interfaceAgreements", Token),
    ("effectGoals", Token),
    ("node", Reading(EITHER)),
    ("nodes", Reading(EITHER)),
    ("byExternalReference", Reading(EITHER)),
    ("case", Reading(DKK)),
    ("caseByExternalReference", Reading(DKK)),
    ("caseByCpr", Reading(DKK)),
    ("cases", Reading(DKK)),
    ("brainInjuryCase", Reading(BRAIN_INJURY)),
    ("brainInjuryCaseByExternalReference", Reading(BRAIN_INJURY)),
    ("brainInjuryCaseByCpr", Reading(BRAIN_INJURY)),
    ("brainInjuryCases", Reading(BRAIN_INJURY)),
    ("citizen", Reading(EITHER)),
    ("access", Reading(EITHER)),
    ("explain", Reading(EITHER)),
    ("consentPreview", Reading(EITHER)),
    ("consentsLapsing", Reading(EITHER)),
    ("tasksDue", Reading(EITHER)),
    ("minutesDue", Reading(EITHER)),
    ("agendasDue", Reading(EITHER)),
    ("ageTransitionsDue", Reading(BRAIN_INJURY)),
    ("followUpsDue", Reading(BRAIN_INJURY)),
    ("coordinatorsDue", Reading(BRAIN_INJURY)),
    ("freeChoicesDue", Reading(BRAIN_INJURY)),
    ("referralsDue", Reading(BRAIN_INJURY)),
    ("rehabilitationStartsDue", Reading(BRAIN_INJURY)),
    ("councilMeeting", Reading(BRAIN_INJURY)),
    ("councilMeetings", Reading(BRAIN_INJURY)),
    ("councilMeetingsDue", Reading(BRAIN_INJURY)),
    ("councilCasesDue", Reading(BRAIN_INJURY)),
    ("nextCouncilDate", Reading(BRAIN_INJURY)),
    ("unitCounts", Reading(EITHER)),
    ("accessLog", Reading(EITHER)),
    ("auditLog", Only(Scope::AuditRead)),
    ("clients", Only(Scope::AdminClients)),
    ("client", Only(Scope::AdminClients)),
    ("signingKeys", Only(Scope::AdminClients)),
    ("trustedIssuers", Only(Scope::AdminClients)),
    ("credentialsDue", Only(Scope::AdminClients)),
    ("rateLimit", Token),
];

const MUTATIONS: &[(&str, Need)] = &[
    // age_transition
    ("annulAgeTransition", Writing(BRAIN_INJURY)),
    ("completeAgeTransition", Writing(BRAIN_INJURY)),
    ("recordAgeTransition", Writing(BRAIN_INJURY)),
    // agenda
    ("acceptAgendaItem", Writing(EITHER)),
    ("addAgendaColumn", Writing(EITHER)),
    ("addAgendaItem", Writing(EITHER)),
    ("declineAgendaItem", Writing(EITHER)),
    ("moveAgendaItem", Writing(EITHER)),
    ("proposeAgendaItem", Writing(EITHER)),
    ("recordDecision", Writing(EITHER)),
    ("removeAgendaColumn", Writing(EITHER)),
    ("removeAgendaItem", Writing(EITHER)),
    ("setAgendaCell", Writing(EITHER)),
    ("updateAgendaItem", Writing(EITHER)),
    // assessment
    ("annulAssessment", Writing(DKK)),
    ("assess", Writing(DKK)),
    // assignment
    ("assignCoordinator", Writing(EITHER)),
    ("endCoordinatorAssignment", Writing(EITHER)),
    // basis
    ("endStatutoryBasis", Writing(EITHER)),
    ("objectToBasis", Consent),
    ("recordStatutoryBasis", Writing(EITHER)),
    // brain_injury_assessment
    ("annulBrainInjuryAssessment", Writing(BRAIN_INJURY)),
    ("correctBrainInjuryAssessment", Writing(BRAIN_INJURY)),
    ("recordBrainInjuryAssessment", Writing(BRAIN_INJURY)),
    // case
    ("annulCase", Writing(EITHER)),
    ("closeCase", Writing(EITHER)),
    ("openBrainInjuryCase", Writing(BRAIN_INJURY)),
    ("openCase", Writing(DKK)),
    ("setCaseUnit", Writing(EITHER)),
    // citizen
    ("annulCitizen", Writing(EITHER)),
    ("correctCitizenIdentifier", Writing(EITHER)),
    ("registerCitizen", Writing(EITHER)),
    ("updateCitizen", Writing(EITHER)),
    // client
    ("createClient", Only(Scope::AdminClients)),
    ("disableClient", Only(Scope::AdminClients)),
    ("enableClient", Only(Scope::AdminClients)),
    ("retireSigningKey", Only(Scope::AdminClients)),
    ("revokeClient", Only(Scope::AdminClients)),
    ("revokeClientSecret", Only(Scope::AdminClients)),
    ("revokeToken", Only(Scope::AdminClients)),
    ("rotateClientSecret", Only(Scope::AdminClients)),
    ("rotateSigningKey", Only(Scope::AdminClients)),
    ("updateClient", Only(Scope::AdminClients)),
    // consent
    ("annulConsent", Consent),
    ("correctConsent", Consent),
    ("giveConsent", Consent),
    ("withdrawConsent", Consent),
    ("withdrawConsentClause", Consent),
    // catalogue
    ("annulContactPoint", Only(Scope::DirectoryWrite)),
    ("annulEffectGoal", Only(Scope::DirectoryWrite)),
    ("annulInterfaceAgreement", Only(Scope::DirectoryWrite)),
    ("registerContactPoint", Only(Scope::DirectoryWrite)),
    ("registerEffectGoal", Only(Scope::DirectoryWrite)),
    ("registerInterfaceAgreement", Only(Scope::DirectoryWrite)),
    ("updateContactPoint", Only(Scope::DirectoryWrite)),
    ("updateEffectGoal", Only(Scope::DirectoryWrite)),
    ("updateInterfaceAgreement", Only(Scope::DirectoryWrite)),
    // coordination_plan
    ("addIntervention", Writing(BRAIN_INJURY)),
    ("addInterventionDependency", Writing(BRAIN_INJURY)),
    ("addPlanGoal", Writing(BRAIN_INJURY)),
    ("annulCoordinationPlan", Writing(BRAIN_INJURY)),
    ("createCoordinationPlan", Writing(BRAIN_INJURY)),
    ("openTrack", Writing(BRAIN_INJURY)),
    ("removeIntervention", Writing(BRAIN_INJURY)),
    ("removeInterventionDependency", Writing(BRAIN_INJURY)),
    ("removePlanGoal", Writing(BRAIN_INJURY)),
    ("removeTrack", Writing(BRAIN_INJURY)),
    ("updateCoordinationPlan", Writing(BRAIN_INJURY)),
    ("updateIntervention", Writing(BRAIN_INJURY)),
    ("updatePlanGoal", Writing(BRAIN_INJURY)),
    ("updateTrack", Writing(BRAIN_INJURY)),
    // council
    ("addCouncilTask", Writing(BRAIN_INJURY)),
    ("annulCouncilCase", Writing(BRAIN_INJURY)),
    ("cancelCouncilMeeting", Writing(BRAIN_INJURY)),
    ("createCouncilMeeting", Writing(BRAIN_INJURY)),
    ("holdCouncilMeeting", Writing(BRAIN_INJURY)),
    ("presentCouncilCase", Writing(BRAIN_INJURY)),
    ("recordCouncilDecision", Writing(BRAIN_INJURY)),
    ("recordCouncilDeliberation", Writing(BRAIN_INJURY)),
    ("updateCouncilCase", Writing(BRAIN_INJURY)),
    ("updateCouncilMeeting", Writing(BRAIN_INJURY)),
    // directory
    ("addMembership", Only(Scope::DirectoryWrite)),
    ("annulOrganisation", Only(Scope::DirectoryWrite)),
    ("annulProfessional", Only(Scope::DirectoryWrite)),
    ("annulUnit", Only(Scope::DirectoryWrite)),
    ("endMembership", Only(Scope::DirectoryWrite)),
    ("registerOrganisation", Only(Scope::DirectoryWrite)),
    ("registerProfessional", Only(Scope::DirectoryWrite)),
    ("registerUnit", Only(Scope::DirectoryWrite)),
    ("updateOrganisation", Only(Scope::DirectoryWrite)),
    ("updateProfessional", Only(Scope::DirectoryWrite)),
    ("updateUnit", Only(Scope::DirectoryWrite)),
    // enquiry
    ("annulEnquiry", Writing(DKK)),
    ("recordEnquiry", Writing(DKK)),
    ("updateEnquiryOutcome", Writing(DKK)),
    // exchange
    ("annulStatement", Writing(EITHER)),
    ("answerRequest", Writing(EITHER)),
    ("askForInformation", Writing(EITHER)),
    ("declineRequest", Writing(EITHER)),
    ("recordStatement", Writing(EITHER)),
    // follow_up
    ("annulFollowUp", Writing(BRAIN_INJURY)),
    ("cancelFollowUp", Writing(BRAIN_INJURY)),
    ("holdFollowUp", Writing(BRAIN_INJURY)),
    ("planFollowUp", Writing(BRAIN_INJURY)),
    ("recordFollowUp", Writing(BRAIN_INJURY)),
    ("updateFollowUp", Writing(BRAIN_INJURY)),
    // goal
    ("removeGoal", Writing(DKK)),
    ("setGoal", Writing(DKK)),
    ("updateGoal", Writing(DKK)),
    // issuer
    ("removeTrustedIssuer", Only(Scope::AdminClients)),
    ("trustIssuer", Only(Scope::AdminClients)),
    ("updateTrustedIssuer", Only(Scope::AdminClients)),
    // leaflet
    ("annulLeaflet", Writing(DKK)),
    ("recordLeaflet", Writing(DKK)),
    // meeting
    ("addParticipant", Writing(EITHER)),
    ("cancelMeeting", Writing(EITHER)),
    ("createMeeting", Writing(EITHER)),
    ("holdMeeting", Writing(EITHER)),
    ("recordAbsence", Writing(EITHER)),
    ("removeParticipant", Writing(EITHER)),
    ("sendAgenda", Writing(EITHER)),
    ("sendMinutes", Writing(EITHER)),
    ("setChair", Writing(EITHER)),
    ("setMinuteTaker", Writing(EITHER)),
    ("updateMeeting", Writing(EITHER)),
    // network_map
    ("addActor", Writing(DKK)),
    ("removeActor", Writing(DKK)),
    ("sendNetworkMap", Writing(DKK)),
    ("setNetworkMapHead", Writing(DKK)),
    ("updateActor", Writing(DKK)),
    ("updateOwnContact", Writing(DKK)),
    // notice
    ("deliverCitizenNotice", Writing(EITHER)),
    // participation
    ("addParticipation", Writing(EITHER)),
    ("endParticipation", Writing(EITHER)),
    // reference
    ("removeExternalReference", Writing(EITHER)),
    ("setExternalReference", Writing(EITHER)),
    // referral
    ("addReferralAttachment", Writing(BRAIN_INJURY)),
    ("annulReferral", Writing(BRAIN_INJURY)),
    ("annulReferralAttachment", Writing(BRAIN_INJURY)),
    ("correctReferral", Writing(BRAIN_INJURY)),
    ("decideReferral", Writing(BRAIN_INJURY)),
    ("recordReferral", Writing(BRAIN_INJURY)),
    ("sendReferral", Writing(BRAIN_INJURY)),
    // rehabilitation_plan
    ("annulRehabilitationPlan", Writing(BRAIN_INJURY)),
    ("correctRehabilitationPlan", Writing(BRAIN_INJURY)),
    ("recordRehabilitationPlan", Writing(BRAIN_INJURY)),
    ("sendRehabilitationPlan", Writing(BRAIN_INJURY)),
    ("updateRehabilitationCourse", Writing(BRAIN_INJURY)),
    // rehabilitation_team
    ("annulRehabilitationTeamCase", Writing(BRAIN_INJURY)),
    ("recordRehabilitationTeamCase", Writing(BRAIN_INJURY)),
    // representative
    ("addRepresentative", Writing(EITHER)),
    ("annulRepresentative", Writing(EITHER)),
    ("endRepresentative", Writing(EITHER)),
    ("updateRepresentative", Writing(EITHER)),
    // task
    ("addTask", Writing(EITHER)),
    ("setTaskState", Writing(EITHER)),
    ("updateTask", Writing(EITHER)),
];

/// The first scope that an operation needs and the token lacks; none: it may run.
pub(crate) fn missing_scope(
    document: &ExecutableDocument,
    name: Option<&str>,
    variables: &Variables,
    caller: &Caller,
) -> Option<Scope> {
    let operation = operation(document, name)?;
    root_fields_of(document, name)
        .into_iter()
        .filter_map(|field| {
            let need = need(operation.ty, &field.name.node);
            let ids = || ids_of(field, operation, variables);
            let lacking = lacks(need, caller)
                .or_else(|| ids().into_iter().find_map(|case| lacks_for(need, case, caller)));
            Some((field.name.node.as_str(), lacking?))
        })
        // What is no field at all is for validation to say.
        .find_map(|(field, scope)| is_root_field(field).then_some(scope))
}

/// Purposes of the cases that the ids in a root field's arguments name.
fn ids_of(field: &Field, operation: &OperationDefinition, variables: &Variables) -> Vec<Purpose> {
    let mut found = Vec::new();
    // Another system's number is no id of ours.
    if field.arguments.iter().any(|(name, _)| name.node == "system") {
        return found;
    }
    let held = |name: &Name| {
        let given = variables.get(name).cloned();
        let definition =
            || operation.variable_definitions.iter().find(|d| d.node.name.node == *name);
        given.or_else(|| Some(definition()?.node.default_value.as_ref()?.node.clone()))
    };
    for (name, value) in &field.arguments {
        let value = value
            .node
            .clone()
            .into_const_with(|name| Ok::<_, Infallible>(held(&name).unwrap_or_default()));
        let Ok(value) = value;
        collect_ids(&name.node, &value, &mut found);
    }
    found
}

fn collect_ids(name: &str, value: &Value, found: &mut Vec<Purpose>) {
    match value {
        Value::List(values) => {
            values.iter().for_each(|value| collect_ids(name, value, found));
        }
        Value::Object(fields) if !fields.contains_key("system") => {
            fields.iter().for_each(|(name, value)| collect_ids(name, value, found));
        }
        Value::String(text) => collect_id(name, text, found),
        _ => {}
    }
}

fn collect_id(name: &str, text: &str, found: &mut Vec<Purpose>) {
    // By the names of the schema's arguments, so that no free text is taken for an id.
    let holds_id = ["id", "ids", "Id", "Ids"].iter().any(|end| match *end {
        "id" | "ids" => name == *end,
        end => name.ends_with(end),
    });
    if holds_id {
        found.extend(GlobalId::parse(text).and_then(GlobalId::any_case).map(|case| case.purpose));
    }
}

/// What a root field needs; a field that the table forgot is for administrators alone.
fn need(kind: OperationType, field: &str) -> Need {
    if field.starts_with("__") {
        return Token;
    }
    let found = table(kind).iter().find(|(name, _)| *name == field);
    found.map_or(Only(Scope::AdminClients), |(_, need)| *need)
}

fn table(kind: OperationType) -> &'static [(&'static str, Need)] {
    match kind {
        OperationType::Query => QUERIES,
        OperationType::Mutation | OperationType::Subscription => MUTATIONS,
    }
}

/// The name of a root field as the log has it: one of the schema's own; of what the schema does not
/// have one word, since a client may have put anything into it.
pub(super) fn name_for_log(kind: OperationType, field: &str) -> &'static str {
    const UNKNOWN: &str = "unknown";
    let mut names = table(kind).iter().map(|(name, _)| *name).chain(INTROSPECTION);
    names.find(|name| *name == field).unwrap_or(UNKNOWN)
}

/// Whether a root type has a field of this name; asked only when a scope is missing.
fn is_root_field(name: &str) -> bool {
    static NAMES: OnceLock<HashSet<String>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        let sdl = super::sdl(&super::build());
        let definitions = parse_schema(sdl).map(|document| document.definitions);
        let root = |definition| match definition {
            TypeSystemDefinition::Type(ty)
                if matches!(ty.node.name.node.as_str(), "Query" | "Mutation") =>
            {
                match ty.node.kind {
                    TypeKind::Object(object) => object.fields,
                    _ => Vec::new(),
                }
            }
            _ => Vec::new(),
        };
        let fields = definitions.unwrap_or_default().into_iter().flat_map(root);
        fields.map(|field| field.node.name.node.to_string()).collect()
    });
    names.contains(name)
}

fn reading(purpose: Purpose) -> Scope {
    match purpose {
        Purpose::BrainInjury => Scope::BrainInjuryRead,
        Purpose::Dkk | Purpose::Treatment => Scope::DkkRead,
    }
}

fn writing(purpose: Purpose) -> Scope {
    match purpose {
        Purpose::BrainInjury => Scope::BrainInjuryWrite,
        Purpose::Dkk | Purpose::Treatment => Scope::DkkWrite,
    }
}

/// The scope to name where none of these purposes is reached.
fn unless(
    reach: Reach,
    purposes: &[Purpose],
    scope: impl FnOnce(Purpose) -> Scope,
) -> Option<Scope> {
    match purposes {
        [first, ..] if !purposes.iter().any(|purpose| reach.has(*purpose)) => Some(scope(*first)),
        _ => None,
    }
}

/// The scope that opens reading to this caller.
fn reader(caller: &Caller) -> impl FnOnce(Purpose) -> Scope {
    let insight = caller.is_citizen_side();
    move |purpose| if insight { Scope::CitizenInsight } else { reading(purpose) }
}

/// What a token lacks for a field at all.
fn lacks(need: Need, caller: &Caller) -> Option<Scope> {
    match need {
        Token => None,
        Reading(purposes) => unless(caller.reading(), purposes, reader(caller)),
        Writing(purposes) => unless(caller.writing(), purposes, writing),
        Consent => (!caller.may(Scope::ConsentWrite)).then_some(Scope::ConsentWrite),
        Only(scope) => (!caller.may(scope)).then_some(scope),
    }
}

/// What a token lacks for a field that names a case of this purpose. A field of one bundle knows
/// no id of the other, and says nothing of it.
fn lacks_for(need: Need, purpose: Purpose, caller: &Caller) -> Option<Scope> {
    let one = &[purpose];
    match need {
        Reading(purposes) if purposes.contains(&purpose) => {
            unless(caller.reading(), one, reader(caller))
        }
        Writing(purposes) if purposes.contains(&purpose) => unless(caller.writing(), one, writing),
        Consent => unless(caller.reaching(), one, reader(caller)),
        Reading(_) | Writing(_) | Token | Only(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use law::{Role, RoleSet, Viewer};

    use super::*;
    use crate::domain::ScopeSet;

    /// Names of the fields of a root type.
    async fn fields_of(root: &str) -> Vec<String> {
        let query = format!("{{ __type(name: \"{root}\") {{ fields {{ name }} }} }}");
        let answer = crate::graphql::build().execute(query).await;
        assert!(answer.errors.is_empty(), "{:?}", answer.errors);
        let json = answer.data.into_json().unwrap();
        let fields = json["__type"]["fields"].as_array().unwrap().clone();
        fields.iter().map(|field| field["name"].as_str().unwrap().to_owned()).collect()
    }

    #[tokio::test]
    async fn every_root_field_has_its_scope() {
        for (root, table) in [("Query", QUERIES), ("Mutation", MUTATIONS)] {
            let fields = fields_of(root).await;
            let listed = |field: &String| table.iter().any(|(name, _)| name == field);
            let missing: Vec<_> = fields.iter().filter(|field| !listed(field)).collect();
            assert!(missing.is_empty(), "{root}: no scope for {missing:?}");
            let gone: Vec<_> =
                table.iter().filter(|(name, _)| !fields.iter().any(|f| f == name)).collect();
            assert!(gone.is_empty(), "{root}: no such field {gone:?}");
        }
    }

    fn caller(scopes: &[Scope], roles: &[Role]) -> Caller {
        Caller {
            viewer: Viewer {
                organisation: None,
                unit: None,
                user: None,
                roles: roles.iter().copied().collect::<RoleSet>(),
                citizen: None,
            },
            client_id: "client".to_owned(),
            scopes: ScopeSet::of(scopes),
            expires_at: "2026-11-22T10:00:00Z".parse().unwrap(),
            token_id: "token".to_owned(),
        }
    }

    #[test]
    fn an_operation_is_refused_for_a_field_in_any_fragment() {
        let text = "query A { me { clientId } ...F } query B { me { clientId } } \
                    fragment F on Query { ... { x: case(id: 1) { id } } }";
        let document = parse_query(text).unwrap();
        let missing = |name, caller: &Caller| {
            missing_scope(&document, Some(name), &Variables::default(), caller)
        };
        let nobody = caller(&[], &[Role::Caseworker]);
        assert_eq!(missing("A", &nobody), Some(Scope::DkkRead));
        assert_eq!(missing("B", &nobody), None);
        assert_eq!(missing("A", &caller(&[Scope::DkkRead], &[])), None);
        let insight = &[Scope::CitizenInsight];
        assert_eq!(missing("A", &caller(insight, &[Role::Citizen])), None);
        assert_eq!(missing("A", &caller(insight, &[Role::Caseworker])), Some(Scope::DkkRead));
        assert_eq!(missing("A", &caller(&[], &[Role::Citizen])), Some(Scope::CitizenInsight));
    }

    #[test]
    fn a_field_that_the_table_forgot_is_closed_and_what_is_no_field_goes_to_validation() {
        assert_eq!(need(OperationType::Mutation, "somethingNew"), Only(Scope::AdminClients));
        let document = parse_query("mutation { somethingNew { id } }").unwrap();
        let writer = caller(&[Scope::DkkWrite], &[Role::Caseworker]);
        assert_eq!(missing_scope(&document, None, &Variables::default(), &writer), None);
    }
}
