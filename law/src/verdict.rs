//! The answer: for each category granted or refused, on which basis or for which reason.

use std::cmp::Reverse;

use crate::dates::FOREVER;
use crate::facts::Instant;
use crate::set::CategorySet;
use crate::words::{BasisId, Category, ClauseId, Direction, Provision, Tier, Word};

words! {
    /// How the viewer is related to the case (relation til sagen).
    Relation {
        None "NONE" da "Ingen" en "None: the case is unknown",
        Citizen "CITIZEN" da "Borgeren selv" en "The citizen",
        Representative "REPRESENTATIVE" da "Borgerens repræsentant" en "The citizen's representative",
        Lead "LEAD" da "Ansvarlig myndighed" en "The lead authority's caseworker or coordinator",
        Holder "HOLDER" da "Har selv oplysninger i sagen" en "Holds records in the case",
        Participant "PARTICIPANT" da "Deltager med samtykke eller hjemmel" en "Takes part, by consent or statutory basis",
    }

    /// Why a field is withheld (begrundelse). EXPIRED, WITHDRAWN and WRONG_DIRECTION are told only to the authority that owns the consent.
    Reason {
        NoConsent "NO_CONSENT" da "Intet samtykke og ingen hjemmel" en "No consent and no statutory basis",
        OutOfScope "OUT_OF_SCOPE" da "Ikke omfattet" en "Consent exists, and does not cover this",
        Expired "EXPIRED" da "Samtykket er bortfaldet" en "The consent has lapsed",
        Withdrawn "WITHDRAWN" da "Samtykket er trukket tilbage" en "The consent was withdrawn",
        WrongDirection "WRONG_DIRECTION" da "Samtykket gælder en anden retning" en "The consent covers another direction",
        LeadOnly "LEAD_ONLY" da "Kun for den ansvarlige myndighed og borgeren" en "Kept to the lead authority and the citizen",
        AuthorOnly "AUTHOR_ONLY" da "Kun for forfatterens myndighed" en "Kept to its author's authority",
    }
}

/// On what a category is granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Basis {
    /// The viewer is the citizen.
    Citizen,
    /// The viewer represents the citizen, within the representation's scope.
    Representative,
    /// The viewer's own authority holds the record.
    OwnAuthority,
    /// PROCESS of a case in which the viewer's organisation holds records.
    HoldsRecords,
    /// A clause of a consent, and its direction. A clause implies PROCESS for its counterpart.
    Clause(ClauseId, Direction),
    /// A recorded statutory basis.
    Statutory(BasisId, Provision),
}

/// What came of asking for one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// Open; every category of the field is granted.
    Granted,
    /// Closed: the first category that is not granted, and why.
    Refused(Category, Reason),
}

/// One decision: a set of granted categories for a (viewer, holders, case, instant).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// How the viewer is related to the case. With [`Relation::None`] the answer is that of an
    /// unknown id.
    pub relation: Relation,
    /// Categories granted.
    pub granted: CategorySet,
    /// Whether the viewer's organisation is among the holders (AUTHOR_ONLY opens for it alone).
    pub author: bool,
    /// Whether LEAD_ONLY opens: the lead authority with relation, the citizen, or a representative
    /// whose scope covers the field.
    pub lead: bool,
    /// For each category, by its position: the basis, where granted.
    pub(crate) basis: [Option<Basis>; Category::ALL.len()],
    /// For each category: until when it is granted, as far as today's facts tell.
    pub(crate) until: [Option<Instant>; Category::ALL.len()],
    /// For each category: why not, where refused.
    pub(crate) reason: [Reason; Category::ALL.len()],
}

impl Verdict {
    /// The verdict of someone with no relation: nothing.
    #[must_use]
    pub fn unknown() -> Self {
        Self {
            relation: Relation::None,
            granted: CategorySet::NONE,
            author: false,
            lead: false,
            basis: [None; Category::ALL.len()],
            until: [None; Category::ALL.len()],
            reason: [Reason::NoConsent; Category::ALL.len()],
        }
    }

    /// Whether a field of these categories and this tier opens. One AND on the common path.
    #[must_use]
    pub fn open(&self, categories: CategorySet, tier: Tier) -> Opening {
        let closed = match tier {
            Tier::Shared => None,
            Tier::LeadOnly if self.lead => None,
            Tier::LeadOnly => Some(Reason::LeadOnly),
            Tier::AuthorOnly if self.author => None,
            Tier::AuthorOnly => Some(Reason::AuthorOnly),
        };
        let missing = categories.minus(self.granted);
        match (closed, missing.iter().next()) {
            (None, None) => Opening::Granted,
            (Some(reason), missing) => Opening::Refused(
                missing.or_else(|| categories.iter().next()).unwrap_or(Category::Process),
                reason,
            ),
            (None, Some(category)) => Opening::Refused(category, self.reason[category as usize]),
        }
    }

    /// What either of two verdicts opens, of the same viewer over the same citizen in two cases.
    /// Of two bases for a category the one that lasts longer is named; a category that neither
    /// grants keeps the reason that tells most, which each case may tell this viewer already.
    #[must_use]
    pub fn union(mut self, other: &Self) -> Self {
        if self.relation == Relation::None {
            return other.clone();
        }
        if other.relation == Relation::None {
            return self;
        }
        // The vocabulary names the closest relation first, after none.
        self.relation = self.relation.min(other.relation);
        self.author |= other.author;
        self.lead |= other.lead;
        for category in Category::ALL.iter().copied() {
            let i = category as usize;
            match (self.granted.has(category), other.granted.has(category)) {
                (false, false) => self.reason[i] = self.reason[i].max(other.reason[i]),
                (true, true)
                    if !longer(
                        (other.until[i], other.basis[i]),
                        (self.until[i], self.basis[i]),
                    ) => {}
                (_, true) => (self.basis[i], self.until[i]) = (other.basis[i], other.until[i]),
                (true, false) => {}
            }
        }
        self.granted = self.granted.union(other.granted);
        self
    }

    /// The basis on which a category is granted; none where it is refused.
    #[must_use]
    pub fn basis(&self, category: Category) -> Option<Basis> {
        self.basis[category as usize]
    }

    /// Until when a category is granted as far as today's facts tell; none: no limit is known.
    #[must_use]
    pub fn until(&self, category: Category) -> Option<Instant> {
        self.until[category as usize]
    }

    /// Why a category is refused; none where it is granted.
    #[must_use]
    pub fn reason(&self, category: Category) -> Option<Reason> {
        (!self.granted.has(category)).then(|| self.reason[category as usize])
    }
}

/// A basis, with the end of what it grants; none: no limit is known.
pub(crate) type Lasting = (Option<Instant>, Option<Basis>);

/// Whether a basis lasts longer than another; of two alike the smaller one counts as longer, so
/// that the order of the cases, and of the consents, is irrelevant.
pub(crate) fn longer(one: Lasting, other: Lasting) -> bool {
    let lasts = |(until, basis): Lasting| (until.unwrap_or(FOREVER), Reverse(basis));
    lasts(one) > lasts(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn granting(category: Category, basis: Basis, until: Option<Instant>) -> Verdict {
        let mut verdict = Verdict { relation: Relation::Participant, ..Verdict::unknown() };
        verdict.granted = CategorySet::of(&[category]);
        verdict.basis[category as usize] = Some(basis);
        verdict.until[category as usize] = until;
        verdict
    }

    #[test]
    fn a_union_opens_what_either_opens_and_no_more() {
        let day = "2026-11-22T00:00:00Z".parse().ok();
        let health = granting(Category::Health, Basis::HoldsRecords, day);
        let social = granting(Category::Social, Basis::OwnAuthority, None);
        let mut leading = social.clone();
        (leading.author, leading.lead) = (true, true);
        for both in [health.clone().union(&leading), leading.clone().union(&health)] {
            assert!(both.author && both.lead, "what one case makes of the viewer stands for all");
        }
        let both = health.clone().union(&social);
        assert!(!both.author && !both.lead);
        assert_eq!(both, social.clone().union(&health));
        assert_eq!(both.granted, CategorySet::of(&[Category::Health, Category::Social]));
        assert_eq!(both.until(Category::Health), day);
        assert_eq!(both.basis(Category::Social), Some(Basis::OwnAuthority));
        assert_eq!(both.basis(Category::Economy), None);
        let longer = granting(Category::Health, Basis::OwnAuthority, None);
        assert_eq!(
            health.clone().union(&longer).basis(Category::Health),
            Some(Basis::OwnAuthority)
        );
        assert_eq!(longer.clone().union(&health).until(Category::Health), None);
        // Of two that last alike the same one is named, whichever case comes first.
        let alike = granting(Category::Health, Basis::OwnAuthority, day);
        assert_eq!(health.clone().union(&alike), alike.clone().union(&health));
        assert_eq!(Verdict::unknown().union(&health), health);
        assert_eq!(health.clone().union(&Verdict::unknown()), health);
    }
}
