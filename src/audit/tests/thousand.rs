//! A log of a thousand rows in twenty chains, in which everything is touched that can be: each byte
//! of each row and head, each row dropped, doubled, exchanged and put in, each tail cut.
//!
//! `STIFINDER_LOG_EVERY` says which bytes are flipped: every one with 1, else one in so many, other
//! ones in each row. A chain is verified by itself, so what is done to one is looked for there.

use std::collections::BTreeMap;

use entity::{access_log, access_log_head};
use sea_orm::sea_query::Value;
use sea_orm::{Iterable, ModelTrait};

use super::*;
use crate::audit::chain::{self, Head};
use crate::audit::verify::{Checker, CheckpointHead, Finding, Report, What};

const CHAINS: u64 = 20;
const ROWS: u64 = 50;
/// Rows that one head signs.
const BATCH: u64 = 5;

/// A chain, with the head of its end that is kept elsewhere.
#[derive(Clone)]
struct Chain {
    name: String,
    rows: Vec<access_log::Model>,
    heads: Vec<access_log_head::Model>,
    mark: CheckpointHead,
}

struct Log {
    key: Arc<SigningKey>,
    chains: Vec<Chain>,
}

impl Log {
    fn new() -> Self {
        let key = key();
        let chain = |number: u64| {
            let name = format!("0190a000-0000-7000-8000-{number:012}/r");
            let (mut rows, mut heads) = (Vec::<access_log::Model>::new(), Vec::new());
            for batch in 0..ROWS / BATCH {
                let head = rows.last().map(|row| Head { seq: row.seq, hash: row.hash.clone() });
                let head = head.unwrap_or_else(|| Head::genesis(&name));
                let first = number * ROWS + batch * BATCH;
                let (more, signed) =
                    chain::link(&name, &head, (first..first + BATCH).map(row), &key);
                rows.extend(more);
                heads.extend(signed);
            }
            let mark = CheckpointHead::from(heads.last().unwrap());
            Chain { name, rows, heads, mark }
        };
        let log = Self { chains: (0..CHAINS).map(chain).collect(), key };
        for chain in &log.chains {
            for with_mark in [false, true] {
                assert_eq!(log.findings(chain, with_mark), [], "nothing is found untouched");
            }
        }
        log
    }

    /// What is found in a chain, with the checkpoint or without; rows by their own chain's name.
    fn findings(&self, chain: &Chain, with_mark: bool) -> Vec<Finding> {
        let keys = [self.key.public().clone()];
        let mut names: Vec<&str> = chain.rows.iter().map(|row| row.chain.as_str()).collect();
        names.extend(chain.heads.iter().map(|head| head.chain.as_str()));
        names.push(&chain.name);
        names.sort_unstable();
        names.dedup();
        let mut report = Report::default();
        for name in names {
            let own = (name == chain.name && with_mark).then(|| chain.mark.clone());
            let mut checker = Checker::new(name, &keys, own.into_iter().collect());
            let mut rows: Vec<_> =
                chain.rows.iter().filter(|row| row.chain == name).cloned().collect();
            let mut heads: Vec<_> =
                chain.heads.iter().filter(|head| head.chain == name).cloned().collect();
            rows.sort_by_key(|row| row.seq);
            heads.sort_by_key(|head| head.seq);
            checker.feed(&rows, &heads);
            report.add(checker);
        }
        report.findings
    }
}

/// Every other value of which one byte differs; of what is not there, a value that is.
fn flipped(value: &Value) -> Vec<Value> {
    let bytes = |bytes: &[u8], back: &dyn Fn(Vec<u8>) -> Option<Value>| -> Vec<Value> {
        let flip = |place: usize| {
            let mut changed = bytes.to_vec();
            changed[place] ^= 1;
            back(changed)
        };
        (0..bytes.len()).filter_map(flip).collect()
    };
    match value {
        Value::String(Some(text)) => bytes(text.as_bytes(), &|changed| {
            Some(Value::String(Some(String::from_utf8(changed).expect("ASCII"))))
        }),
        Value::String(None) => vec![Value::String(Some(String::new()))],
        Value::Uuid(Some(id)) => bytes(id.as_bytes(), &|changed| {
            Some(Value::Uuid(Some(Uuid::from_slice(&changed).unwrap())))
        }),
        Value::Uuid(None) => vec![Value::Uuid(Some(Uuid::nil()))],
        Value::BigInt(Some(number)) => bytes(&number.to_be_bytes(), &|changed| {
            Some(Value::BigInt(Some(i64::from_be_bytes(changed.try_into().unwrap()))))
        }),
        // What no instant is, no database keeps.
        Value::ChronoDateTimeUtc(Some(at)) => {
            bytes(&at.timestamp_micros().to_be_bytes(), &|changed| {
                let micros = i64::from_be_bytes(changed.try_into().unwrap());
                let at = DateTime::from_timestamp_micros(micros)?;
                Some(Value::ChronoDateTimeUtc(Some(at)))
            })
        }
        other => panic!("a column of another kind: {other:?}"),
    }
}

/// Flips bytes of a model, in each column; how many flips were made, and told to `found`.
fn flip_all<M: ModelTrait + Clone>(
    model: &M,
    every: usize,
    number: usize,
    found: &mut dyn FnMut(M, &str) -> bool,
) -> usize {
    use sea_orm::IdenStatic;
    let (mut place, mut done) = (0, 0);
    for column in <M::Entity as sea_orm::EntityTrait>::Column::iter() {
        for value in flipped(&model.get(column)) {
            place += 1;
            if !(place + number * 7).is_multiple_of(every) {
                continue;
            }
            let mut changed = model.clone();
            changed.set(column, value);
            let what = format!("column {} of the {number}th", column.as_str());
            assert!(found(changed, &what), "a flipped byte was not found: {what}, {place}");
            done += 1;
        }
    }
    done
}

fn every() -> usize {
    std::env::var("STIFINDER_LOG_EVERY").map_or(101, |every| every.parse().unwrap())
}

#[test]
fn each_byte_of_each_row_and_head_is_covered() {
    let log = Log::new();
    let (mut rows, mut heads) = (0, 0);
    for chain in &log.chains {
        for place in 0..chain.rows.len() {
            let mut touched = chain.clone();
            rows += flip_all(&chain.rows[place], every(), place, &mut |row, _| {
                touched.rows[place] = row;
                !log.findings(&touched, false).is_empty()
            });
        }
        for place in 0..chain.heads.len() {
            let mut touched = chain.clone();
            heads += flip_all(&chain.heads[place], every(), place, &mut |head, _| {
                touched.heads[place] = head;
                !log.findings(&touched, true).is_empty()
            });
        }
    }
    println!("figure: bytes of 1,000 rows flipped and found = {rows} (one in {})", every());
    println!("figure: bytes of {} heads flipped and found = {heads}", CHAINS * ROWS / BATCH);
    assert!(rows > 0 && heads > 0);
}

/// What can be done to rows, each way at each place: all of it is found.
#[test]
fn each_row_dropped_doubled_exchanged_or_put_in_is_found() {
    let log = Log::new();
    let mut done = BTreeMap::<&str, usize>::new();
    let mut found = |what: &'static str, chain: &Chain| {
        *done.entry(what).or_default() += 1;
        assert!(!log.findings(chain, true).is_empty(), "{what} in {}", chain.name);
    };
    for (number, chain) in log.chains.iter().enumerate() {
        for place in 0..chain.rows.len() {
            let mut dropped = chain.clone();
            let row = dropped.rows.remove(place);
            dropped.heads.retain(|head| head.seq != row.seq);
            found("a row dropped, with its head", &dropped);
            // The gap is closed: the rows behind it are numbered and hashed anew.
            for later in place..dropped.rows.len() {
                let before = match later {
                    0 => Head::genesis(&chain.name).hash,
                    later => dropped.rows[later - 1].hash.clone(),
                };
                dropped.rows[later].seq -= 1;
                dropped.rows[later].previous_hash = before;
                dropped.rows[later].hash = chain::row_hash(&dropped.rows[later]);
            }
            found("a row dropped, the chain recomputed", &dropped);
            let mut doubled = chain.clone();
            doubled.rows.insert(place, chain.rows[place].clone());
            found("a row doubled", &doubled);
            let other = (place + 1 + number) % chain.rows.len();
            let mut exchanged = chain.clone();
            exchanged.rows.swap(place, other);
            (exchanged.rows[place].seq, exchanged.rows[other].seq) =
                (chain.rows[place].seq, chain.rows[other].seq);
            found("two rows exchanged", &exchanged);
            let mut put_in = chain.clone();
            put_in.rows.iter_mut().skip(place).for_each(|row| row.seq += 1);
            put_in.heads.iter_mut().filter(|head| head.seq > place as i64).for_each(|h| h.seq += 1);
            let before = match place {
                0 => Head::genesis(&chain.name).hash,
                place => chain.rows[place - 1].hash.clone(),
            };
            let forged = row_at(9_999, &chain.name, place as i64 + 1, &before);
            put_in.rows.insert(place, forged);
            found("a row put in", &put_in);
            let elsewhere = &log.chains[(number + 1) % log.chains.len()];
            let mut of_another = chain.clone();
            of_another.rows[place] =
                access_log::Model { chain: chain.name.clone(), ..elsewhere.rows[place].clone() };
            found("a row of another chain in its place", &of_another);
        }
        let mut appended = chain.clone();
        let last = chain.rows.last().unwrap();
        appended.rows.push(row_at(9_999, &chain.name, last.seq + 1, &last.hash));
        found("a row appended", &appended);
    }
    for (what, count) in done {
        println!("figure: {what} = found {count} of {count}");
    }
}

fn row_at(number: u64, chain: &str, seq: i64, before: &str) -> access_log::Model {
    row(number).at_place(chain, seq, before)
}

/// Who can write the database and has not the key: everything from a row on is hashed anew, and the
/// heads are left, taken away, or signed by a key of the forger's own.
#[test]
fn a_chain_recomputed_without_the_key_is_found() {
    let log = Log::new();
    let forger = key();
    let mut done = 0;
    for chain in &log.chains {
        for place in 0..chain.rows.len() {
            let mut forged = chain.clone();
            forged.rows[place].user_id = None;
            for later in place..forged.rows.len() {
                if later > 0 {
                    forged.rows[later].previous_hash = forged.rows[later - 1].hash.clone();
                }
                forged.rows[later].hash = chain::row_hash(&forged.rows[later]);
            }
            assert!(!log.findings(&forged, false).is_empty(), "with the heads as they were");
            let first = forged.rows[place].seq;
            let mut without = forged.clone();
            without.heads.retain(|head| head.seq < first);
            assert!(!log.findings(&without, false).is_empty(), "without the heads behind it");
            let mut own = without.clone();
            let link = own.rows[place..].iter().map(|row| (row.seq, row.hash.clone()));
            own.heads.extend(link.map(|(seq, hash)| {
                let (_, head) = chain::link(
                    &chain.name,
                    &Head { seq: seq - 1, hash: String::new() },
                    [row(1)],
                    &forger,
                );
                access_log_head::Model { seq, hash, ..head.unwrap() }
            }));
            let findings = log.findings(&own, false);
            assert!(findings.iter().any(|f| matches!(f.what, What::HeadKeyUnknown { .. })));
            done += 3;
        }
    }
    println!("figure: chains recomputed from a row on = found {done} of {done}");
}

/// What no log can show by itself: that its end is missing. With the checkpoint each cut is found;
/// without it, a cut right behind a head is not, and the report says so.
#[test]
fn each_tail_cut_is_found_with_the_checkpoint() {
    let log = Log::new();
    let (mut cuts, mut unseen) = (0, 0);
    for chain in &log.chains {
        for left in 0..chain.rows.len() {
            let mut cut = chain.clone();
            cut.rows.truncate(left);
            cut.heads.retain(|head| head.seq <= left as i64);
            assert!(!log.findings(&cut, true).is_empty(), "cut to {left}");
            cuts += 1;
            let found = log.findings(&cut, false);
            let behind_a_head = (left as u64).is_multiple_of(BATCH);
            assert_eq!(found.is_empty(), behind_a_head, "cut to {left}: {found:?}");
            unseen += usize::from(behind_a_head);
        }
    }
    println!("figure: tails cut = found {cuts} of {cuts} with the checkpoint");
    println!("figure: tails cut, no checkpoint = {unseen} right behind a head cannot be found");
}
