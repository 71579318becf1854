//! Reads that go together, on PostgreSQL, which alone has them.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use sea_orm::{ConnectionTrait, EntityTrait, TransactionTrait};
use tokio::task::JoinSet;

use super::*;
use crate::demo::{Plan, seed};
use crate::testing::{TestDatabase, databases};

async fn filled(name: &str) -> Option<(TestDatabase, Vec<Uuid>)> {
    let database = databases(name).await.into_iter().find(|d| d.db.together.is_some())?;
    let plan = Plan { citizens: 20, ..Plan::usual("2026-11-22T10:30:00Z".parse().unwrap()) };
    seed(&database.connection, &plan, &|_, _| ()).await.unwrap();
    let cases = entity::coordination_case::Entity::find().all(&database.connection).await.unwrap();
    Some((database, cases.into_iter().map(|case| case.id).collect()))
}

/// The cases of a snapshot, with every row.
fn told(read: Result<Snapshot, StoreError>) -> Result<String, String> {
    read.map(|snapshot| format!("{:?}", snapshot.cases)).map_err(|error| error.to_string())
}

async fn alone(db: &Db, case: Uuid, (parts, history): Wanted) -> Result<String, String> {
    told(read(db, db, &Which::case(case), parts, history, true).await)
}

async fn at_once(db: &Db, asked: &[(Uuid, Wanted)]) -> Vec<Result<String, String>> {
    let reads = asked.iter().map(|&(case, (parts, history))| {
        let db = db.clone();
        tokio::spawn(async move {
            told(crate::store::load(&db, &Which::case(case), parts, history).await)
        })
    });
    let mut answers = Vec::new();
    for read in reads.collect::<Vec<_>>() {
        answers.push(read.await.unwrap());
    }
    answers
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cases_that_are_asked_for_at_once_are_each_read_as_if_alone() {
    let Some((mut database, cases)) = filled("together").await else { return };
    let heard = Arc::new(Mutex::new(Vec::new()));
    let hear = Arc::clone(&heard);
    database.db.listen(move |sql| hear.lock().unwrap().push(sql.to_owned()));
    let db = &database.db;
    let bundle = Parts::CITIZEN.with(Parts::NETWORK).with(Parts::MEETINGS);
    let of_all: [Wanted; 3] = [(bundle, false), (bundle, true), (Parts::FACTS, false)];
    let unknown = Uuid::from_u128(7);
    // Each case twice, and one that is not there.
    let ids = cases.iter().chain(&cases).copied().chain([unknown]);
    let asked: Vec<_> = ids.zip(of_all.into_iter().cycle()).collect();
    for _ in 0..3 {
        heard.lock().unwrap().clear();
        // Some stop waiting: the others are told all the same.
        for &(case, (parts, history)) in &asked[..10] {
            let db = db.clone();
            let read =
                async move { crate::store::load(&db, &Which::case(case), parts, history).await };
            tokio::spawn(read).abort();
        }
        let answers = at_once(db, &asked).await;
        let reads = heard.lock().unwrap().iter().filter(|sql| sql.starts_with("WITH c")).count();
        assert!(reads < asked.len() / 2, "{reads} statements for {} reads", asked.len());
        for (&(case, wanted), answer) in asked.iter().zip(answers) {
            assert_eq!(answer, alone(db, case, wanted).await, "{case}");
        }
    }
    assert_eq!(alone(db, unknown, of_all[0]).await.unwrap(), "[]");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_read_fails_for_the_sake_of_another() {
    let Some((database, cases)) = filled("together_broken").await else { return };
    let broken = cases[3];
    let sql = format!("UPDATE coordination_case SET status = 'NO SUCH' WHERE id = '{broken}'");
    database.connection.execute_unprepared(&sql).await.unwrap();
    let asked: Vec<_> = cases.iter().map(|&case| (case, (Parts::CITIZEN, false))).collect();
    for (&(case, wanted), answer) in asked.iter().zip(at_once(&database.db, &asked).await) {
        assert_eq!(answer, alone(&database.db, case, wanted).await, "{case}");
        assert_eq!(answer.is_err(), case == broken, "{case}: {answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_statement_that_hangs_keeps_its_place_no_longer_than_somebody_waits() {
    let Some((database, cases)) = filled("together_hanging").await else { return };
    let places = Arc::clone(&database.db.together.as_ref().unwrap().places);
    let free = places.available_permits();
    let lock = database.connection.begin().await.unwrap();
    lock.execute_unprepared("LOCK TABLE coordination_case").await.unwrap();
    // The first hang by themselves; once they are gone, those that waited hang together.
    let mut reads = [JoinSet::new(), JoinSet::new()];
    for (index, case) in cases.into_iter().enumerate() {
        let db = database.db.clone();
        reads[usize::from(index >= free)].spawn(async move {
            told(crate::store::load(&db, &Which::case(case), Parts::CITIZEN, false).await)
        });
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    for waiting in reads {
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert!(places.available_permits() < free);
        drop(waiting);
    }
    for _ in 0..100 {
        if places.available_permits() == free {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(places.available_permits(), free);
    lock.rollback().await.unwrap();
}
