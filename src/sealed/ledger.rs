//! What a request opened and what it was refused, account by account.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use law::facts::Organisation;
use law::fields::Field;
use law::words::{CaseId, CitizenId};
use law::{Category, CategorySet, Purpose, Reason, Verdict};

/// Whose data, in which case, held by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The citizen; none for what is about nobody (a meeting of the council).
    pub citizen: Option<CitizenId>,
    /// The case; none for what is not of a case.
    pub case: Option<CaseId>,
    /// The purpose of the case.
    pub purpose: Option<Purpose>,
    /// The holders.
    pub holders: Vec<Organisation>,
    /// Journal material.
    pub journal: bool,
}

/// One opened or refused field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Entry {
    /// Opened: the field's number and every category it was opened under (the table's or its
    /// author's tags, and the row's own), as bits.
    Disclosed(u16, u16),
    /// Refused: the field's number, the category that was missing, why.
    Withheld(u16, Category, Reason),
}

/// Everything that happened under one verdict.
#[derive(Clone, Debug)]
pub struct Account {
    /// Whose data.
    pub subject: Subject,
    /// The verdict.
    pub verdict: Verdict,
    /// Entries, without repetition once [`Ledger::close`] has sorted them.
    pub entries: Vec<Entry>,
}

/// The ledger of a request.
#[derive(Debug, Default)]
pub struct Ledger {
    accounts: Mutex<Accounts>,
    taken_in: Mutex<Vec<Arc<Ledger>>>,
}

/// The accounts that are open. Numbers go on where others were closed, so that what was sealed
/// before is never accounted for as something else.
#[derive(Debug, Default)]
struct Accounts {
    closed: usize,
    open: Vec<Account>,
}

impl Accounts {
    fn get(&mut self, number: usize) -> Option<&mut Account> {
        self.open.get_mut(number.checked_sub(self.closed)?)
    }
}

impl Ledger {
    /// Opens an account; its number.
    pub(super) fn account(&self, subject: Subject, verdict: &Verdict) -> usize {
        let mut accounts = self.lock();
        accounts.open.push(Account { subject, verdict: verdict.clone(), entries: Vec::new() });
        accounts.closed + accounts.open.len() - 1
    }

    /// Whether it could be written down; where it could not, nothing may open.
    #[must_use]
    pub(super) fn disclosed(&self, account: usize, field: &Field, opened: CategorySet) -> bool {
        self.write(account, Entry::Disclosed(field.number, opened.bits()))
    }

    /// Whether an account is open still.
    pub(super) fn holds(&self, account: usize) -> bool {
        self.lock().get(account).is_some()
    }

    pub(super) fn withheld(
        &self,
        account: usize,
        field: &Field,
        category: Category,
        reason: Reason,
    ) {
        let _ = self.write(account, Entry::Withheld(field.number, category, reason));
    }

    /// Takes in the ledger of a case that was a candidate and came to be part of the answer: all
    /// that was written to it, and will be, is of this request. What a candidate that did not come
    /// to be was asked goes with its ledger: it was not looked up.
    pub fn take_in(&self, other: Arc<Self>) {
        self.taken_in.lock().unwrap_or_else(PoisonError::into_inner).push(other);
    }

    /// Takes everything out, sorted and without repetition; accounts that nothing was asked of
    /// are kept: that a case was looked up is itself an access (R38). What was sealed before opens
    /// no more.
    #[must_use]
    pub fn close(&self) -> Vec<Account> {
        let mut accounts = {
            let mut own = self.lock();
            own.closed += own.open.len();
            std::mem::take(&mut own.open)
        };
        let mut taken_in = self.taken_in.lock().unwrap_or_else(PoisonError::into_inner);
        accounts.extend(taken_in.drain(..).flat_map(|other| other.close()));
        for account in &mut accounts {
            account.entries.sort_unstable();
            account.entries.dedup();
        }
        accounts
    }

    fn write(&self, account: usize, entry: Entry) -> bool {
        let mut accounts = self.lock();
        let Some(account) = accounts.get(account) else { return false };
        if account.entries.last() != Some(&entry) {
            account.entries.push(entry);
        }
        true
    }

    // A panic while holding the lock leaves the entries whole: every write is one push.
    fn lock(&self) -> MutexGuard<'_, Accounts> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
