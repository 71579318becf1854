//! The decision (DOMAIN § 5).

use crate::facts::{Ask, Facts};
use crate::verdict::Verdict;

/// Decides what the viewer may see of what the holders hold, at the instant of the question.
#[must_use]
pub fn decide(_facts: &Facts, _ask: &Ask<'_>) -> Verdict {
    Verdict::unknown()
}
