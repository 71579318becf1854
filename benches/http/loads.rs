//! What is asked, and the SQL for the same rows.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::TimeDelta;
use sea_orm::{ConnectionTrait, DatabaseConnection, EntityTrait};
use stifinder::demo;
use stifinder::domain::{CaseRef, Clock, EntityKind, GlobalId, ScopeSet, SystemClock};
use stifinder::server::Server;
use stifinder::token::Grant;

use law::Purpose;

use crate::Failure;
use crate::drive::Next;

const BUNDLE: &str = include_str!("../bundle.graphql");
const LIST: &str = "query($unit: ID!) { cases(filter: { unitId: $unit }, first: 50) { \
    edges { cursor node { id status openedAt closedAt citizen { name birthDate } } } \
    pageInfo { hasNextPage endCursor } } }";
const UPDATE: &str = "mutation($input: UpdateActorInput!) { updateActor(input: $input) { \
    actor { id phone version } userErrors { code } } }";

/// One kind of load, and the SQL for the same rows.
pub(crate) struct Load {
    pub(crate) name: &'static str,
    pub(crate) next: Next,
    /// How the body of each answer begins: one that shows nothing is no answer.
    pub(crate) begins: &'static [u8],
    pub(crate) script: &'static str,
    /// How many citizens an answer tells of, and how long what the log says of each is.
    pub(crate) logged: [usize; 2],
    /// The same, asked of the peer.
    pub(crate) peer: Asked,
    /// How many numbers its script chooses among, and how many cases there are.
    pub(crate) among: usize,
    pub(crate) cases: usize,
}

impl Load {
    /// The script that keeps the log too, without hashing or signing it: in the same transaction.
    pub(crate) fn logging(&self) -> String {
        let (numbers, log): (Vec<_>, Vec<_>) =
            include_str!("../log.sql").lines().partition(|line| line.starts_with("\\set"));
        let end = if self.script.contains("COMMIT;") { "COMMIT;" } else { "\\endpipeline" };
        let logged = self.script.replace(end, &format!("{}\n{end}", log.join("\n")));
        format!("{}\n{logged}", numbers.join("\n"))
    }
}

/// What is asked of the peer, and how each answer begins.
pub(crate) struct Asked {
    pub(crate) next: Next,
    pub(crate) begins: &'static [u8],
}

fn request(token: &str, query: &str, variables: &serde_json::Value) -> Vec<u8> {
    post(&format!("authorization: Bearer {token}"), query, variables)
}

/// The peer is told in headers for whom it answers.
fn request_of_peer(
    case: &entity::coordination_case::Model,
    query: &str,
    variables: &serde_json::Value,
) -> Vec<u8> {
    let (organisation, unit) = (case.lead_organisation_id, case.unit_id);
    post(&format!("organisation: {organisation}\r\nunit: {unit}"), query, variables)
}

/// Cases that are written to over HTTP.
const WRITTEN: usize = 64;

fn post(headers: &str, query: &str, variables: &serde_json::Value) -> Vec<u8> {
    let body = serde_json::json!({ "query": query, "variables": variables }).to_string();
    format!(
        "POST /graphql HTTP/1.1\r\nhost: bench\r\n{headers}\r\n\
         content-type: application/json\r\naccept: application/graphql-response+json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Every load, on the cases of this database.
pub(crate) async fn loads(
    server: &Server,
    connection: &DatabaseConnection,
    clock: &SystemClock,
) -> Result<Vec<Load>, Failure> {
    let mut cases = entity::coordination_case::Entity::find().all(connection).await?;
    cases.retain(|case| case.purpose.0 == Purpose::Dkk);
    let number = "DROP TABLE IF EXISTS bench_case, bench_unit; \
                  CREATE SEQUENCE IF NOT EXISTS bench_log; \
                  CREATE TABLE bench_case AS SELECT row_number() OVER (ORDER BY id) AS n, \
                  id AS case_id, citizen_id FROM coordination_case \
                  WHERE closed_at IS NULL AND purpose = 'DKK'; \
                  ALTER TABLE bench_case ADD PRIMARY KEY (n); \
                  CREATE TABLE bench_unit AS SELECT row_number() OVER () AS n, unit_id FROM \
                  (SELECT DISTINCT unit_id FROM coordination_case WHERE purpose = 'DKK') u; \
                  ANALYZE";
    connection.execute_unprepared(number).await?;
    let token_of = |case: &entity::coordination_case::Model| {
        let grant = Grant {
            client_id: demo::CLIENT.to_owned(),
            organisation: Some(case.lead_organisation_id.into()),
            unit: Some(case.unit_id.into()),
            user: None,
            roles: law::RoleSet::NONE,
            citizen: None,
            scopes: ScopeSet::ALL,
        };
        Ok::<_, Failure>(server.tokens().issue(&grant, TimeDelta::days(1), clock.now()?)?)
    };
    let mut tokens = HashMap::new();
    for case in &cases {
        if let std::collections::hash_map::Entry::Vacant(entry) = tokens.entry(case.unit_id) {
            entry.insert(token_of(case)?);
        }
    }
    let mut open: Vec<_> = cases.iter().filter(|case| case.closed_at.is_none()).collect();
    open.sort_by_key(|case| case.id);
    // The cases that are written to over HTTP are not those that the script writes to.
    let (of_script, written) = open.split_at(open.len() - open.len().min(WRITTEN));
    let bundles: Vec<_> = open
        .iter()
        .map(|case| {
            let id = GlobalId::outside(EntityKind::DkkCase, case.id).to_string();
            request(&tokens[&case.unit_id], BUNDLE, &serde_json::json!({ "id": id }))
        })
        .collect();
    let bundles_of_peer: Vec<_> = open
        .iter()
        .map(|case| {
            let variables = serde_json::json!({ "citizen": case.citizen_id, "case": case.id });
            request_of_peer(case, include_str!("../peer/bundle.graphql"), &variables)
        })
        .collect();
    let mut units: Vec<_> = open.iter().map(|case| (case.unit_id, case)).collect();
    units.sort_by_key(|(unit, _)| *unit);
    units.dedup_by_key(|(unit, _)| *unit);
    let lists_of_peer: Vec<_> = units
        .iter()
        .map(|(unit, case)| {
            let variables = serde_json::json!({ "unit": unit });
            request_of_peer(case, include_str!("../peer/list.graphql"), &variables)
        })
        .collect();
    let lists: Vec<_> = tokens
        .iter()
        .map(|(unit, token)| {
            let id = GlobalId::outside(EntityKind::Unit, *unit).to_string();
            request(token, LIST, &serde_json::json!({ "unit": id }))
        })
        .collect();
    // A case of its own for each connection: what is measured is the write, not the conflict.
    let actors = entity::network_actor::Entity::find().all(connection).await?;
    let mut taken = HashSet::new();
    let actors: Vec<_> = actors
        .into_iter()
        .filter(|a| a.superseded_at.is_none() && a.removed_reason.is_none())
        .filter_map(|a| {
            let case = written.iter().find(|case| case.id == a.case_id)?;
            taken.insert(case.id).then_some(())?;
            let of = CaseRef { purpose: case.purpose.0, id: case.id };
            let id = GlobalId::of_case(EntityKind::Actor, of, a.id).to_string();
            Some((id, a.version, tokens[&case.unit_id].clone(), (a.citizen_id, a.row_id, *case)))
        })
        .collect();
    let of_peer: Vec<_> =
        actors.iter().map(|actor| (actor.3.0, actor.3.1, actor.3.2.clone())).collect();
    let actors: Vec<_> = actors.into_iter().map(|a| (a.0, a.1, a.2)).collect();
    let update_of_peer = move |connection: usize, number: usize| {
        let (citizen, row, case) = &of_peer[connection % of_peer.len()];
        let phone = format!("{number:08}");
        let variables = serde_json::json!({ "citizen": citizen, "row": row, "phone": phone });
        request_of_peer(case, include_str!("../peer/update.graphql"), &variables)
    };
    let update = move |connection: usize, number: usize| {
        let (id, version, token) = &actors[connection % actors.len()];
        let version = i64::from(*version) + i64::try_from(number).unwrap_or_default();
        let input = serde_json::json!({
            "actorId": id, "phone": format!("{number:08}"), "expectedVersion": version,
        });
        request(token, UPDATE, &serde_json::json!({ "input": input }))
    };
    let (among, units) = (open.len(), tokens.len());
    let cycle = |requests: Vec<Vec<u8>>| -> Next {
        Arc::new(move |connection, number| {
            requests[(connection * 7919 + number) % requests.len()].clone()
        })
    };
    Ok(vec![
        Load {
            name: "bundle read",
            next: cycle(bundles),
            begins: br#"{"data":{"case":{"id":"#,
            script: include_str!("../bundle.sql"),
            logged: [1, 310],
            peer: Asked {
                next: cycle(bundles_of_peer),
                begins: br#"{"data":{"coordinationCaseByCitizenIdAndRowId":{"rowId":"#,
            },
            among,
            cases: open.len(),
        },
        Load {
            name: "unit list",
            next: cycle(lists),
            begins: br#"{"data":{"cases":{"edges":[{"#,
            script: include_str!("../list.sql"),
            logged: [50, 50],
            peer: Asked {
                next: cycle(lists_of_peer),
                begins: br#"{"data":{"allCoordinationCases":{"edges":[{"#,
            },
            among: units,
            cases: open.len(),
        },
        Load {
            name: "actor update",
            next: Arc::new(update),
            begins: br#"{"data":{"updateActor":{"actor":{"id":"#,
            script: include_str!("../update.sql"),
            logged: [1, 280],
            peer: Asked {
                next: Arc::new(update_of_peer),
                begins:
                    br#"{"data":{"updateNetworkActorByCitizenIdAndVersionId":{"networkActor":{"#,
            },
            among: of_script.len(),
            cases: open.len(),
        },
    ])
}
