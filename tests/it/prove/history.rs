//! Consents given, withdrawn and lapsed while others read, on two nodes of one database: no read
//! that began after an acknowledged end is granted on what had ended, and no change is lost.
//!
//! Each who gives has categories of its own, so that what a read shows tells whose consent opened
//! it; what was told is kept as a [`record`], which says what is wrong with it.

mod record;
mod work;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use stifinder::store::connect;

use self::record::{Held, Must, Read, Record, Span, Thing, Way};
use self::work::{Hand, History, Place, lead_view};
use super::crash::showcase;
use super::process::Stage;
use super::rounds;
use super::wire::{Client, Told};
use crate::support::{empty_database, on_postgres};

/// Readers of each node: a node has room for two statements of single cases at a time, and what
/// more is asked for goes together with others.
const READERS: usize = 6;

/// Each way in turn, by the data more often than by the verdict.
const WAYS: [Way; 4] = [Way::Case, Way::List, Way::Node, Way::Access];

/// Who reads, and the field of the network map by which each category that opens to them is seen.
struct Viewer {
    persona: &'static str,
    kind: &'static str,
    fields: &'static [(&'static str, &'static str)],
}

/// Takes part by its unit, and holds records: it sees the case whatever is consented to.
const JOB_CENTRE: Viewer = Viewer {
    persona: "bifCaseworker",
    kind: "EMPLOYMENT_ADMINISTRATION",
    fields: &[
        ("HOUSING", "housing"),
        ("EMPLOYMENT", "workActivitySupport"),
        ("SOCIAL", "dailyLifeAtHome"),
        ("HEALTH", "treatment"),
        ("NETWORK", "privateNetwork"),
    ],
};

/// Takes part by name: without a consent the case is unknown to it.
const LANDLORD: Viewer = Viewer {
    persona: "housingPartner",
    kind: "HOUSING_ORGANISATION",
    fields: &[("PROCESS", "id"), ("HOUSING", "housing")],
};

const MAP: &str = "id networkMap { id housing { id } workActivitySupport { id }
    dailyLifeAtHome { id } treatment { id } privateNetwork { id } }";

impl Way {
    fn query(self) -> String {
        match self {
            Self::Access => "query($id: ID!) { access(caseId: $id) { holders { journal
                holder { id } granted { category basis { clauseId } } } } }"
                .to_owned(),
            Self::Case => format!("query($id: ID!) {{ case(id: $id) {{ {MAP} }} }}"),
            Self::Node => {
                format!("query($id: ID!) {{ node(id: $id) {{ ... on DkkCase {{ {MAP} }} }} }}")
            }
            Self::List => format!(
                "query($from: DateTime!) {{ cases(first: 5, orderBy: OPENED_AT_ASC,
                    filter: {{ openedAfter: $from }}) {{ nodes {{ {MAP} }} }} }}"
            ),
        }
    }
}

impl Viewer {
    fn things(&self, is_open: impl Fn(&str, &str) -> bool) -> Vec<(Thing, bool)> {
        let fields = self.fields.iter();
        fields.map(|(of, field)| ((self.kind, *of), is_open(of, field))).collect()
    }

    /// What an answer shows.
    fn read(&self, way: Way, told: &Told, span: Span, place: &Place) -> Read {
        let data = &told.body["data"];
        let whole = told.status == 200 && told.body.get("errors").is_none();
        assert!(whole, "{way:?}: {told:?}");
        let of_case = |case: &Value| self.things(|_, field| !case["networkMap"][field].is_null());
        let each = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let (things, bases) = match way {
            Way::Case => (of_case(&data["case"]), vec![]),
            Way::Node => (of_case(&data["node"]), vec![]),
            Way::List => {
                let nodes = each(&data["cases"]["nodes"]);
                let case = nodes.into_iter().find(|case| case["id"] == place.case);
                (of_case(&case.unwrap_or_default()), vec![])
            }
            Way::Access => {
                let holders = each(&data["access"]["holders"]).into_iter();
                let lead = |h: &Value| h["holder"]["id"] == place.lead && h["journal"] == false;
                let granted: Vec<_> =
                    holders.filter(lead).flat_map(|h| each(&h["granted"])).collect();
                let bases = granted.iter().filter_map(|one| one["basis"]["clauseId"].as_str());
                let bases = bases.map(str::to_owned).collect();
                (self.things(|of, _| granted.iter().any(|one| one["category"] == *of)), bases)
            }
        };
        Read { way, span, things, bases }
    }
}

/// Reads in one way after another until the history is over.
async fn read(mut client: Client, viewer: &Viewer, first: usize, history: Arc<History>) {
    for way in WAYS.into_iter().cycle().skip(first) {
        if history.over.load(Ordering::SeqCst) {
            return;
        }
        let place = &history.place;
        let variables = json!({ "id": place.case, "from": place.opened_at });
        let (span, told) = history.ask(&mut client, &way.query(), variables).await;
        let read = viewer.read(way, &told, span, place);
        history.record.lock().unwrap().reads.push(read);
    }
}

/// Looks on at the database, and counts the statements it comes to see that read several of the
/// cases that waited.
async fn watch(url: String, history: Arc<History>) -> usize {
    let db = connect(&url, 1).await.unwrap();
    let sql = "SELECT pid::text || ' ' || query_start::text FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND query LIKE '%coordination_case WHERE id IN ($1, $2%'";
    let mut seen = BTreeSet::new();
    while !history.over.load(Ordering::SeqCst) {
        let statement = Statement::from_string(db.connection.get_database_backend(), sql);
        for row in db.connection.query_all_raw(statement).await.unwrap() {
            seen.insert(row.try_get_by_index::<String>(0).unwrap());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    db.connection.close().await.unwrap();
    seen.len()
}

/// What the record is compared with: the case as the lead sees it.
fn held(case: &Value) -> Held {
    let mut held = Held::default();
    let each = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let id = |value: &Value| value["id"].as_str().unwrap().to_owned();
    for consent in each(&case["consents"]) {
        for clause in each(&consent["clauses"]) {
            let withdrawn = [&consent, &clause].iter().any(|one| !one["withdrawnAt"].is_null());
            held.clauses.insert(id(&clause), (clause["state"] == "EFFECTIVE", withdrawn));
        }
    }
    let assignments = each(&case["assignments"]);
    held.ended = assignments.iter().filter(|one| !one["to"].is_null()).map(id).collect();
    let rows = each(&case["networkMap"]["workActivitySupport"]);
    let rows = rows.iter().chain(&assignments).chain([case]);
    held.versions = rows.map(|row| (id(row), row["version"].as_i64().unwrap())).collect();
    held
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r07_r08_no_read_is_granted_on_what_had_ended_before_it_began() {
    if !on_postgres() {
        return; // Two nodes share a PostgreSQL; SQLite is one node's.
    }
    let stage = Stage::new(Some(empty_database().await));
    let nodes = [stage.start().await, stage.start_another().await];
    let case = showcase(&stage.url).await;
    let client = |node: usize, persona| Client::new(&nodes[node].address, &stage.token(persona));
    let before = lead_view(&mut client(0, "sofCaseworker"), &case).await;
    let people = [
        work::professional(client(0, "sofCoordinator")).await,
        work::professional(client(0, "sofCaseworker")).await,
    ];
    let place = Place::of(&before, people);
    let record = Record { versions: held(&before).versions, ..Record::default() };
    let history = Arc::new(History::new(place, record));
    let hand = |node: usize| {
        let nodes = [client(node, "sofCaseworker"), client(1 - node, "sofCaseworker")];
        Hand::new(nodes, Arc::clone(&history))
    };
    // What the demo was given is withdrawn first: from then on every open field is the run's.
    hand(0).withdraw_all(&before).await;

    let mut readers = Vec::new();
    for number in 0..2 * READERS {
        let viewer = if number % 6 < 4 { &JOB_CENTRE } else { &LANDLORD };
        let client = client(number % 2, viewer.persona);
        readers.push(tokio::spawn(read(client, viewer, number / 2, Arc::clone(&history))));
    }
    let watcher = tokio::spawn(watch(stage.url.clone(), Arc::clone(&history)));
    let mut writers = Vec::new();
    let actor = before["networkMap"]["workActivitySupport"][0]["id"].as_str().unwrap();
    for node in [0, 1] {
        writers.push(tokio::spawn(hand(node).update(actor.to_owned())));
    }
    for (node, kind, of) in [
        (0, JOB_CENTRE.kind, "HOUSING"),
        (1, JOB_CENTRE.kind, "HEALTH"),
        (1, LANDLORD.kind, "HOUSING"),
    ] {
        writers.push(tokio::spawn(hand(node).come_and_go(kind, of)));
    }
    // Not in step: one ends the assignment while the other replaces it or withdraws.
    let leads = [(0, "SOCIAL", 0), (1, "EMPLOYMENT", 2)].map(|(node, of, first)| {
        let times = first..first + rounds(12);
        tokio::spawn(hand(node).lead(JOB_CENTRE.kind, [of, "NETWORK"], times))
    });
    for lead in leads {
        lead.await.unwrap();
    }
    history.over.store(true, Ordering::SeqCst);
    for task in writers.into_iter().chain(readers) {
        task.await.unwrap();
    }
    let together = watcher.await.unwrap();

    let after = held(&lead_view(&mut client(1, "sofCaseworker"), &case).await);
    let record = history.record.lock().unwrap().clone();
    let wrong = record.wrong(&after);
    assert!(wrong.is_empty(), "{wrong:#?}");
    let updates = record.versions[actor] - held(&before).versions[actor];
    report(&record, together, usize::try_from(updates).unwrap());
    println!("figure: granted on what had ended before they began = {}", wrong.len());
    assert!(stage.verify_log().is_ok());
}

/// Tells what was done, and asks that nothing of it was left out.
#[expect(clippy::print_stdout, reason = "figures of the run")]
fn report(record: &Record, together: usize, updates: usize) {
    let of = |ways: &[Way]| record.reads.iter().filter(|read| ways.contains(&read.way)).count();
    let shown = |ways: &[Way]| {
        let open = |read: &&Read| read.things.iter().any(|(_, open)| *open);
        record.reads.iter().filter(|read| ways.contains(&read.way)).filter(open).count()
    };
    let (data, verdict) = ([Way::Case, Way::Node, Way::List], [Way::Access]);
    let ended: BTreeSet<_> = record
        .given
        .iter()
        .filter(|given| record.end(given).has.is_some())
        .map(|given| &given.clause)
        .collect();
    let named = |read: &&Read| read.bases.iter().any(|clause| ended.contains(clause));
    let standing = record.given.iter().filter(|given| record.end(given).may.is_none()).count();
    let lapsed = record.ended.iter().filter(|(_, lapse)| lapse.is_some()).count();
    let seen = record.seen();
    let must = |must| seen.iter().filter(|(.., found, _)| *found == must).count();
    for (what, number) in [
        ("reads while consents were given and ended, on two processes", record.reads.len()),
        ("of these granted on what was ended later", record.reads.iter().filter(named).count()),
        ("of these reads of data", of(&data)),
        ("of these reads of the list of cases", of(&[Way::List])),
        ("of these reads of the verdict", of(&verdict)),
        ("reads of data that a consent opened", shown(&data)),
        ("reads of the list that a consent opened", shown(&[Way::List])),
        ("fields and categories that had to be open, all open", must(Must::Open)),
        ("fields and categories that had to be closed, all closed", must(Must::Closed)),
        ("updates of one row from two processes meanwhile, none lost", updates),
        ("clauses given, all found again", record.given.len()),
        ("clauses that stood at the end, all effective", standing),
        ("clauses withdrawn, all found withdrawn", record.withdrawn.len()),
        ("ends of the last assignment, all found ended", lapsed),
        ("assignments replaced, all found ended", record.ended.len() - lapsed),
    ] {
        assert!(number > 0, "{what}: none");
        println!("figure: {what} = {number}");
    }
    // Seen in passing: none of them has to be caught.
    println!("figure: statements seen to read several that waited = {together}");
}
