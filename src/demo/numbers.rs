//! Numbers that are well formed and belong to nobody: CVR, SOR, replacement CPR.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};

/// A CVR number with a valid modulus 11, from a range that is not given out.
pub(super) fn cvr(place: usize) -> String {
    const WEIGHTS: [usize; 7] = [2, 7, 6, 5, 4, 3, 2];
    // A remainder of 1 has no check digit; the next number takes its place.
    let candidates = (0..20).map(|step| 9_900_000 + place * 20 + step);
    let checked = candidates.filter_map(|number| {
        let digits = format!("{number:07}");
        let sum: usize = digits.bytes().zip(WEIGHTS).map(|(d, w)| usize::from(d - b'0') * w).sum();
        match sum % 11 {
            0 => Some(format!("{digits}0")),
            1 => None,
            rest => Some(format!("{digits}{}", 11 - rest)),
        }
    });
    checked.into_iter().next().unwrap_or_default()
}

/// A SOR code (an SCTID of the Danish name space with its check digit), numbered far above those
/// in use.
pub(super) fn sor(place: usize) -> String {
    let body = format!("{}100001600", 9_000_001 + place);
    let check = verhoeff(&body);
    format!("{body}{check}")
}

/// The check digit of Verhoeff, by the dihedral group D5.
fn verhoeff(digits: &str) -> usize {
    let times = |a: usize, b: usize| match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => (a + b - 5) % 5 + 5,
        (false, true) => (a - 5 + 5 - b) % 5 + 5,
        (false, false) => (a + 5 - b) % 5,
    };
    const TURN: [usize; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let mut check = 0;
    for (place, digit) in digits.bytes().rev().enumerate() {
        let turned = (0..=place).fold(usize::from(digit - b'0'), |d, _| TURN[d]);
        check = times(check, turned);
    }
    if (1..5).contains(&check) { 5 - check } else { check }
}

/// Gives out replacement numbers: the day counted from 61, so that no real person can match.
#[derive(Debug, Default)]
pub(super) struct Replacements(HashMap<NaiveDate, u32>);

impl Replacements {
    /// The next number of a day.
    pub(super) fn next(&mut self, birth: NaiveDate) -> String {
        let given = self.0.entry(birth).or_default();
        let number = replacement(birth, *given);
        *given += 1;
        number
    }
}

/// The replacement number that is given out as this one of its day.
pub(super) fn replacement(birth: NaiveDate, given: u32) -> String {
    // 619 divides neither 4000 nor 1000: each number of the day comes once.
    let spread = birth.ordinal() * 7 + given * 619;
    let serial = if birth.year() < 2000 { spread % 4_000 } else { 4_000 + spread % 1_000 };
    format!("{:02}{:02}{:02}{serial:04}", birth.day() + 60, birth.month(), birth.year() % 100)
}

/// Letters of the older form: consonants, so that no word comes of them.
const LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";

/// The replacement number of the older form, with letters, which no real number has, that came
/// before this one: as that is its citizen's alone, so is it.
pub(super) fn lettered(birth: NaiveDate, number: &str) -> String {
    let serial = number.get(6..).and_then(|serial| serial.parse::<usize>().ok()).unwrap_or(0);
    let letter = |place: usize| char::from(LETTERS[place % LETTERS.len()]);
    let (first, second) = (letter(serial / 200), letter(serial / 10));
    let century = if birth.year() < 2000 { 1 } else { 7 };
    let (day, month, year) = (birth.day(), birth.month(), birth.year() % 100);
    format!("{day:02}{month:02}{year:02}{century}{first}{second}{}", serial % 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Cpr;

    #[test]
    fn cvr_numbers_have_their_modulus_11() {
        for place in 0..100 {
            let number = cvr(place);
            let weighed: u32 = number
                .chars()
                .zip([2, 7, 6, 5, 4, 3, 2, 1])
                .map(|(d, w)| d.to_digit(10).unwrap() * w)
                .sum();
            assert_eq!((number.len(), weighed % 11), (8, 0), "{number}");
        }
        let all: std::collections::HashSet<_> = (0..100).map(cvr).collect();
        assert_eq!(all.len(), 100);
    }

    #[test]
    fn the_check_digit_is_that_of_verhoeff() {
        assert_eq!(verhoeff("236"), 3);
        assert_eq!(verhoeff("12345"), 1);
        assert_eq!(verhoeff("32542100001600"), 1, "as in a code that is in use");
    }

    #[test]
    fn r40_replacement_numbers_are_valid_and_no_two_alike() {
        let mut replacements = Replacements::default();
        for birth in ["1967-02-28", "2004-12-31"] {
            let birth: NaiveDate = birth.parse().unwrap();
            let mut seen = std::collections::HashSet::new();
            for _ in 0..1_000 {
                let number = replacements.next(birth);
                for number in [lettered(birth, &number), number] {
                    let cpr = Cpr::try_from(number.as_str()).unwrap();
                    assert!(cpr.is_replacement() && cpr.birth_date() == birth);
                    assert!(seen.insert(number));
                }
            }
        }
    }
}
