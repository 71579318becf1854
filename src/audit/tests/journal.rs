//! Appending: shared commits, lanes, and failure.

use sea_orm::{DbBackend, TransactionTrait};

use super::*;
use crate::audit::verify::verify;
use crate::store::Db;
use crate::testing::{self, TestDatabase};

fn journal(database: &TestDatabase, key: &Arc<SigningKey>) -> Arc<Journal> {
    let backend = database.connection.get_database_backend();
    let reads = database.connection.clone();
    Arc::new(Journal::start(Uuid::now_v7(), key.clone(), reads, backend))
}

async fn holds(database: &TestDatabase, key: &SigningKey, rows: u64) {
    let keys = [key.public().clone()];
    let report = verify(&[&database.connection], &keys, None).await.unwrap();
    assert!(report.holds(), "{}", report.to_text());
    assert_eq!(report.rows(), rows);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_reads_share_commits_and_make_one_chain() {
    for database in testing::databases("audit_group").await {
        let key = key();
        let journal = journal(&database, &key);
        let tasks: Vec<_> = (0..64u64)
            .map(|task| {
                let journal = Arc::clone(&journal);
                tokio::spawn(async move {
                    for n in 0..4 {
                        journal.append(vec![row(task * 4 + n), row(task * 4 + n)]).await.unwrap();
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        holds(&database, &key, 512).await;
        let commits = journal.group_commits();
        assert!(commits <= 64, "{commits} commits for 256 appends");
    }
}

#[tokio::test]
async fn r38_what_was_appended_is_there_when_the_append_returns() {
    for database in testing::databases("audit_there").await {
        let key = key();
        let journal = journal(&database, &key);
        for n in 1..=3 {
            journal.append(vec![row(n)]).await.unwrap();
            let page = all(&[&database.connection], &Filter::default(), None, 10).await.unwrap();
            assert_eq!(page.rows.len() as u64, n);
        }
        assert!(matches!(journal.append(vec![]).await, Err(AuditError::Empty)));
    }
}

#[tokio::test]
async fn r38_a_failing_log_fails_everyone_who_waits_and_recovers() {
    for database in testing::databases("audit_failing").await {
        let key = key();
        let journal = journal(&database, &key);
        journal.append(vec![row(1)]).await.unwrap();
        journal.set_failing(true);
        let appends: Vec<_> = (0..16)
            .map(|n| {
                let journal = Arc::clone(&journal);
                tokio::spawn(async move { journal.append(vec![row(n)]).await })
            })
            .collect();
        for append in appends {
            assert!(matches!(append.await.unwrap(), Err(AuditError::Told)));
        }
        let transaction = database.connection.begin().await.unwrap();
        let refused = journal.append_in(&transaction, vec![row(1)], Vec::new()).await;
        assert!(matches!(refused, Err(AuditError::Told)));
        transaction.rollback().await.unwrap();
        journal.set_failing(false);
        journal.append(vec![row(2)]).await.unwrap();
        holds(&database, &key, 2).await;
    }
}

#[tokio::test]
async fn r38_a_database_that_fails_fails_everyone_and_the_chain_goes_on_from_what_is_there() {
    use sea_orm::ConnectionTrait;
    for database in testing::databases("audit_broken").await {
        let key = key();
        let journal = journal(&database, &key);
        journal.append(vec![row(1)]).await.unwrap();
        let sql = async |sql| database.connection.execute_unprepared(sql).await.unwrap();
        sql("ALTER TABLE access_log_head RENAME TO away").await;
        for _ in 0..2 {
            let refused = journal.append(vec![row(2)]).await;
            assert!(matches!(refused, Err(AuditError::Write(_))), "{refused:?}");
        }
        sql("ALTER TABLE away RENAME TO access_log_head").await;
        journal.append(vec![row(3)]).await.unwrap();
        holds(&database, &key, 2).await;
    }
}

#[tokio::test]
async fn a_request_of_many_rows_is_one_commit() {
    for database in testing::databases("audit_many").await {
        let key = key();
        let journal = journal(&database, &key);
        journal.append((0..2_500).map(row).collect()).await.unwrap();
        assert_eq!(journal.group_commits(), 1);
        holds(&database, &key, 2_500).await;
    }
}

#[tokio::test]
async fn a_write_is_logged_with_its_transaction_or_not_at_all() {
    for database in testing::databases("audit_writes").await {
        let key = key();
        let journal = journal(&database, &key);
        let db = &database.db;
        for (n, commit) in [true, false, true, true, false].into_iter().enumerate() {
            let transaction = db.begin_write().await.unwrap();
            let guard =
                journal.append_in(&transaction, vec![row(n as u64)], Vec::new()).await.unwrap();
            if commit {
                transaction.commit().await.unwrap();
                guard.committed();
            } else {
                transaction.rollback().await.unwrap();
                drop(guard);
            }
        }
        // Committed, but the lane was not told.
        let transaction = db.begin_write().await.unwrap();
        let guard = journal.append_in(&transaction, vec![row(9)], Vec::new()).await.unwrap();
        transaction.commit().await.unwrap();
        drop(guard);
        for n in 10..20 {
            append_committed(db, &journal, n).await;
        }
        holds(&database, &key, 14).await;
    }
}

async fn append_committed(db: &Db, journal: &Journal, n: u64) {
    let transaction = db.begin_write().await.unwrap();
    let guard = journal.append_in(&transaction, vec![row(n)], Vec::new()).await.unwrap();
    transaction.commit().await.unwrap();
    guard.committed();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writes_side_by_side_take_lanes_and_readers_do_not_mind() {
    for database in testing::databases("audit_lanes").await {
        let key = key();
        let journal = journal(&database, &key);
        let tasks: Vec<_> = (0..16u64)
            .map(|n| {
                let (journal, db) = (Arc::clone(&journal), database.db.clone());
                tokio::spawn(async move {
                    append_committed(&db, &journal, n).await;
                    journal.append(vec![row(n)]).await.unwrap();
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        holds(&database, &key, 32).await;
    }
}

#[tokio::test]
async fn on_sqlite_the_log_of_reads_may_live_in_a_file_of_its_own() {
    let (data, log) = (testing::sqlite().await, testing::sqlite().await);
    let key = key();
    let reads = log.connection.clone();
    let journal = Journal::start(Uuid::now_v7(), key.clone(), reads, DbBackend::Sqlite);
    // The writer of the data holds its place, and reads are logged all the same.
    let transaction = data.db.begin_write().await.unwrap();
    let guard = journal.append_in(&transaction, vec![row(1)], Vec::new()).await.unwrap();
    journal.append(vec![row(2)]).await.unwrap();
    transaction.commit().await.unwrap();
    guard.committed();
    let logs = [&data.connection, &log.connection];
    let report = verify(&logs, &[key.public().clone()], None).await.unwrap();
    assert!(report.holds() && report.chains.len() == 2, "{}", report.to_text());
    let page = all(&logs, &Filter::default(), None, 10).await.unwrap();
    let requests: Vec<_> = page.rows.iter().map(|row| row.request_id.as_u128()).collect();
    assert_eq!(requests, [2, 1], "newest first, from both");
}

#[tokio::test]
async fn pages_give_every_row_once() {
    for database in testing::databases("audit_pages").await {
        let key = key();
        let journal = journal(&database, &key);
        // Rows of one instant, too: the cursor must tell them apart.
        journal.append((0..20).chain(0..20).map(row).collect()).await.unwrap();
        for n in 0..5 {
            append_committed(&database.db, &journal, n).await;
        }
        let logs = [&database.connection];
        for limit in [1, 7, 45, 100] {
            let (mut after, mut seen) = (None, vec![]);
            loop {
                let page = all(&logs, &Filter::default(), after.as_ref(), limit).await.unwrap();
                assert!(page.rows.len() as u64 <= limit);
                seen.extend(page.rows.iter().map(|row| (row.at, row.chain.clone(), row.seq)));
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(seen.len(), 45, "pages of {limit}");
            assert!(seen.windows(2).all(|pair| pair[0].0 >= pair[1].0), "newest first");
            seen.sort();
            seen.dedup();
            assert_eq!(seen.len(), 45);
        }
        let citizen = Uuid::from_u128(2).into();
        let own = for_citizen(&logs, citizen, None, 100).await.unwrap();
        assert!(own.next.is_none() && own.rows.iter().all(|r| r.citizen_id == Some(citizen.0)));
        assert_eq!(own.rows.len(), 13);
        let filter = Filter {
            from: Some(now() + TimeDelta::microseconds(3)),
            to: Some(now() + TimeDelta::microseconds(6)),
            kind: Some(AccessKind::Read),
            client: Some("momentum".to_owned()),
            ..Filter::default()
        };
        assert_eq!(all(&logs, &filter, None, 100).await.unwrap().rows.len(), 8);
    }
}
