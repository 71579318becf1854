//! The demo repeats itself, is complete, hangs together, obeys the law, and shows what it says.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};

use law::facts::{Ask, Organisation};
use law::forms::*;
use law::status::{ClauseState, statuses};
use law::words::{OrganisationKind, Provision};
use law::{Category, CategorySet, Relation, Tier, Verdict, Word};
use migration::MigratorTrait;
use uuid::Uuid;

use super::batch::Batch;
use super::*;
use crate::store::{Db, Parts, Which, case_of, connect, load};

mod brain_injury;
mod complete;
mod lawful;

fn anchor() -> DateTime<Utc> {
    "2026-11-22T10:30:00Z".parse().unwrap()
}

fn plan(citizens: u64) -> Plan {
    Plan { citizens, brain_injury: false, ..Plan::usual(anchor()) }
}

/// Every row of a demo, without a database.
fn rows(plan: &Plan) -> Batch {
    let calendar = Calendar::new(plan.anchor);
    let town = Town::new(plan.seed, calendar);
    let mut batch = Batch::default();
    let mut numbers = Replacements::default();
    begin(&town, plan, &mut numbers, &mut batch);
    for index in 0..plan.citizens {
        draw(&town, calendar, plan, index, &mut numbers, &mut batch).unwrap();
    }
    batch
}

struct File(std::path::PathBuf);

impl Drop for File {
    fn drop(&mut self) {
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{end}", self.0.display()));
        }
    }
}

async fn database() -> (Db, File) {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let path = std::env::temp_dir().join(format!("demo-{}-{count}.db", std::process::id()));
    let file = File(path);
    let db = connect(&format!("sqlite:{}", file.0.display()), 4).await.unwrap();
    migration::Migrator::up(&db.connection, None).await.unwrap();
    (db, file)
}

#[test]
fn the_same_plan_gives_the_same_rows_and_another_seed_gives_others() {
    let (one, other) = (rows(&plan(60)), rows(&plan(60)));
    assert!(one == other, "the same plan, row by row");
    let seeded = rows(&Plan { seed: 2, ..plan(60) });
    assert!(one.citizens != seeded.citizens && one.organisations != seeded.organisations);
    let fewer = rows(&plan(20));
    assert_eq!(fewer.citizens[..], one.citizens[..20], "a citizen does not depend on the size");
}

#[tokio::test]
async fn a_demo_is_written_whole_and_known_again() {
    let (db, _file) = database().await;
    let connection = &db.connection;
    assert!(is_empty(connection).await.unwrap() && !is_demo(connection).await.unwrap());
    let told = std::sync::Mutex::new(Vec::new());
    let cast = seed(connection, &plan(30), &|done, of| told.lock().unwrap().push((done, of)))
        .await
        .unwrap();
    assert_eq!(told.into_inner().unwrap(), [(0, 30), (30, 30)]);
    assert!(!is_empty(connection).await.unwrap() && is_demo(connection).await.unwrap());
    assert_eq!(plan_of(connection).await.unwrap(), Some(plan(30)));
    let again = Cast::of(&plan_of(connection).await.unwrap().unwrap());
    for (one, other) in cast.personas.iter().zip(&again.personas) {
        assert_eq!((one.name, &one.viewer, one.scopes), (other.name, &other.viewer, other.scopes));
    }
    assert_eq!(cast.showcase.cpr, again.showcase.cpr);

    let expected = rows(&plan(30));
    let actors = entity::network_actor::Entity::find().all(connection).await.unwrap();
    let by_row: HashMap<Uuid, _> = actors.iter().map(|a| (a.row_id, a)).collect();
    assert_eq!(actors.len(), expected.actors.len());
    for actor in &expected.actors {
        assert_eq!(by_row[&actor.row_id], actor, "as it was drawn");
    }
    let items = entity::agenda_item::Entity::find().all(connection).await.unwrap();
    assert_eq!(items.len(), expected.items.len());
}

#[tokio::test]
async fn a_client_by_the_name_of_demo_is_no_mark_by_itself() {
    let (db, _file) = database().await;
    let client = entity::client::Model {
        id: CLIENT.to_owned(),
        uid: MARK_ID,
        name: "our demo".to_owned(),
        contact: None,
        organisation_id: None,
        unit_id: None,
        scopes: String::new(),
        networks: String::new(),
        jwks: None,
        token_algorithm: "EdDSA".to_owned(),
        created_at: anchor(),
        expires_at: None,
        disabled_at: None,
        revoked_at: None,
        version: 1,
    };
    client.into_active_model().reset_all().insert(&db.connection).await.unwrap();
    assert!(!is_demo(&db.connection).await.unwrap() && !is_empty(&db.connection).await.unwrap());
}

/// What a viewer of the showcase is granted of what an organisation holds.
struct Stage {
    case: law::Case,
    cast: Cast,
}

impl Stage {
    fn verdict(&self, viewer: &str, holder: Organisation, journal: bool) -> Verdict {
        let viewer = &self.cast.persona(viewer).unwrap().viewer;
        self.case.decide(&Ask { viewer, holders: &[holder], journal, at: anchor() })
    }

    fn lead(&self, viewer: &str) -> (Relation, CategorySet) {
        let verdict = self.verdict(viewer, self.case.facts().lead, false);
        (verdict.relation, verdict.granted)
    }
}

#[tokio::test]
async fn the_showcase_shows_each_viewer_what_the_table_says() {
    use Category::*;
    let (db, _file) = database().await;
    let cast = seed(&db.connection, &plan(1), &|_, _| ()).await.unwrap();
    let which = Which::case(cast.showcase.case);
    let snapshot = load(&db, &which, Parts::ALL, false).await.unwrap();
    let rows = &snapshot.cases[0];
    let stage = Stage { case: case_of(rows, &snapshot.directory).unwrap(), cast };
    let of = |categories: &[Category]| CategorySet::of(categories);

    assert_eq!(stage.lead("sofCoordinator"), (Relation::Lead, CategorySet::ALL));
    assert_eq!(stage.lead("sofCaseworker"), (Relation::Lead, CategorySet::ALL));
    let bif = of(&[Process, Social, Employment]);
    assert_eq!(stage.lead("bifCaseworker"), (Relation::Participant, bif));
    let hospital = of(&[Process, Health]);
    assert_eq!(stage.lead("hospitalPartner"), (Relation::Participant, hospital));
    let housing = of(&[Process, Housing, Economy]);
    assert_eq!(stage.lead("housingPartner"), (Relation::Participant, housing));
    assert_eq!(stage.lead("citizen"), (Relation::Citizen, CategorySet::ALL));
    let guardian = of(&[Process, Economy]);
    assert_eq!(stage.lead("representative"), (Relation::Representative, guardian));
    for nobody in ["sofOtherUnit", "unrelated", "bufCaseworker", "unitLead", "auditor", "admin"] {
        let verdict = stage.verdict(nobody, stage.case.facts().lead, false);
        assert_eq!(verdict, Verdict::unknown(), "{nobody}");
    }

    let party = |name: &str| stage.cast.persona(name).unwrap().viewer.organisation.unwrap();
    let collected = stage.verdict("sofCoordinator", party("hospitalPartner"), false);
    assert!(collected.granted.has(Health) && !collected.granted.has(Social));
    let journal = stage.verdict("sofCoordinator", party("bifCaseworker"), true);
    assert_eq!(journal.granted, of(&[Employment, Social]), "by JOURNAL_READ");
    let third = stage.verdict("citizen", stage.case.facts().lead, false);
    assert!(third.open(of(&[Network]), Tier::AuthorOnly) != law::Opening::Granted);

    let (system, number) = stage.cast.showcase.reference;
    let set = rows.references.iter().find(|r| r.entity_id == stage.cast.showcase.case);
    assert_eq!(set.map(|r| (&*r.system, &*r.external_id)), Some((system, number)));
    assert_eq!(rows.citizens[0].cpr, stage.cast.showcase.cpr);
    let standing = rows.actors.iter().filter(|a| a.removed_reason.is_none()).count();
    assert!((24..=30).contains(&standing), "{standing} actors");
    let states: HashSet<_> = rows.meetings.iter().map(|m| m.state.0).collect();
    assert_eq!(states.len(), MeetingState::ALL.len());
    assert_eq!(rows.consents.len(), 2);
    assert!(rows.statements.iter().any(|s| s.third_party));
    assert!(rows.statements.iter().any(|s| s.journal));
    let groups: HashSet<_> = rows.actors.iter().map(|a| a.actor_group.0).collect();
    assert_eq!(groups.len(), 8);
    let versions = load(&db, &which, Parts::NETWORK, true).await.unwrap();
    assert_eq!(versions.cases[0].maps.len(), 3);
}
