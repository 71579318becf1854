//! Which scope reaches which root field. An operation that names a field no scope of the token
//! reaches is refused whole, before it runs. What a field then shows is decided by consent.

use std::collections::HashSet;
use std::sync::OnceLock;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    ExecutableDocument, OperationType, TypeKind, TypeSystemDefinition,
};
use law::Role;

use super::schema::{operation, root_names};
use crate::domain::{Caller, Scope};

/// What a root field asks of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Need {
    /// Nothing but a token.
    Token,
    /// Reading cases: `dkk:read`, or `citizen:insight` for the citizen and a representative.
    Reading,
    /// This scope.
    Scope(Scope),
}

use Need::{Reading, Scope as Only, Token};

const QUERIES: &[(&str, Need)] = &[
    ("me", Token),
    ("vocabulary", Token),
    ("organisations", Token),
    ("units", Token),
    ("professionals", Token),
    ("node", Reading),
    ("nodes", Reading),
    ("byExternalReference", Reading),
    ("case", Reading),
    ("caseByExternalReference", Reading),
    ("caseByCpr", Reading),
    ("cases", Reading),
    ("citizen", Reading),
    ("access", Reading),
    ("explain", Reading),
    ("consentPreview", Reading),
    ("consentsLapsing", Reading),
    ("tasksDue", Reading),
    ("minutesDue", Reading),
    ("agendasDue", Reading),
    ("unitCounts", Reading),
    ("accessLog", Reading),
    ("auditLog", Only(Scope::AuditRead)),
];

const MUTATIONS: &[(&str, Need)] = &[
    // agenda
    ("acceptAgendaItem", Only(Scope::DkkWrite)),
    ("addAgendaColumn", Only(Scope::DkkWrite)),
    ("addAgendaItem", Only(Scope::DkkWrite)),
    ("declineAgendaItem", Only(Scope::DkkWrite)),
    ("moveAgendaItem", Only(Scope::DkkWrite)),
    ("proposeAgendaItem", Only(Scope::DkkWrite)),
    ("recordDecision", Only(Scope::DkkWrite)),
    ("removeAgendaColumn", Only(Scope::DkkWrite)),
    ("removeAgendaItem", Only(Scope::DkkWrite)),
    ("setAgendaCell", Only(Scope::DkkWrite)),
    ("updateAgendaItem", Only(Scope::DkkWrite)),
    // assessment
    ("annulAssessment", Only(Scope::DkkWrite)),
    ("assess", Only(Scope::DkkWrite)),
    // assignment
    ("assignCoordinator", Only(Scope::DkkWrite)),
    ("endCoordinatorAssignment", Only(Scope::DkkWrite)),
    // basis
    ("endStatutoryBasis", Only(Scope::DkkWrite)),
    ("objectToBasis", Only(Scope::ConsentWrite)),
    ("recordStatutoryBasis", Only(Scope::DkkWrite)),
    // case
    ("closeCase", Only(Scope::DkkWrite)),
    ("openCase", Only(Scope::DkkWrite)),
    ("setCaseUnit", Only(Scope::DkkWrite)),
    // citizen
    ("annulCitizen", Only(Scope::DkkWrite)),
    ("correctCitizenIdentifier", Only(Scope::DkkWrite)),
    ("registerCitizen", Only(Scope::DkkWrite)),
    ("updateCitizen", Only(Scope::DkkWrite)),
    // consent
    ("annulConsent", Only(Scope::ConsentWrite)),
    ("correctConsent", Only(Scope::ConsentWrite)),
    ("giveConsent", Only(Scope::ConsentWrite)),
    ("withdrawConsent", Only(Scope::ConsentWrite)),
    ("withdrawConsentClause", Only(Scope::ConsentWrite)),
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
    ("annulEnquiry", Only(Scope::DkkWrite)),
    ("recordEnquiry", Only(Scope::DkkWrite)),
    ("updateEnquiryOutcome", Only(Scope::DkkWrite)),
    // exchange
    ("annulStatement", Only(Scope::DkkWrite)),
    ("answerRequest", Only(Scope::DkkWrite)),
    ("askForInformation", Only(Scope::DkkWrite)),
    ("declineRequest", Only(Scope::DkkWrite)),
    ("recordStatement", Only(Scope::DkkWrite)),
    // goal
    ("removeGoal", Only(Scope::DkkWrite)),
    ("setGoal", Only(Scope::DkkWrite)),
    ("updateGoal", Only(Scope::DkkWrite)),
    // leaflet
    ("recordLeaflet", Only(Scope::DkkWrite)),
    // meeting
    ("addParticipant", Only(Scope::DkkWrite)),
    ("cancelMeeting", Only(Scope::DkkWrite)),
    ("createMeeting", Only(Scope::DkkWrite)),
    ("holdMeeting", Only(Scope::DkkWrite)),
    ("recordAbsence", Only(Scope::DkkWrite)),
    ("removeParticipant", Only(Scope::DkkWrite)),
    ("sendAgenda", Only(Scope::DkkWrite)),
    ("sendMinutes", Only(Scope::DkkWrite)),
    ("setChair", Only(Scope::DkkWrite)),
    ("setMinuteTaker", Only(Scope::DkkWrite)),
    ("updateMeeting", Only(Scope::DkkWrite)),
    // network_map
    ("addActor", Only(Scope::DkkWrite)),
    ("removeActor", Only(Scope::DkkWrite)),
    ("sendNetworkMap", Only(Scope::DkkWrite)),
    ("setNetworkMapHead", Only(Scope::DkkWrite)),
    ("updateActor", Only(Scope::DkkWrite)),
    ("updateOwnContact", Only(Scope::DkkWrite)),
    // notice
    ("deliverCitizenNotice", Only(Scope::DkkWrite)),
    // participation
    ("addParticipation", Only(Scope::DkkWrite)),
    ("endParticipation", Only(Scope::DkkWrite)),
    // reference
    ("removeExternalReference", Only(Scope::DkkWrite)),
    ("setExternalReference", Only(Scope::DkkWrite)),
    // representative
    ("addRepresentative", Only(Scope::DkkWrite)),
    ("annulRepresentative", Only(Scope::DkkWrite)),
    ("endRepresentative", Only(Scope::DkkWrite)),
    ("updateRepresentative", Only(Scope::DkkWrite)),
    // task
    ("addTask", Only(Scope::DkkWrite)),
    ("setTaskState", Only(Scope::DkkWrite)),
    ("updateTask", Only(Scope::DkkWrite)),
];

/// The first scope that an operation needs and the token lacks; none: it may run.
pub(crate) fn missing_scope(
    document: &ExecutableDocument,
    name: Option<&str>,
    caller: &Caller,
) -> Option<Scope> {
    let kind = operation(document, name)?.ty;
    root_names(document, name)
        .into_iter()
        .filter_map(|field| Some((field, lacks(need(kind, field), caller)?)))
        // What is no field at all is for validation to say.
        .find_map(|(field, scope)| is_root_field(field).then_some(scope))
}

/// What a root field needs; a field that the table forgot is for administrators alone.
fn need(kind: OperationType, field: &str) -> Need {
    if field.starts_with("__") {
        return Token;
    }
    let table = match kind {
        OperationType::Query => QUERIES,
        OperationType::Mutation | OperationType::Subscription => MUTATIONS,
    };
    let found = table.iter().find(|(name, _)| *name == field);
    found.map_or(Only(Scope::AdminClients), |(_, need)| *need)
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

fn lacks(need: Need, caller: &Caller) -> Option<Scope> {
    let roles = caller.viewer.roles;
    let citizen_side = roles.has(Role::Citizen) || roles.has(Role::Representative);
    match need {
        Token => None,
        Reading if caller.may(Scope::DkkRead) => None,
        Reading if citizen_side && caller.may(Scope::CitizenInsight) => None,
        Reading if citizen_side => Some(Scope::CitizenInsight),
        Reading => Some(Scope::DkkRead),
        Only(scope) => (!caller.may(scope)).then_some(scope),
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use law::{RoleSet, Viewer};

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
        let missing = |name, caller: &Caller| missing_scope(&document, Some(name), caller);
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
        assert_eq!(missing_scope(&document, None, &writer), None);
    }
}
