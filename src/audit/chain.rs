//! What is hashed and what is signed. Changing anything here makes every stored log unverifiable:
//! a new form gets a new mark.

use chrono::{DateTime, Utc};
use entity::{access_log, access_log_head};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::entry::NewRow;
use crate::domain::SigningKey;
use crate::domain::digest::{hex, sha256_hex};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

const ROW_MARK: &str = "stifinder access log row 1";
const HEAD_MARK: &str = "stifinder access log head 1";

/// Where a chain stands: its last row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) seq: i64,
    pub(super) hash: String,
}

impl Head {
    /// Before the first row: the hash of the chain's name.
    pub(super) fn genesis(chain: &str) -> Self {
        Self { seq: 0, hash: sha256_hex(chain.as_bytes()) }
    }
}

/// Puts rows at the end of a chain, and signs the new head.
pub(super) fn link(
    chain: &str,
    head: &Head,
    rows: impl IntoIterator<Item = NewRow>,
    key: &SigningKey,
) -> (Vec<access_log::Model>, Option<access_log_head::Model>) {
    let mut last = head.clone();
    let linked: Vec<_> = rows
        .into_iter()
        .map(|row| {
            let row = row.at_place(chain, last.seq + 1, &last.hash);
            last = Head { seq: row.seq, hash: row.hash.clone() };
            row
        })
        .collect();
    let signed = linked.last().map(|row| sign(row, key));
    (linked, signed)
}

fn sign(row: &access_log::Model, key: &SigningKey) -> access_log_head::Model {
    let mut head = access_log_head::Model {
        chain: row.chain.clone(),
        seq: row.seq,
        hash: row.hash.clone(),
        at: row.at,
        key_id: key.id().to_owned(),
        signature: String::new(),
    };
    head.signature = BASE64_URL_SAFE_NO_PAD.encode(key.sign(&head_bytes(&head)));
    head
}

/// The hash of a row: over the hash before it and every other column, each with its length.
pub(super) fn row_hash(row: &access_log::Model) -> String {
    row_hash_at(row, row.seq)
}

/// The hash that a row would have at another place of its chain.
pub(super) fn row_hash_at(row: &access_log::Model, seq: i64) -> String {
    let mut bytes = Canonical::new(ROW_MARK);
    bytes.text(&row.previous_hash).text(&row.chain).long(seq).time(row.at);
    bytes.uuid(Some(row.request_id)).text(&row.kind).text(&row.client_id);
    bytes.uuid(row.organisation_id).uuid(row.unit_id).uuid(row.user_id);
    bytes.text(&row.roles).text(&row.operation).uuid(row.citizen_id).uuid(row.case_id);
    bytes.optional(row.purpose.as_deref()).text(&row.categories).text(&row.detail);
    hex(&Sha256::digest(bytes.0))
}

/// What the signature of a head covers: every other column.
pub(super) fn head_bytes(head: &access_log_head::Model) -> Vec<u8> {
    let mut bytes = Canonical::new(HEAD_MARK);
    bytes.text(&head.chain).long(head.seq).text(&head.hash).time(head.at).text(&head.key_id);
    bytes.0
}

/// Bytes that can be read in one way only: a text carries its length, what may be absent a flag.
struct Canonical(Vec<u8>);

impl Canonical {
    fn new(mark: &str) -> Self {
        let mut bytes = Self(Vec::with_capacity(512));
        bytes.text(mark);
        bytes
    }

    fn text(&mut self, text: &str) -> &mut Self {
        self.0.extend((text.len() as u64).to_be_bytes());
        self.0.extend(text.as_bytes());
        self
    }

    fn optional(&mut self, text: Option<&str>) -> &mut Self {
        self.0.push(u8::from(text.is_some()));
        if let Some(text) = text {
            self.text(text);
        }
        self
    }

    fn long(&mut self, number: i64) -> &mut Self {
        self.0.extend(number.to_be_bytes());
        self
    }

    // Microseconds are what every database keeps.
    fn time(&mut self, at: DateTime<Utc>) -> &mut Self {
        self.long(at.timestamp_micros())
    }

    fn uuid(&mut self, id: Option<Uuid>) -> &mut Self {
        self.0.push(u8::from(id.is_some()));
        if let Some(id) = id {
            self.0.extend(id.as_bytes());
        }
        self
    }
}
