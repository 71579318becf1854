//! Counts of cases by unit and status, for unit leads and managers (R31): numbers, no content.
//!
//! Of other units than the viewer's own, counts under five are suppressed, and with them every
//! total that would tell them. Two facts make that safe, also against someone who knows this code:
//! a total over a column, or over all, is shown only where it is a sum of what is shown anyway; a
//! unit's total is shown only where each of its suppressed counts can still be any number under
//! five.

use law::Word;
use law::forms::CaseStatus;
use uuid::Uuid;

/// Counts under this number are suppressed for others.
pub const SMALLEST: u32 = 5;

/// How many statuses there are.
pub const STATUSES: usize = CaseStatus::ALL.len();

/// A unit's cases, by status in the order of [`CaseStatus::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The unit.
    pub unit: Uuid,
    /// Cases of each status.
    pub counts: [u32; STATUSES],
}

/// What is shown of a unit; none: suppressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The unit.
    pub unit: Uuid,
    /// Cases of each status.
    pub counts: [Option<u32>; STATUSES],
    /// All its cases.
    pub total: Option<u32>,
}

/// What is shown of all units; none: suppressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Unit by unit, in the order given.
    pub units: Vec<Shown>,
    /// Cases of each status, of all units.
    pub totals: [Option<u32>; STATUSES],
    /// All cases.
    pub total: Option<u32>,
}

/// What a viewer from unit `own` is shown (R31).
#[must_use]
pub fn counts(units: &[Counted], own: Option<Uuid>) -> Counts {
    let units: Vec<_> = units.iter().map(|unit| show(unit, own == Some(unit.unit))).collect();
    let mut totals = [None; STATUSES];
    for (status, total) in totals.iter_mut().enumerate() {
        *total = units.iter().map(|unit| unit.counts[status]).sum();
    }
    let total = units.iter().map(|unit| unit.total).sum();
    Counts { units, totals, total }
}

fn show(unit: &Counted, own: bool) -> Shown {
    let counts = unit.counts.map(|count| (own || count >= SMALLEST).then_some(count));
    let hidden = unit.counts.iter().zip(&counts).filter(|(_, shown)| shown.is_none());
    let (many, sum) = hidden.fold((0, 0), |(many, sum), (count, _)| (many + 1, sum + count));
    let total = leaves_open(many, sum).then(|| unit.counts.iter().sum());
    Shown { unit: unit.unit, counts, total }
}

/// Whether the sum of this many suppressed counts leaves each of them any number under five: the
/// others must be able to make up the rest, be it all of the sum or all but the most.
fn leaves_open(many: u32, sum: u32) -> bool {
    let most = SMALLEST - 1;
    many == 0 || (many >= 2 && sum >= most && sum <= most * (many - 1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn unit(number: u128, counts: [u32; STATUSES]) -> Counted {
        Counted { unit: Uuid::from_u128(number), counts }
    }

    #[test]
    fn r31_own_counts_are_exact_and_small_ones_of_others_are_not_there() {
        let units = [unit(1, [1, 0, 2]), unit(2, [7, 3, 9]), unit(3, [5, 6, 7])];
        let shown = counts(&units, Some(units[0].unit));
        assert_eq!(shown.units[0].counts, [Some(1), Some(0), Some(2)]);
        assert_eq!(shown.units[0].total, Some(3));
        assert_eq!(shown.units[1].counts, [Some(7), None, Some(9)]);
        assert_eq!(shown.units[1].total, None, "19 less 16 would tell the 3");
        assert_eq!(shown.units[2].total, Some(18));
        assert_eq!(shown.totals, [Some(13), None, Some(18)]);
        assert_eq!(shown.total, None);
    }

    #[test]
    fn r31_two_small_counts_that_their_sum_would_tell_hide_it() {
        let shown =
            |small: [u32; 2]| counts(&[unit(1, [small[0], small[1], 20])], None).units[0].total;
        assert_eq!(shown([4, 4]), None, "eight is four and four only");
        assert_eq!(shown([0, 0]), None);
        assert_eq!(shown([1, 3]), Some(24));
    }

    /// Every table that shows the same to this viewer.
    fn alike(units: &[Counted], own: Option<Uuid>) -> Vec<Vec<Counted>> {
        let seen = counts(units, own);
        let hidden: Vec<(usize, usize)> = (0..units.len())
            .flat_map(|row| (0..STATUSES).map(move |status| (row, status)))
            .filter(|(row, status)| seen.units[*row].counts[*status].is_none())
            .collect();
        let guesses = (0..hidden.len()).fold(1, |all, _| all * SMALLEST);
        (0..guesses)
            .map(|mut guess| {
                let mut table = units.to_vec();
                for (row, status) in &hidden {
                    table[*row].counts[*status] = guess % SMALLEST;
                    guess /= SMALLEST;
                }
                table
            })
            .filter(|table| counts(table, own) == seen)
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        /// Whoever knows all that is shown, and this very code, can exclude no number under five
        /// for any suppressed count.
        #[test]
        fn r31_no_suppressed_count_can_be_computed(
            first in prop::array::uniform3(0_u32..8),
            second in prop::array::uniform3(0_u32..8),
            third in prop::array::uniform3(5_u32..9),
            own in 0_u128..5,
        ) {
            let units = [unit(1, first), unit(2, second), unit(3, third)];
            let own = Some(Uuid::from_u128(own));
            let seen = counts(&units, own);
            let tables = alike(&units, own);
            for (row, shown) in seen.units.iter().enumerate() {
                for status in 0..STATUSES {
                    if shown.counts[status].is_none() {
                        for count in 0..SMALLEST {
                            prop_assert!(
                                tables.iter().any(|t| t[row].counts[status] == count),
                                "{count} is excluded for {row}/{status} by {seen:?}"
                            );
                        }
                    }
                }
            }
        }

        #[test]
        fn r31_what_is_shown_is_true(
            rows in prop::collection::vec(prop::array::uniform3(0_u32..12), 0..6),
            own in 0_u128..6,
        ) {
            let units: Vec<_> = (0..).zip(&rows).map(|(n, counts)| unit(n, *counts)).collect();
            let seen = counts(&units, Some(Uuid::from_u128(own)));
            for (unit, shown) in units.iter().zip(&seen.units) {
                prop_assert!(shown.total.is_none_or(|t| t == unit.counts.iter().sum::<u32>()));
                for (count, shown) in unit.counts.iter().zip(&shown.counts) {
                    prop_assert!(shown.is_none_or(|s| s == *count));
                    prop_assert!(shown.is_some() || *count < SMALLEST);
                }
            }
            let all: u32 = rows.iter().flatten().sum();
            prop_assert!(seen.total.is_none_or(|t| t == all));
        }
    }
}
