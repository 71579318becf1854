//! A log of 200 rows, touched in every way.

use entity::{access_log, access_log_head};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend};

use super::*;
use crate::audit::chain::{self, Head};
use crate::audit::verify::{Checker, Checkpoint, CheckpointHead, Report, What, checkpoint, verify};
use crate::testing;

const CHAIN: &str = "0190a000-0000-7000-8000-000000000001/r";
const ROWS: i64 = 200;

/// A chain in memory: 200 rows, a head for every ten.
struct Log {
    key: Arc<SigningKey>,
    rows: Vec<access_log::Model>,
    heads: Vec<access_log_head::Model>,
}

impl Log {
    fn new() -> Self {
        let mut log = Self { key: key(), rows: vec![], heads: vec![] };
        for batch in 0..20 {
            log.append((batch * 10..batch * 10 + 10).map(row).collect());
        }
        assert_eq!(log.rows.len(), 200);
        log
    }

    fn append(&mut self, rows: Vec<NewRow>) {
        let head = self.rows.last().map(|row| Head { seq: row.seq, hash: row.hash.clone() });
        let head = head.unwrap_or_else(|| Head::genesis(CHAIN));
        let (rows, signed) = chain::link(CHAIN, &head, rows, &self.key);
        self.rows.extend(rows);
        self.heads.extend(signed);
    }

    fn checkpoint(&self) -> Vec<CheckpointHead> {
        self.heads.last().map(CheckpointHead::from).into_iter().collect()
    }

    fn verify(&self, marks: Vec<CheckpointHead>) -> Report {
        let keys = [self.key.public().clone()];
        let mut checker = Checker::new(CHAIN, &keys, marks);
        checker.feed(&self.rows, &self.heads);
        let mut report = Report::default();
        report.add(checker);
        report
    }

    /// The findings as (from, to, what).
    fn findings(&self) -> Vec<(i64, i64, What)> {
        found(self.verify(vec![]))
    }

    fn position(&self, seq: i64) -> usize {
        self.rows.iter().position(|row| row.seq == seq).unwrap()
    }
}

fn found(report: Report) -> Vec<(i64, i64, What)> {
    report.findings.into_iter().map(|f| (f.from, f.to, f.what)).collect()
}

#[test]
fn an_untouched_log_holds() {
    let log = Log::new();
    let report = log.verify(log.checkpoint());
    assert!(report.holds(), "{}", report.to_text());
    let [chain] = report.chains.as_slice() else { panic!("one chain") };
    assert_eq!((chain.rows, chain.last, chain.signed_to), (200, ROWS, ROWS));
    assert_eq!(chain.complete_to, Some(ROWS));
    let without = log.verify(vec![]);
    assert_eq!(without.chains[0].complete_to, None);
    assert!(without.to_text().contains("truncation cannot be excluded"));
}

/// Every text column of a row, to be changed.
fn texts(row: &mut access_log::Model) -> Vec<&mut String> {
    row.purpose.get_or_insert_default();
    vec![
        &mut row.kind,
        &mut row.client_id,
        &mut row.roles,
        &mut row.operation,
        row.purpose.as_mut().unwrap(),
        &mut row.categories,
        &mut row.detail,
        &mut row.previous_hash,
        &mut row.hash,
    ]
}

#[test]
fn every_byte_of_a_row_is_covered() {
    let mut log = Log::new();
    // Rows without empty columns, so that there is a byte to flip in each.
    for seq in [1, 77, 100, 200] {
        let position = log.position(seq);
        let original = log.rows[position].clone();
        let mut flips = 0;
        for column in 0..9 {
            for byte in 0..texts(&mut original.clone())[column].len() {
                let mut changed = original.clone();
                let purpose = changed.purpose.clone();
                let text = &mut *texts(&mut changed)[column];
                let mut bytes = std::mem::take(text).into_bytes();
                bytes[byte] ^= 1;
                *text = String::from_utf8(bytes).unwrap();
                if column != 4 {
                    changed.purpose = purpose;
                }
                log.rows[position] = changed;
                let findings = log.findings();
                assert!(!findings.is_empty(), "row {seq} column {column} byte {byte}");
                assert!(findings.iter().all(|(from, to, _)| *from <= seq + 1 && seq <= *to + 1));
                flips += 1;
            }
        }
        assert!(flips > 150, "{flips} bytes flipped");
        log.rows[position] = original;
    }
    assert!(log.findings().is_empty(), "all changes were taken back");
}

#[test]
fn every_other_column_of_a_row_is_covered() {
    type Change = fn(&mut access_log::Model);
    let changes: [Change; 11] = [
        |row| row.at += TimeDelta::microseconds(1),
        |row| row.request_id = Uuid::max(),
        |row| row.organisation_id = None,
        |row| row.organisation_id = Some(Uuid::nil()),
        |row| row.unit_id = None,
        |row| row.user_id = None,
        |row| row.user_id = row.unit_id,
        |row| row.citizen_id = Some(Uuid::max()),
        |row| row.case_id = Some(Uuid::nil()),
        |row| row.purpose = Some(String::new()),
        // The same bytes, cut elsewhere.
        |row| {
            row.roles.push_str(&row.operation);
            row.operation.clear();
        },
    ];
    for (number, change) in changes.iter().enumerate() {
        let mut log = Log::new();
        change(&mut log.rows[49]);
        assert_eq!(log.findings(), [(50, 50, What::Edited)], "change {number}");
    }
}

#[test]
fn a_row_hashed_anew_is_found_by_its_neighbour_or_its_head() {
    let mut log = Log::new();
    log.rows[44].user_id = None;
    log.rows[44].hash = chain::row_hash(&log.rows[44]);
    assert_eq!(log.findings(), [(46, 46, What::Unlinked)]);
    // All that follow hashed anew, too: the heads tell.
    for position in 45..200 {
        log.rows[position].previous_hash = log.rows[position - 1].hash.clone();
        log.rows[position].hash = chain::row_hash(&log.rows[position]);
    }
    assert_eq!(log.findings(), [(41, 200, What::Unsigned), (50, 200, What::HeadDiffers)]);
}

#[test]
fn dropped_rows_are_found() {
    let mut log = Log::new();
    log.rows.retain(|row| !(41..=43).contains(&row.seq) && row.seq != 120);
    assert_eq!(log.findings(), [(41, 43, What::Removed), (120, 120, What::Removed)]);
    // Closing the gap by renumbering shows as well.
    let mut log = Log::new();
    log.rows.remove(40);
    log.rows.iter_mut().skip(40).for_each(|row| row.seq -= 1);
    let findings = log.findings();
    assert!(findings.contains(&(41, 199, What::Moved { belongs: 42 })), "{findings:?}");
    assert!(findings.contains(&(200, 200, What::Removed)), "{findings:?}");
}

#[test]
fn swapped_rows_are_found() {
    let mut log = Log::new();
    for (one, other) in [(10, 11), (60, 90)] {
        let (i, j) = (log.position(one), log.position(other));
        log.rows.swap(i, j);
        (log.rows[i].seq, log.rows[j].seq) = (one, other);
    }
    let findings = log.findings();
    for (at, belongs) in [(10, 11), (11, 10), (60, 90), (90, 60)] {
        assert!(findings.contains(&(at, at, What::Moved { belongs })), "{findings:?}");
    }
}

#[test]
fn inserted_rows_are_found() {
    let log = Log::new();
    // At a place that is taken.
    let mut doubled =
        Log { rows: log.rows.clone(), heads: log.heads.clone(), key: log.key.clone() };
    doubled.rows.insert(50, log.rows[49].clone());
    assert_eq!(doubled.findings(), [(50, 50, What::Inserted)]);
    // Well hashed, with everything behind it moved one place up.
    let mut shifted =
        Log { rows: log.rows.clone(), heads: log.heads.clone(), key: log.key.clone() };
    shifted.rows.iter_mut().skip(50).for_each(|row| row.seq += 1);
    let forged = row(999).at_place(CHAIN, 51, &log.rows[49].hash);
    shifted.rows.insert(50, forged);
    let findings = shifted.findings();
    let shifted = (52, 201, What::Moved { belongs: 51 });
    assert_eq!(findings, [(51, 201, What::Unsigned), shifted, (60, 200, What::HeadDiffers)]);
}

#[test]
fn appended_rows_without_the_key_are_found() {
    let mut log = Log::new();
    let real = std::mem::replace(&mut log.key, key());
    log.append(vec![row(500), row(501)]);
    let forged = log.heads.pop().unwrap();
    log.key = real;
    assert_eq!(log.findings(), [(201, 202, What::Unsigned)]);
    // With a head signed by another key, under its own name or the real one's.
    log.heads.push(forged.clone());
    let foreign = What::HeadKeyUnknown { key_id: forged.key_id.clone() };
    assert_eq!(log.findings(), [(201, 202, What::Unsigned), (202, 202, foreign)]);
    log.heads.last_mut().unwrap().key_id = log.key.id().to_owned();
    assert_eq!(log.findings(), [(201, 202, What::Unsigned), (202, 202, What::HeadForged)]);
}

#[test]
fn no_column_of_a_head_can_be_changed() {
    type Change = fn(&mut access_log_head::Model);
    let changes: [Change; 3] = [
        |head| head.hash.replace_range(..1, "x"),
        |head| head.at += TimeDelta::microseconds(1),
        |head| head.signature.replace_range(..2, "AA"),
    ];
    for change in changes {
        let mut log = Log::new();
        change(&mut log.heads[4]);
        assert_eq!(log.findings(), [(50, 50, What::HeadForged)]);
    }
    // A head of another place does not fit there.
    let mut log = Log::new();
    log.heads[4].seq = 49;
    assert_eq!(log.findings(), [(49, 49, What::HeadForged)]);
}

#[test]
fn a_cut_tail_is_found_with_a_checkpoint_only() {
    let whole = Log::new();
    let marks = whole.checkpoint();
    let mut cut = Log::new();
    cut.key = whole.key.clone();
    cut.rows = whole.rows[..150].to_vec();
    cut.heads = whole.heads[..15].to_vec();
    let report = cut.verify(vec![]);
    assert!(report.holds(), "nothing in the log shows it");
    assert_eq!(report.chains[0].complete_to, None, "and the report says so");
    let report = cut.verify(marks.clone());
    assert_eq!(report.chains[0].complete_to, None);
    assert_eq!(found(report), [(151, 200, What::Removed)]);
    // Cut, and written on.
    cut.append((0..50).map(|n| row(1_000 + n)).collect());
    assert_eq!(found(cut.verify(marks.clone())), [(200, 200, What::CheckpointDiffers)]);
    // Rows cut, heads left.
    let mut headed =
        Log { rows: whole.rows[..155].to_vec(), heads: whole.heads.clone(), key: cut.key };
    let unsigned = (151, 155, What::Unsigned);
    assert_eq!(headed.findings(), [unsigned.clone(), (156, 200, What::Removed)]);
    headed.heads.truncate(15);
    assert_eq!(headed.findings(), [unsigned]);
    // A checkpoint made up by someone else proves nothing.
    let mut forged = marks;
    forged[0].seq = 100;
    forged[0].hash = whole.rows[99].hash.clone();
    let report = whole.verify(forged);
    assert_eq!(report.chains[0].complete_to, None);
    assert_eq!(found(report), [(100, 100, What::CheckpointForged)]);
}

async fn journal_with_rows(connection: &DatabaseConnection) -> Arc<SigningKey> {
    let key = key();
    let backend = connection.get_database_backend();
    let journal = Journal::start(Uuid::from_u128(1), key.clone(), connection.clone(), backend);
    for batch in 0..20 {
        journal.append((batch * 10..batch * 10 + 10).map(row).collect()).await.unwrap();
    }
    key
}

#[tokio::test]
async fn the_database_is_verified_and_tampering_with_it_is_found() {
    for database in testing::databases("audit_tampering").await {
        let log = &database.connection;
        let key = journal_with_rows(log).await;
        let keys = [key.public().clone()];
        let mark = checkpoint(&[log], now()).await.unwrap();
        let text = serde_json::to_string(&mark).unwrap();
        let mark: Checkpoint = serde_json::from_str(&text).unwrap();
        let report = verify(&[log], &keys, Some(&mark)).await.unwrap();
        assert!(report.holds(), "{}", report.to_text());
        assert_eq!((report.rows(), report.chains[0].complete_to), (200, Some(200)));

        let sql = async |sql: &str| log.execute_unprepared(sql).await.unwrap().rows_affected();
        let check = async |marks| found(verify(&[log], &keys, marks).await.unwrap());
        assert_eq!(sql("UPDATE access_log SET client_id = 'other' WHERE seq = 17").await, 1);
        assert_eq!(check(None).await, [(17, 17, What::Edited)]);
        sql("UPDATE access_log SET client_id = 'momentum' WHERE seq = 17").await;
        assert_eq!(check(None).await, []);
        if log.get_database_backend() == DbBackend::Sqlite {
            sql("UPDATE access_log SET request_id = 'x' WHERE seq = 18").await;
            let unreadable = [(18, 18, What::Unreadable), (18, 18, What::Altered)];
            assert_eq!(check(None).await, unreadable);
            sql("UPDATE access_log_head SET at = 'x' WHERE seq = 30").await;
            let [one, two] = unreadable;
            assert_eq!(check(None).await, [one, two, (30, 30, What::HeadForged)]);
            continue;
        }
        assert_eq!(sql("DELETE FROM access_log WHERE seq = 99").await, 1);
        assert_eq!(check(None).await, [(99, 99, What::Removed)]);
        sql("DELETE FROM access_log WHERE seq > 90").await;
        sql("DELETE FROM access_log_head WHERE seq > 90").await;
        assert_eq!(check(None).await, []);
        assert_eq!(check(Some(&mark)).await, [(91, 200, What::Removed)]);
        sql("DELETE FROM access_log").await;
        sql("DELETE FROM access_log_head").await;
        assert_eq!(check(None).await, []);
        assert_eq!(check(Some(&mark)).await, [(1, 200, What::Removed)]);
    }
}

/// The columns of a row after its chain and place.
const CONTENT: &str = "at, request_id, kind, client_id, organisation_id, unit_id, user_id, roles, \
    operation, citizen_id, case_id, purpose, categories, detail, previous_hash, hash";

#[tokio::test]
async fn rows_outside_the_places_of_a_chain_are_found() {
    for database in testing::databases("audit_outside").await {
        let log = &database.connection;
        let key = journal_with_rows(log).await;
        let keys = [key.public().clone()];
        let insert = async |chain: &str, seq: i64| {
            let sql = format!(
                "INSERT INTO access_log (chain, seq, {CONTENT}) SELECT {chain}, {seq}, {CONTENT} \
                 FROM access_log WHERE seq = 20"
            );
            log.execute_unprepared(&sql).await.unwrap();
        };
        for seq in [0, -3, i64::MIN] {
            insert("chain", seq).await;
        }
        let report = verify(&[log], &keys, None).await.unwrap();
        let inserted = [i64::MIN, -3, 0].map(|seq| (seq, seq, What::Inserted));
        assert_eq!(report.rows(), 203);
        assert_eq!(found(report), inserted);
        log.execute_unprepared("DELETE FROM access_log WHERE seq < 1").await.unwrap();
        assert_eq!(found(verify(&[log], &keys, None).await.unwrap()), []);
        // A chain of nothing else, without a head.
        insert("'other'", -1).await;
        let report = verify(&[log], &keys, None).await.unwrap();
        assert_eq!(report.chains.len(), 2);
        assert_eq!(found(report), [(-1, -1, What::Inserted)]);
        log.execute_unprepared("DELETE FROM access_log WHERE seq < 1").await.unwrap();
        // The last place that there is.
        insert("chain", i64::MAX).await;
        let removed = (201, i64::MAX - 1, What::Removed);
        let findings = found(verify(&[log], &keys, None).await.unwrap());
        assert!(findings.contains(&removed), "{findings:?}");
    }
}

#[tokio::test]
async fn on_sqlite_a_row_that_is_kept_in_another_form_is_found() {
    let database = testing::sqlite().await;
    let log = &database.connection;
    let key = key();
    let journal = Journal::start(Uuid::from_u128(1), key.clone(), log.clone(), DbBackend::Sqlite);
    let mut rows: Vec<_> = (0..30).map(row).collect();
    // Instants of every length.
    rows[3].at = "2026-11-22T12:00:00Z".parse().unwrap();
    rows[4].at = "2026-11-22T12:00:00.120Z".parse().unwrap();
    journal.append(rows).await.unwrap();
    let keys = [key.public().clone()];
    let sql = async |sql: &str| log.execute_unprepared(sql).await.unwrap().rows_affected();
    sql("CREATE TABLE kept AS SELECT * FROM access_log").await;
    let check = async || found(verify(&[log], &keys, None).await.unwrap());
    assert_eq!(check().await, []);
    // The hash holds, and the row does not show to whom it is about, or shows elsewhere.
    let hidden = [
        "citizen_id = CAST(citizen_id AS TEXT)",
        "user_id = CAST(user_id AS TEXT)",
        "at = replace(replace(at, 'T12:', 'T13:'), '+00:00', '+01:00')",
        "at = replace(at, 'T', ' ')",
        "at = replace(at, '+00:00', 'Z')",
        "at = replace(at, '+00:00', '999+00:00')",
    ];
    for change in hidden {
        assert_eq!(sql(&format!("UPDATE access_log SET {change} WHERE seq = 20")).await, 1);
        assert_eq!(check().await, [(20, 20, What::Altered)], "{change}");
        sql("DELETE FROM access_log").await;
        sql("INSERT INTO access_log SELECT * FROM kept").await;
        assert_eq!(check().await, [], "all was taken back");
    }
    // The row is in no chain any more, or has no place in it.
    let adrift =
        ["chain = CAST(chain AS BLOB)", "seq = seq + 0.5", "client_id = CAST(client_id AS BLOB)"];
    for change in adrift {
        assert_eq!(sql(&format!("UPDATE access_log SET {change} WHERE seq = 20")).await, 1);
        let findings = check().await;
        assert!(findings.contains(&(20, 20, What::Altered)), "{change}: {findings:?}");
        assert!(findings.len() > 1, "{change}: {findings:?}");
        sql("DELETE FROM access_log").await;
        sql("INSERT INTO access_log SELECT * FROM kept").await;
    }
    sql("UPDATE access_log_head SET seq = seq + 0.5").await;
    let findings = check().await;
    assert!(findings.contains(&(1, 30, What::Unsigned)), "{findings:?}");
    assert!(findings.contains(&(30, 30, What::Altered)), "{findings:?}");
}
