//! Rule 6 of the decision: what a recorded statutory basis opens without consent (R18–R22).

use crate::case::Span;
use crate::dates::{FOREVER, next, start_of};
use crate::facts::StatutoryBasis;
use crate::set::CategorySet;
use crate::words::{Category, OrganisationKind, Provision};

/// When a basis holds, and what it covers then; what its provision does not allow is left out.
pub(crate) fn span(basis: &StatutoryBasis) -> Span {
    let (start, covers) = match basis.provision {
        // R18: economy only, and only from those who must give it.
        Provision::LegalSecurity11a2 if must_give_economy(basis.holder.kind) => {
            (basis.from, basis.categories.intersection(CategorySet::of(&[Category::Economy])))
        }
        Provision::LegalSecurity11a2 => (basis.from, CategorySet::NONE),
        // R19: only after the last day for objecting has passed without objection.
        Provision::LegalSecurity11a3 => match basis.objection_deadline {
            Some(deadline) if !basis.objected => {
                (basis.from.max(start_of(next(deadline))), basis.categories)
            }
            _ => (basis.from, CategorySet::NONE),
        },
        _ => (basis.from, basis.categories),
    };
    Span { start, end: basis.to.unwrap_or(FOREVER), covers }
}

/// R18: authorities and unemployment funds. Health organisations stand apart from the authorities
/// in § 11 a, stk. 1, and keep their own secrecy.
#[must_use]
pub fn must_give_economy(kind: OrganisationKind) -> bool {
    kind.is_municipal()
        || matches!(
            kind,
            OrganisationKind::PrisonAndProbation
                | OrganisationKind::OtherAuthority
                | OrganisationKind::UnemploymentFund
        )
}
