//! Checks one chain, row by row, in constant memory as long as nothing is wrong.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use entity::{access_log, access_log_head};

use super::checkpoint::CheckpointHead;
use super::{ChainReport, Finding, What};
use crate::audit::chain::{Head, head_bytes, row_hash, row_hash_at};
use crate::domain::PublicKey;

/// Rows whose hash does not fit that are kept to find out where they belong.
const KEPT: usize = 4_096;
/// Places that each of them is tried at.
const TRIED: usize = 256;

/// The state of a verification of one chain. Feed it rows and heads in the order of the chain.
pub struct Checker<'a> {
    chain: String,
    keys: &'a [PublicKey],
    /// Heads from outside, by place; taken off as they are passed.
    marks: Vec<CheckpointHead>,
    expected: i64,
    /// Hashes that the next row may follow: what the last row carries, and what it should.
    /// Empty after a gap: whatever was there is gone.
    previous: Vec<String>,
    rows: u64,
    last: i64,
    signed_to: i64,
    complete_to: Option<i64>,
    misfits: Vec<access_log::Model>,
    findings: Vec<Finding>,
}

impl<'a> Checker<'a> {
    /// Before the first row. `marks` are this chain's heads in the checkpoint.
    #[must_use]
    pub fn new(chain: &str, keys: &'a [PublicKey], mut marks: Vec<CheckpointHead>) -> Self {
        marks.sort_by_key(|mark| std::cmp::Reverse(mark.seq));
        Self {
            chain: chain.to_owned(),
            keys,
            marks,
            expected: 1,
            previous: vec![Head::genesis(chain).hash],
            rows: 0,
            last: 0,
            signed_to: 0,
            complete_to: None,
            misfits: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// The chain.
    #[must_use]
    pub fn chain(&self) -> &str {
        &self.chain
    }

    /// Takes rows in order, and the heads at their places in order.
    pub fn feed(&mut self, rows: &[access_log::Model], heads: &[access_log_head::Model]) {
        let mut heads = heads.iter().peekable();
        for row in rows {
            while let Some(orphan) = heads.next_if(|head| head.seq < row.seq) {
                self.head(orphan, None);
            }
            self.row(row);
            if let Some(head) = heads.next_if(|head| head.seq == row.seq) {
                self.head(head, Some(&row.hash));
            }
        }
        for orphan in heads {
            self.head(orphan, None);
        }
    }

    /// Takes note of a row that is there and cannot be read.
    pub fn unreadable(&mut self, seq: i64) {
        self.place(seq);
        self.find(seq, seq, What::Unreadable);
        self.previous.clear();
    }

    /// Takes note of a row that is not in the form that rows are written in.
    pub fn altered(&mut self, seq: i64) {
        self.find(seq, seq, What::Altered);
    }

    /// Takes note of a head that is there and cannot be read.
    pub fn unreadable_head(&mut self, seq: i64) {
        self.find(seq, seq, What::HeadForged);
    }

    fn row(&mut self, row: &access_log::Model) {
        if !self.place(row.seq) {
            return;
        }
        let hash = row_hash(row);
        let follows = self.previous.is_empty() || self.previous.contains(&row.previous_hash);
        self.previous = vec![row.hash.clone()];
        if hash != row.hash {
            if self.misfits.len() < KEPT {
                self.misfits.push(row.clone());
            } else {
                self.find(row.seq, row.seq, What::Edited);
            }
            self.previous.push(hash);
        } else if !follows {
            self.find(row.seq, row.seq, What::Unlinked);
        }
        while self.marks.last().is_some_and(|mark| mark.seq <= row.seq) {
            if let Some(mark) = self.marks.pop() {
                self.mark(&mark, (mark.seq == row.seq).then_some(&row.hash));
            }
        }
    }

    /// Counts a row at its place; false if the place was passed already.
    fn place(&mut self, seq: i64) -> bool {
        self.rows += 1;
        if seq < self.expected {
            self.find(seq, seq, What::Inserted);
            return false;
        }
        if seq > self.expected {
            self.find(self.expected, seq - 1, What::Removed);
            self.previous.clear();
        }
        self.expected = seq.saturating_add(1);
        self.last = seq;
        true
    }

    /// A head, and the hash of the row at its place if there is one.
    fn head(&mut self, head: &access_log_head::Model, row: Option<&String>) {
        let seq = head.seq;
        let Some(key) = self.keys.iter().find(|key| key.id() == head.key_id) else {
            let key_id = head.key_id.clone();
            return self.find(seq, seq, What::HeadKeyUnknown { key_id });
        };
        match row {
            _ if !verifies(key, head) => self.find(seq, seq, What::HeadForged),
            Some(hash) if *hash != head.hash => self.find(seq, seq, What::HeadDiffers),
            Some(_) => self.signed_to = self.signed_to.max(seq),
            None => self.cut(seq),
        }
    }

    /// A head from outside.
    fn mark(&mut self, mark: &CheckpointHead, row: Option<&String>) {
        let head = mark.to_head();
        let key = self.keys.iter().find(|key| key.id() == head.key_id);
        match row {
            _ if !key.is_some_and(|key| verifies(key, &head)) => {
                self.find(mark.seq, mark.seq, What::CheckpointForged);
            }
            Some(hash) if *hash != mark.hash => {
                self.find(mark.seq, mark.seq, What::CheckpointDiffers);
            }
            Some(_) => self.complete_to = self.complete_to.max(Some(mark.seq)),
            None => self.cut(mark.seq),
        }
    }

    /// Something outside the rows knows this place, and no row stands there.
    fn cut(&mut self, seq: i64) {
        if seq >= self.expected {
            self.find(self.expected, seq, What::Removed);
            self.expected = seq.saturating_add(1);
            self.previous.clear();
        }
    }

    fn find(&mut self, from: i64, to: i64, what: What) {
        self.findings.push(Finding { chain: self.chain.clone(), from, to, what });
    }

    /// The end of the chain.
    pub(super) fn finish(mut self) -> (ChainReport, Vec<Finding>) {
        let last = self.last;
        while let Some(mark) = self.marks.pop() {
            self.mark(&mark, None);
        }
        if last > self.signed_to {
            self.find(self.signed_to + 1, last, What::Unsigned);
        }
        for (row, belongs) in belongings(&self.misfits) {
            let what = belongs.map_or(What::Edited, |belongs| What::Moved { belongs });
            self.find(row, row, what);
        }
        let chain = ChainReport {
            chain: self.chain,
            rows: self.rows,
            last,
            signed_to: self.signed_to,
            complete_to: self.complete_to,
        };
        (chain, joined(self.findings))
    }
}

fn verifies(key: &PublicKey, head: &access_log_head::Model) -> bool {
    BASE64_URL_SAFE_NO_PAD
        .decode(&head.signature)
        .is_ok_and(|signature| key.verifies(&head_bytes(head), &signature))
}

/// Where rows whose hash does not fit would fit: tried are the shift of the row before, the places
/// beside, and the places of the other misfits.
fn belongings(misfits: &[access_log::Model]) -> Vec<(i64, Option<i64>)> {
    let mut shift = 0;
    let others: Vec<_> = misfits.iter().map(|row| row.seq).take(TRIED).collect();
    misfits
        .iter()
        .map(|row| {
            let near = [shift, -1, 1].into_iter().map(|by| row.seq.saturating_add(by));
            let found = near
                .chain(others.iter().copied())
                .find(|seq| *seq != row.seq && row_hash_at(row, *seq) == row.hash);
            shift = found.map_or(shift, |seq| seq - row.seq);
            (row.seq, found)
        })
        .collect()
}

/// Findings in order, neighbours of one kind as one.
fn joined(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by_key(|finding| finding.from);
    let mut joined: Vec<Finding> = Vec::new();
    for finding in findings {
        match joined.iter_mut().rev().find(|last| continues(last, &finding)) {
            Some(last) => last.to = finding.to,
            None => joined.push(finding),
        }
    }
    joined
}

fn continues(last: &Finding, next: &Finding) -> bool {
    let beside = last.to.checked_add(1) == Some(next.from);
    match (&last.what, &next.what) {
        (What::Moved { belongs }, What::Moved { belongs: next_belongs }) => {
            beside && next_belongs - next.from == belongs - last.from
        }
        // Once the rows were replaced, every later head differs, too.
        (What::HeadDiffers, What::HeadDiffers) => true,
        (last, next) => beside && last == next,
    }
}
