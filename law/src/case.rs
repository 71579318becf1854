//! A case made ready for many questions: its facts, and every limit as an instant.

use crate::basis;
use crate::dates::{FOREVER, start_of};
use crate::decide::weigh;
use crate::facts::{Ask, Clause, Consent, Facts, Instant};
use crate::lapse::Window;
use crate::set::CategorySet;
use crate::verdict::Verdict;

/// A stretch of time, `start <= t < end`, and what it covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: Instant,
    pub(crate) end: Instant,
    pub(crate) covers: CategorySet,
}

impl Span {
    /// Whether it covers anything at an instant.
    pub(crate) fn holds(&self, at: Instant) -> bool {
        !self.covers.is_empty() && self.start <= at && at < self.end
    }
}

/// Every limit that needs the calendar, computed once.
#[derive(Clone, Debug)]
pub(crate) struct Timeline {
    /// Each clause by the places of its consent and of itself, flat, as the decision walks them.
    windows: Vec<(usize, usize, Window)>,
    bases: Vec<Span>,
    representations: Vec<Span>,
}

impl Timeline {
    pub(crate) fn of(facts: &Facts) -> Self {
        let places = facts
            .consents
            .iter()
            .enumerate()
            .flat_map(|(k, consent)| (0..consent.clauses.len()).map(move |c| (k, c)));
        let window = |(k, c): (usize, usize)| {
            let consent = &facts.consents[k];
            (k, c, Window::of(facts, consent, &consent.clauses[c]))
        };
        Self {
            windows: places.map(window).collect(),
            bases: facts.bases.iter().map(basis::span).collect(),
            representations: facts
                .representations
                .iter()
                .map(|r| Span {
                    start: start_of(r.from),
                    end: r.to.map_or(FOREVER, start_of),
                    covers: r.scope,
                })
                .collect(),
        }
    }

    /// Each clause with its consent and its window.
    pub(crate) fn clauses<'a>(
        &'a self,
        facts: &'a Facts,
    ) -> impl Iterator<Item = (&'a Consent, &'a Clause, &'a Window)> {
        self.windows.iter().map(|(k, c, window)| {
            let consent = &facts.consents[*k];
            (consent, &consent.clauses[*c], window)
        })
    }

    /// Each statutory basis with its span.
    pub(crate) fn bases<'a>(
        &'a self,
        facts: &'a Facts,
    ) -> impl Iterator<Item = (&'a crate::facts::StatutoryBasis, &'a Span)> {
        facts.bases.iter().zip(&self.bases)
    }

    /// Each representation with its span.
    pub(crate) fn representations<'a>(
        &'a self,
        facts: &'a Facts,
    ) -> impl Iterator<Item = (&'a crate::facts::Representation, &'a Span)> {
        facts.representations.iter().zip(&self.representations)
    }
}

/// The facts of a case with their limits computed: make it once for a snapshot, ask it for every
/// holder. The facts cannot change inside it, so no limit goes stale.
#[derive(Clone, Debug)]
pub struct Case {
    facts: Facts,
    timeline: Timeline,
}

impl Case {
    /// Computes every limit of the facts.
    #[must_use]
    pub fn new(facts: Facts) -> Self {
        let timeline = Timeline::of(&facts);
        Self { facts, timeline }
    }

    /// The facts.
    #[must_use]
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The facts, to change them; their limits are computed anew by [`Case::new`].
    #[must_use]
    pub fn into_facts(self) -> Facts {
        self.facts
    }

    /// Decides as [`crate::decide()`] does, without calendar arithmetic or allocation.
    #[must_use]
    pub fn decide(&self, ask: &Ask<'_>) -> Verdict {
        weigh(&self.facts, &self.timeline, ask)
    }

    /// The window of each clause, with its consent.
    pub fn windows(&self) -> impl Iterator<Item = (&Consent, &Clause, &Window)> {
        self.timeline.clauses(&self.facts)
    }
}

impl From<Facts> for Case {
    fn from(facts: Facts) -> Self {
        Self::new(facts)
    }
}
