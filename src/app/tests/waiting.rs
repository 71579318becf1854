//! Writes that wait: the case is read without its lock, and the change written if nobody else wrote
//! in the case meanwhile. On PostgreSQL, which alone has them.

use std::time::Duration;

use async_graphql::MaybeUndefined;
use chrono::TimeDelta;
use law::forms::{ActorGroup, ActorRole};
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::super::network_map::actor::{UpdateActorInput, update_actor};
use super::super::{AppError, Done, Session, Work};
use super::network_map::{actor, phone, town_with_map};
use super::run;
use super::town::{CASE, CITIZEN, Town, Who};
use crate::app::network_map::actor::add_actor;
use crate::domain::CaseRef;
use crate::store::Parts;
use crate::testing::give_up_after;

/// A town with two actors of its case; none on SQLite.
async fn town() -> Option<(Town, Uuid, Uuid)> {
    let town = town_with_map().await;
    town.app.db.lines.as_ref()?;
    let mut added = Vec::new();
    for (group, role) in [
        (ActorGroup::Treatment, ActorRole::Opus),
        (ActorGroup::DailyLifeAtHome, ActorRole::CareAssessor),
    ] {
        let input = actor(group, role);
        added.push(run!(town, Who::Caseworker, add_actor, input).unwrap().entity.unwrap());
    }
    Some((town, added[0], added[1]))
}

/// All that a write leaves: standing versions with their phone, rows ever, log rows, heads, notes.
async fn left(town: &Town) -> (Vec<(i32, Option<String>)>, [u64; 4]) {
    let db = &town.app.db.connection;
    let mut actors = entity::network_actor::Entity::find().all(db).await.unwrap();
    actors.sort_by_key(|row| (row.id, row.version));
    let standing = actors.iter().filter(|row| row.superseded_at.is_none());
    let standing = standing.map(|row| (row.version, row.phone.clone())).collect();
    let counts = [
        actors.len() as u64,
        entity::access_log::Entity::find().count(db).await.unwrap(),
        entity::access_log_head::Entity::find().count(db).await.unwrap(),
        entity::outbox::Entity::find().count(db).await.unwrap(),
    ];
    (standing, counts)
}

async fn changed<'s>(session: &'s Session, input: UpdateActorInput) -> (Work<'s>, Done) {
    let mut work = Work::begin_waiting(session, None, "").await.unwrap();
    let Ok(done) = update_actor(&mut work, input).await else { panic!("refused") };
    (work, done)
}

/// The end of a write, which waits for nobody.
async fn commit(work: Work<'_>, done: &Done) -> Result<(), AppError> {
    let ended = tokio::time::timeout(Duration::from_secs(5), work.commit(done)).await;
    ended.expect("it waits for nobody")
}

#[tokio::test]
async fn a_change_that_nobody_outran_is_written_whole() {
    let Some((town, first, _)) = town().await else { return };
    let (_, [rows, logged, _, notes]) = left(&town).await;
    let session = town.session(Who::Caseworker);
    let (work, done) = changed(&session, phone(first, "12", 1)).await;
    assert_eq!(left(&town).await.1[..2], [rows, logged], "nothing is written before its end");
    commit(work, &done).await.unwrap();
    let (standing, after) = left(&town).await;
    assert!(standing.contains(&(2, Some("12".to_owned()))), "{standing:?}");
    assert_eq!((after[0], after[1], after[3]), (rows + 1, logged + 1, notes + 1));
    // And the next goes on from it, in the chain too.
    run!(town, Who::Caseworker, update_actor, phone(first, "13", 2)).unwrap();
    let (work, done) = changed(&session, phone(first, "14", 3)).await;
    commit(work, &done).await.unwrap();
    assert!(left(&town).await.0.contains(&(4, Some("14".to_owned()))));
}

#[tokio::test]
async fn of_a_change_that_was_outrun_nothing_is_left() {
    let Some((town, first, second)) = town().await else { return };
    let session = town.session(Who::Caseworker);
    let (work, done) = changed(&session, phone(first, "12", 1)).await;
    // Whatever else is written in the case.
    run!(town, Who::Caseworker, update_actor, phone(second, "99", 1)).unwrap();
    let before = left(&town).await;
    let error = commit(work, &done).await.unwrap_err();
    assert!(error.is_outrun(), "{error}");
    assert_eq!(left(&town).await, before);
    // The lane of the log that it had goes on.
    for version in 1..8 {
        run!(town, Who::Caseworker, update_actor, phone(first, "12", version)).unwrap();
    }
}

#[tokio::test]
async fn two_that_read_the_same_are_not_both_written() {
    let Some((town, first, second)) = town().await else { return };
    let (one, other) = (town.session(Who::Caseworker), town.session(Who::Caseworker));
    let (work, done) = changed(&one, phone(first, "12", 1)).await;
    let (later, later_done) = changed(&other, phone(second, "99", 1)).await;
    commit(later, &later_done).await.unwrap();
    let before = left(&town).await;
    assert!(commit(work, &done).await.unwrap_err().is_outrun());
    assert_eq!(left(&town).await, before);
}

#[tokio::test]
async fn who_writes_in_the_case_now_is_not_waited_for() {
    let Some((town, first, _)) = town().await else { return };
    let (one, other) = (town.session(Who::Caseworker), town.session(Who::Caseworker));
    let (work, done) = changed(&one, phone(first, "12", 1)).await;
    let mut locked = Work::begin(&other, None, "").await.unwrap();
    let case = CaseRef { purpose: law::Purpose::Dkk, id: CASE };
    assert!(locked.case(case, "", Parts::FACTS).await.is_ok());
    let before = left(&town).await;
    assert!(commit(work, &done).await.unwrap_err().is_outrun());
    // It gave the lock up again: that changes nothing, but the case was not free.
    locked.abandon().await.unwrap();
    assert_eq!(left(&town).await, before);
    let (work, done) = changed(&one, phone(first, "12", 1)).await;
    commit(work, &done).await.unwrap();
}

#[tokio::test]
async fn who_waited_for_a_lock_writes_at_an_instant_after_what_was_written_meanwhile() {
    let Some((town, ..)) = town().await else { return };
    let (one, other) = (town.session(Who::Caseworker), town.session(Who::Caseworker));
    let case = CaseRef { purpose: law::Purpose::Dkk, id: CASE };
    for of_case in [true, false] {
        let lock = async |work: &mut Work<'_>| match of_case {
            true => {
                work.case(case, "", Parts::FACTS).await.is_ok_and(|file| file.now() == work.now)
            }
            false => work.citizen(CITIZEN, "").await.is_ok(),
        };
        let mut first = Work::begin(&one, None, "").await.unwrap();
        assert!(lock(&mut first).await);
        let later = async {
            let mut later = Work::begin(&other, None, "").await.unwrap();
            assert!(lock(&mut later).await);
            let at = later.now;
            later.abandon().await.unwrap();
            at
        };
        let ends = async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            town.clock.advance(TimeDelta::minutes(1));
            let at = first.session.now().unwrap();
            first.abandon().await.unwrap();
            at
        };
        let (later, ended) = tokio::join!(later, ends);
        assert_eq!(later, ended, "of a case: {of_case}");
    }
}

#[tokio::test]
async fn what_waited_to_be_read_is_decided_by_an_instant_after_it() {
    let Some((town, ..)) = town().await else { return };
    let session = town.session(Who::Caseworker);
    let mut work = Work::begin_waiting(&session, None, "").await.unwrap();
    town.clock.advance(TimeDelta::minutes(1));
    let case = CaseRef { purpose: law::Purpose::Dkk, id: CASE };
    let Ok(file) = work.case(case, "", Parts::FACTS).await else { panic!("refused") };
    let now = session.now().unwrap();
    assert_eq!((work.now, file.now()), (now, now));
}

#[tokio::test]
async fn another_statement_begins_it_under_the_lock() {
    let Some((town, first, second)) = town().await else { return };
    let session = town.session(Who::Caseworker);
    let (work, done) = changed(&session, phone(first, "12", 1)).await;
    let seen = work.reload(CASE, Parts::NETWORK).await.unwrap();
    let seen = seen.cases[0].actors.iter().find(|row| row.id == first).unwrap();
    assert_eq!((seen.version, seen.phone.as_deref()), (2, Some("12")), "what was held back");
    let mut other = changed(&session, phone(second, "99", 1)).await;
    assert!(commit(other.0, &other.1).await.unwrap_err().is_outrun(), "the case is locked");
    commit(work, &done).await.unwrap();
    // One that was outrun is told so by whatever begins it, each time.
    other = changed(&session, phone(second, "99", 1)).await;
    run!(town, Who::Caseworker, update_actor, phone(first, "13", 2)).unwrap();
    let before = left(&town).await;
    for _ in 0..2 {
        let Err(error) = other.0.reload(CASE, Parts::NETWORK).await else { panic!("outrun") };
        assert!(error.is_outrun(), "{error}");
    }
    assert_eq!(left(&town).await, before);
}

/// The version of a row that stands.
async fn version(town: &Town, row: Uuid) -> i32 {
    let of_row = entity::network_actor::Column::Id.eq(row);
    let standing = entity::network_actor::Column::SupersededAt.is_null();
    let found = entity::network_actor::Entity::find().filter(of_row).filter(standing);
    found.one(&town.app.db.connection).await.unwrap().unwrap().version
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_gives_up_anywhere_leaves_the_log_whole() {
    let Some((town, first, second)) = town().await else { return };
    let session = town.session(Who::Caseworker);
    let (mut written, mut given_up) = (0, 0);
    for round in 0..60 {
        let before = version(&town, first).await;
        let (work, done) = changed(&session, phone(first, "12", before)).await;
        given_up += u32::from(give_up_after(round % 6, work.commit(&done)).await.is_none());
        // In each lane; the case is locked, so that the one before has come to its end.
        for _ in 0..4 {
            let next = phone(second, "99", version(&town, second).await);
            run!(town, Who::Caseworker, update_actor, next).unwrap();
        }
        written += version(&town, first).await - before;
    }
    assert!(given_up > 5 && written > 5, "{given_up} given up, {written} written");
    let mut rows = entity::access_log::Entity::find().all(&town.app.db.connection).await.unwrap();
    rows.sort_by(|a, b| (&a.chain, a.seq).cmp(&(&b.chain, b.seq)));
    for pair in rows.windows(2).filter(|pair| pair[0].chain == pair[1].chain) {
        assert_eq!(pair[1].seq, pair[0].seq + 1);
        assert_eq!(pair[1].previous_hash, pair[0].hash);
    }
    let changes = version(&town, first).await + version(&town, second).await - 2;
    let logged = rows.iter().filter(|row| row.kind == "WRITE").count();
    assert!(logged >= usize::try_from(changes).unwrap(), "{logged} rows for {changes} changes");
}

#[tokio::test]
async fn a_key_has_it_done_under_the_lock() {
    let Some((town, first, _)) = town().await else { return };
    let session = town.session(Who::Caseworker);
    let mut work = Work::begin_waiting(&session, Some("key"), "").await.unwrap();
    let keyed = UpdateActorInput { name: MaybeUndefined::Null, ..phone(first, "12", 1) };
    let Ok(done) = update_actor(&mut work, keyed).await else { panic!("refused") };
    commit(work, &done).await.unwrap();
    let mut again = Work::begin_waiting(&session, Some("key"), "").await.unwrap();
    assert_eq!(again.replayed().and_then(|done| done.entity), Some(first));
    again.abandon().await.unwrap();
}
