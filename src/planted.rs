//! Leaks that are planted, one for each channel, so that a test can show that the harness of
//! non-interference finds what it looks for. They are in no build but that test's, and sleep there
//! until one of them is chosen.

use std::cell::Cell;

#[cfg(not(debug_assertions))]
compile_error!("`planted-leaks` is for the tests alone: it leaks, and is never part of a release");

/// A channel by which something withheld may get out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leak {
    /// A value: the citizen's phone opens to everyone who sees the citizen.
    Value,
    /// Presence: a group of the network map that is withheld is `[]` where it holds nothing.
    Presence,
    /// Count: the answer says how many rows were read for it.
    Count,
    /// Order: participants of a meeting stand by the reason for their absence.
    Order,
    /// Version: that of a case opens to everyone who sees the case.
    Version,
    /// Timestamp: when the network map last changed, withheld rows included, opens to everyone.
    Timestamp,
    /// Cursor: that of a case holds its version.
    Cursor,
    /// Error message: a write to a case that is not the caller's is told so.
    Message,
    /// `extensions.withheld`: a field is named there only where it holds something.
    Withheld,
    /// A mutation's payload: a warning where an odd number of rows was read.
    Payload,
    /// Header: how many rows were read.
    Header,
    /// Log: nothing counts as disclosed where the rows that were read and the letters of what was
    /// withheld are an odd number.
    Log,
    /// Work: a case that is there costs one statement more than one that is not.
    Work,
}

impl Leak {
    /// Every leak.
    pub const ALL: [Self; 13] = [
        Self::Value,
        Self::Presence,
        Self::Count,
        Self::Order,
        Self::Version,
        Self::Timestamp,
        Self::Cursor,
        Self::Message,
        Self::Withheld,
        Self::Payload,
        Self::Header,
        Self::Log,
        Self::Work,
    ];

    /// The field of the classification that the leak opens.
    fn field(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Value => Some(("Citizen", "phone")),
            Self::Version => Some(("DkkCase", "version")),
            Self::Timestamp => Some(("NetworkMap", "lastUpdated")),
            _ => None,
        }
    }
}

thread_local! {
    static CHOSEN: Cell<Option<Leak>> = const { Cell::new(None) };
    static ROWS: Cell<usize> = const { Cell::new(0) };
}

/// Chooses a leak, or none, for what runs in this thread.
pub fn choose(leak: Option<Leak>) {
    CHOSEN.set(leak);
}

/// Whether this leak was chosen.
#[must_use]
pub fn is(leak: Leak) -> bool {
    CHOSEN.get() == Some(leak)
}

/// Whether a field opens by the leak that was chosen.
#[must_use]
pub fn opens(field: &law::fields::Field) -> bool {
    CHOSEN.get().and_then(Leak::field) == Some((field.type_name, field.name))
}

/// A request begins: nothing was read for it yet. Requests of one thread come one after another.
pub fn begin() {
    ROWS.set(0);
}

/// Counts rows that were read for the request.
pub fn count(rows: usize) {
    ROWS.set(ROWS.get() + rows);
}

/// How many were read for the request so far.
#[must_use]
pub fn counted() -> usize {
    ROWS.get()
}
