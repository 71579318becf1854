//! Lines under cancellation, cut connections and load; on PostgreSQL, which alone has them.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, Statement};

use crate::store::{Db, connect};
use crate::testing::{TestDatabase, databases, give_up_after};

async fn postgres(name: &str) -> Option<TestDatabase> {
    databases(name).await.into_iter().find(|database| database.db.lines.is_some())
}

/// How often to wait in a round: now so seldom that it is given up on the fastest machine, now
/// anything that a slow one comes to.
fn waits(round: usize, few: usize, many: usize) -> usize {
    (round / 2) % if round.is_multiple_of(2) { few } else { many }
}

fn sql(text: impl Into<String>) -> Statement {
    Statement::from_string(DbBackend::Postgres, text)
}

async fn rows(db: &Db, text: String) -> Result<Vec<QueryResult>, DbErr> {
    db.query_all_raw(sql(text)).await
}

/// Every line answers what it is asked, and none is left in a transaction.
async fn all_lines_are_whole(db: &Db) {
    let ask = |n: i32| {
        let db = db.clone();
        tokio::spawn(async move {
            let found = rows(&db, format!("SELECT {n} AS n FROM pg_sleep(0.02)")).await.unwrap();
            assert_eq!(found.len(), 1);
            assert_eq!(found[0].try_get::<i32>("", "n").unwrap(), n);
        })
    };
    for asked in (0..12).map(ask).collect::<Vec<_>>() {
        asked.await.unwrap();
    }
    let open = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                AND state LIKE 'idle in transaction%'";
    // The server is told to close those that were given up, and takes its time.
    for _ in 0..100 {
        let found = rows(db, open.to_owned()).await.unwrap();
        if found[0].try_get_by_index::<i64>(0).unwrap() == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("a transaction is left open");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_that_is_given_up_anywhere_leaves_no_answer_for_the_next() {
    let Some(database) = postgres("lines_reads").await else { return };
    let db = &database.db;
    let mut given_up = 0;
    for round in 0..120 {
        // A text of its own, so that it is also given up while it is prepared.
        let text = format!(
            "SELECT g, repeat('x', 3000), pg_sleep(0.0002) FROM generate_series({round}, {round} + 40) g"
        );
        given_up += usize::from(give_up_after(waits(round, 2, 12), rows(db, text)).await.is_none());
        let next = rows(db, format!("SELECT {round} AS n")).await.unwrap();
        assert_eq!(next.len(), 1);
        assert_eq!(next[0].try_get::<i32>("", "n").unwrap(), round as i32);
    }
    assert!(given_up >= 40, "{given_up} of 120 were given up");
    all_lines_are_whole(db).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_that_is_given_up_anywhere_stands_whole_or_not_at_all() {
    let Some(database) = postgres("lines_writes").await else { return };
    let db = &database.db;
    db.execute_raw(sql("CREATE TABLE pair (n int4, half int4)")).await.unwrap();
    db.execute_raw(sql("CREATE TABLE lock (id int4)")).await.unwrap();
    db.execute_raw(sql("INSERT INTO lock VALUES (1)")).await.unwrap();
    let write = async |n: usize| {
        let txn = db.begin_write().await.unwrap();
        txn.query_all_raw(sql("SELECT id FROM lock WHERE id = 1 FOR UPDATE")).await.unwrap();
        for half in 0..2 {
            let text = format!("INSERT INTO pair VALUES ({n}, {half})");
            txn.execute_raw(sql(text)).await.unwrap();
        }
        txn.commit().await.unwrap();
    };
    let (mut given_up, mut done) = (0, 0);
    for n in 0..96 {
        match give_up_after(waits(n, 5, 24), write(n)).await {
            None => given_up += 1,
            Some(()) => done += 1,
        }
        // What was given up holds no lock: this would wait for ever.
        let next = tokio::time::timeout(Duration::from_secs(10), write(1_000 + n)).await;
        next.expect("the lock of what was given up is free");
    }
    assert!(given_up >= 20, "{given_up} of 96 were given up");
    let halves = rows(db, "SELECT n FROM pair GROUP BY n HAVING count(*) <> 2".to_owned()).await;
    assert!(halves.unwrap().is_empty(), "half a write stands");
    let whole = rows(db, "SELECT DISTINCT n FROM pair".to_owned()).await.unwrap().len();
    assert!(whole >= 96 + done, "{whole} stand, of {} that were committed", 96 + done);
    all_lines_are_whole(db).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_the_server_ended_every_session_one_request_fails_and_the_next_goes_through() {
    let Some(database) = postgres("lines_cut").await else { return };
    let db = &database.db;
    for round in 0..3 {
        all_lines_are_whole(db).await;
        let killer = connect(&database.url, 1).await.unwrap();
        let ended = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
                     WHERE datname = current_database() AND pid <> pg_backend_pid()";
        rows(&killer, ended.to_owned()).await.unwrap();
        tokio::time::sleep(Duration::from_millis(50)).await;
        if round == 1 {
            assert!(db.begin_write().await.is_err(), "this line was cut");
        } else {
            assert!(rows(db, "SELECT 1".to_owned()).await.is_err(), "this line was cut");
        }
        db.begin_write().await.unwrap().commit().await.unwrap();
    }
    all_lines_are_whole(db).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lines_and_pool_together_stay_within_the_bound() {
    let Some(database) = postgres("lines_bound").await else { return };
    for bound in [2, 4, 7] {
        let name = format!("bound{bound}");
        let url = format!("{}?application_name={name}", database.url);
        let db = connect(&url, bound).await.unwrap();
        let mut asked = Vec::new();
        for n in 0..40 {
            let (db, slow) = (db.clone(), "SELECT pg_sleep(0.02)");
            asked.push(tokio::spawn(async move {
                match n % 4 {
                    0 => db.connection.query_all_raw(sql(slow)).await.map(drop),
                    1 => {
                        let txn = db.begin_write().await.unwrap();
                        txn.query_all_raw(sql(slow)).await.unwrap();
                        txn.rollback().await
                    }
                    _ => rows(&db, slow.to_owned()).await.map(drop),
                }
            }));
        }
        for asked in asked {
            asked.await.unwrap().unwrap();
        }
        let count =
            format!("SELECT count(*) FROM pg_stat_activity WHERE application_name = '{name}'");
        let found = rows(&database.db, count).await.unwrap();
        let found: i64 = found[0].try_get_by_index(0).unwrap();
        assert_eq!(found, i64::from(bound));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_statement_is_waited_for_no_longer_than_so_long_and_its_line_is_closed() {
    let Some(mut database) = postgres("lines_hung").await else { return };
    database.db.wait_no_longer_than(Duration::from_millis(500));
    let db = &database.db;
    all_lines_are_whole(db).await;
    // More than there are lines.
    let hang = |_| {
        let db = db.clone();
        tokio::spawn(async move { rows(&db, "SELECT pg_sleep(60)".to_owned()).await.is_err() })
    };
    for hung in (0..10).map(hang).collect::<Vec<_>>() {
        let given_up = tokio::time::timeout(Duration::from_secs(20), hung).await;
        assert!(given_up.expect("it is given up").unwrap());
    }
    all_lines_are_whole(db).await;
    // In a transaction it may take longer: it may wait for others.
    let txn = db.begin_write().await.unwrap();
    txn.execute_raw(sql("SELECT pg_sleep(0.8)")).await.unwrap();
    let hung = txn.execute_raw(sql("SELECT pg_sleep(60)"));
    let given_up = tokio::time::timeout(Duration::from_secs(20), hung).await;
    given_up.expect("it is given up").unwrap_err();
    drop(txn);
    all_lines_are_whole(db).await;
}
