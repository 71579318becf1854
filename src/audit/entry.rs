//! What a request leaves in the log: one row for each citizen and case that it touched.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use entity::access_log;
use law::words::{CaseId, CitizenId};
use law::{CategorySet, Purpose, Relation, RoleSet, Word};
use uuid::Uuid;

use super::{chain, detail};
use crate::domain::{Caller, clock};
use crate::sealed::{Account, Entry};

law::words! {
    /// Kind of an access (opslagstype).
    AccessKind {
        Read "READ" da "Læst" en "Read",
        Write "WRITE" da "Skrevet" en "Written",
        Refused "REFUSED" da "Afvist" en "Refused",
    }
}

/// A row of the log that has no place in a chain yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRow {
    /// When, UTC, whole microseconds.
    pub at: DateTime<Utc>,
    /// Request.
    pub request_id: Uuid,
    /// Read, written or refused.
    pub kind: AccessKind,
    /// Client.
    pub client_id: String,
    /// Organisation of the caller.
    pub organisation_id: Option<Uuid>,
    /// Unit of the caller.
    pub unit_id: Option<Uuid>,
    /// User of the caller.
    pub user_id: Option<Uuid>,
    /// Roles of the caller.
    pub roles: RoleSet,
    /// Root fields called.
    pub operation: String,
    /// Whose data.
    pub citizen_id: Option<CitizenId>,
    /// Of which case.
    pub case_id: Option<CaseId>,
    /// Purpose of the case.
    pub purpose: Option<Purpose>,
    /// Categories disclosed.
    pub categories: CategorySet,
    /// What was disclosed and withheld; see [`detail`].
    pub detail: String,
}

/// The rows of a request: one for each citizen and case, or one without a citizen if it touched
/// none. `operation` names the root fields, never a value.
#[must_use]
pub fn rows(
    caller: &Caller,
    request_id: Uuid,
    at: DateTime<Utc>,
    kind: AccessKind,
    operation: &str,
    accounts: &[Account],
) -> Vec<NewRow> {
    let mut subjects: BTreeMap<_, Vec<&Account>> = BTreeMap::new();
    for account in accounts {
        let subject = (account.subject.citizen, account.subject.case);
        subjects.entry(subject).or_default().push(account);
    }
    let viewer = &caller.viewer;
    let bare = NewRow {
        at: clock::truncate(at),
        request_id,
        kind,
        client_id: caller.client_id.clone(),
        organisation_id: viewer.organisation.map(|organisation| organisation.id.0),
        unit_id: viewer.unit.map(|unit| unit.0),
        user_id: viewer.user.map(|user| user.0),
        roles: viewer.roles,
        operation: operation.to_owned(),
        citizen_id: None,
        case_id: None,
        purpose: None,
        categories: CategorySet::NONE,
        detail: String::new(),
    };
    if subjects.is_empty() {
        return vec![bare];
    }
    // A look-up of what is unknown to the caller is a refusal, whatever else the request read.
    let unknown = |accounts: &[&Account]| {
        kind == AccessKind::Read
            && accounts.iter().all(|account| account.verdict.relation == Relation::None)
    };
    let about = |((citizen, case), accounts): (_, Vec<&Account>)| NewRow {
        kind: if unknown(&accounts) { AccessKind::Refused } else { kind },
        citizen_id: citizen,
        case_id: case,
        purpose: accounts.iter().find_map(|account| account.subject.purpose),
        categories: disclosed(&accounts),
        detail: detail::write(&detail::of(&accounts)),
        ..bare.clone()
    };
    subjects.into_iter().map(about).collect()
}

fn disclosed(accounts: &[&Account]) -> CategorySet {
    let entries = accounts.iter().flat_map(|account| &account.entries);
    let opened = entries.filter_map(|entry| match entry {
        Entry::Disclosed(_, bits) => CategorySet::from_bits(*bits),
        Entry::Withheld(..) => None,
    });
    #[cfg(feature = "planted-leaks")]
    if crate::planted::is(crate::planted::Leak::Log) && crate::planted::counted() % 2 == 1 {
        return CategorySet::NONE;
    }
    opened.fold(CategorySet::NONE, CategorySet::union)
}

fn codes<W: Word>(words: impl Iterator<Item = W>) -> String {
    words.map(Word::code).collect::<Vec<_>>().join(",")
}

impl NewRow {
    /// The row at its place in a chain, hashed.
    pub(super) fn at_place(self, chain: &str, seq: i64, previous_hash: &str) -> access_log::Model {
        let mut row = access_log::Model {
            chain: chain.to_owned(),
            seq,
            at: self.at,
            request_id: self.request_id,
            kind: self.kind.code().to_owned(),
            client_id: self.client_id,
            organisation_id: self.organisation_id,
            unit_id: self.unit_id,
            user_id: self.user_id,
            roles: codes(self.roles.iter()),
            operation: self.operation,
            citizen_id: self.citizen_id.map(Into::into),
            case_id: self.case_id.map(Into::into),
            purpose: self.purpose.map(|purpose| purpose.code().to_owned()),
            categories: codes(self.categories.iter()),
            detail: self.detail,
            previous_hash: previous_hash.to_owned(),
            hash: String::new(),
        };
        row.hash = chain::row_hash(&row);
        row
    }
}
