//! Which scope reaches which root field. An operation that names a field no scope of the token
//! reaches is refused whole, before it runs. What a field then shows is decided by consent.

use async_graphql::parser::types::{ExecutableDocument, OperationType};
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
    ("acceptAgendaItem", Only(Scope::DkkWrite)),
    ("addActor", Only(Scope::DkkWrite)),
    ("addAgendaColumn", Only(Scope::DkkWrite)),
    ("addAgendaItem", Only(Scope::DkkWrite)),
    ("addMembership", Only(Scope::DirectoryWrite)),
    ("addParticipant", Only(Scope::DkkWrite)),
    ("addParticipation", Only(Scope::DkkWrite)),
    ("addRepresentative", Only(Scope::DkkWrite)),
    ("addTask", Only(Scope::DkkWrite)),
    ("annulAssessment", Only(Scope::DkkWrite)),
    ("annulCitizen", Only(Scope::DkkWrite)),
    ("annulConsent", Only(Scope::ConsentWrite)),
    ("annulEnquiry", Only(Scope::DkkWrite)),
    ("annulOrganisation", Only(Scope::DirectoryWrite)),
    ("annulProfessional", Only(Scope::DirectoryWrite)),
    ("annulRepresentative", Only(Scope::DkkWrite)),
    ("annulStatement", Only(Scope::DkkWrite)),
    ("annulUnit", Only(Scope::DirectoryWrite)),
    ("answerRequest", Only(Scope::DkkWrite)),
    ("askForInformation", Only(Scope::DkkWrite)),
    ("assess", Only(Scope::DkkWrite)),
    ("assignCoordinator", Only(Scope::DkkWrite)),
    ("cancelMeeting", Only(Scope::DkkWrite)),
    ("closeCase", Only(Scope::DkkWrite)),
    ("correctCitizenIdentifier", Only(Scope::DkkWrite)),
    ("correctConsent", Only(Scope::ConsentWrite)),
    ("createMeeting", Only(Scope::DkkWrite)),
    ("declineAgendaItem", Only(Scope::DkkWrite)),
    ("declineRequest", Only(Scope::DkkWrite)),
    ("deliverCitizenNotice", Only(Scope::DkkWrite)),
    ("endCoordinatorAssignment", Only(Scope::DkkWrite)),
    ("endMembership", Only(Scope::DirectoryWrite)),
    ("endParticipation", Only(Scope::DkkWrite)),
    ("endRepresentative", Only(Scope::DkkWrite)),
    ("endStatutoryBasis", Only(Scope::DkkWrite)),
    ("giveConsent", Only(Scope::ConsentWrite)),
    ("holdMeeting", Only(Scope::DkkWrite)),
    ("moveAgendaItem", Only(Scope::DkkWrite)),
    ("objectToBasis", Only(Scope::ConsentWrite)),
    ("openCase", Only(Scope::DkkWrite)),
    ("proposeAgendaItem", Only(Scope::DkkWrite)),
    ("recordAbsence", Only(Scope::DkkWrite)),
    ("recordDecision", Only(Scope::DkkWrite)),
    ("recordEnquiry", Only(Scope::DkkWrite)),
    ("recordLeaflet", Only(Scope::DkkWrite)),
    ("recordStatement", Only(Scope::DkkWrite)),
    ("recordStatutoryBasis", Only(Scope::DkkWrite)),
    ("registerCitizen", Only(Scope::DkkWrite)),
    ("registerOrganisation", Only(Scope::DirectoryWrite)),
    ("registerProfessional", Only(Scope::DirectoryWrite)),
    ("registerUnit", Only(Scope::DirectoryWrite)),
    ("removeActor", Only(Scope::DkkWrite)),
    ("removeAgendaColumn", Only(Scope::DkkWrite)),
    ("removeAgendaItem", Only(Scope::DkkWrite)),
    ("removeExternalReference", Only(Scope::DkkWrite)),
    ("removeGoal", Only(Scope::DkkWrite)),
    ("removeParticipant", Only(Scope::DkkWrite)),
    ("sendAgenda", Only(Scope::DkkWrite)),
    ("sendMinutes", Only(Scope::DkkWrite)),
    ("sendNetworkMap", Only(Scope::DkkWrite)),
    ("setAgendaCell", Only(Scope::DkkWrite)),
    ("setCaseUnit", Only(Scope::DkkWrite)),
    ("setChair", Only(Scope::DkkWrite)),
    ("setExternalReference", Only(Scope::DkkWrite)),
    ("setGoal", Only(Scope::DkkWrite)),
    ("setMinuteTaker", Only(Scope::DkkWrite)),
    ("setNetworkMapHead", Only(Scope::DkkWrite)),
    ("setTaskState", Only(Scope::DkkWrite)),
    ("updateActor", Only(Scope::DkkWrite)),
    ("updateAgendaItem", Only(Scope::DkkWrite)),
    ("updateCitizen", Only(Scope::DkkWrite)),
    ("updateEnquiryOutcome", Only(Scope::DkkWrite)),
    ("updateGoal", Only(Scope::DkkWrite)),
    ("updateMeeting", Only(Scope::DkkWrite)),
    ("updateOrganisation", Only(Scope::DirectoryWrite)),
    ("updateOwnContact", Only(Scope::DkkWrite)),
    ("updateProfessional", Only(Scope::DirectoryWrite)),
    ("updateRepresentative", Only(Scope::DkkWrite)),
    ("updateTask", Only(Scope::DkkWrite)),
    ("updateUnit", Only(Scope::DirectoryWrite)),
    ("withdrawConsent", Only(Scope::ConsentWrite)),
    ("withdrawConsentClause", Only(Scope::ConsentWrite)),
];

/// The first scope that an operation needs and the token lacks; none: it may run.
pub(crate) fn missing_scope(
    document: &ExecutableDocument,
    name: Option<&str>,
    caller: &Caller,
) -> Option<Scope> {
    let kind = operation(document, name)?.ty;
    root_names(document, name).into_iter().find_map(|field| lacks(need(kind, field), caller))
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

    /// Names of the fields of a root type in the SDL.
    fn fields_of(root: &str) -> Vec<String> {
        let sdl = crate::graphql::sdl(&crate::graphql::build());
        let (_, rest) = sdl.split_once(&format!("type {root} {{\n")).unwrap();
        let body = rest.split("\n}").next().unwrap();
        let mut described = false;
        let mut names = Vec::new();
        let mut open = 0_usize;
        for line in body.lines().map(str::trim) {
            if line.starts_with("\"\"\"") {
                described = !described && line.matches("\"\"\"").count() == 1
                    || described && line.matches("\"\"\"").count() != 1 && !described;
                continue;
            }
            if described {
                continue;
            }
            let name: String = line.chars().take_while(char::is_ascii_alphanumeric).collect();
            if open == 0 && !name.is_empty() {
                names.push(name);
            }
            open += line.matches('(').count();
            open -= line.matches(')').count();
        }
        names
    }

    #[test]
    fn every_root_field_has_its_scope() {
        for (root, table) in [("Query", QUERIES), ("Mutation", MUTATIONS)] {
            let fields = fields_of(root);
            assert!(fields.len() > 1 || root == "Mutation", "{root}: {fields:?}");
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
    fn a_field_that_the_table_forgot_is_closed() {
        let document = parse_query("mutation { somethingNew { id } }").unwrap();
        let writer = caller(&[Scope::DkkWrite], &[Role::Caseworker]);
        assert_eq!(missing_scope(&document, None, &writer), Some(Scope::AdminClients));
    }
}
