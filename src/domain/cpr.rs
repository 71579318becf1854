//! The person identifier: a CPR number or a replacement number (R40).

use chrono::NaiveDate;

/// A CPR number (personnummer, OID 1.2.208.176.1.2) or a replacement number
/// (erstatningspersonnummer): ten characters without a dash, letters in capitals.
///
/// It is never printed by `Debug` and has no `Display`: who needs the characters asks for them
/// with [`Cpr::expose`].
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Cpr {
    text: String,
    birth: NaiveDate,
    replacement: bool,
}

/// Why a text is no person identifier. The text itself is not repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CprError {
    /// Not ten characters, or characters that have no place there.
    #[error("a person identifier has ten characters, `DDMMYYNNNN` or `DDMMYY-NNNN`")]
    Form,
    /// The first six characters and the century are no date.
    #[error("the first six characters of the person identifier are no date of birth")]
    Date,
}

impl Cpr {
    /// The ten characters; for storage, look-up, and the field that the law opened.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.text
    }

    /// Whether it is a replacement number.
    #[must_use]
    pub fn is_replacement(&self) -> bool {
        self.replacement
    }

    /// The date of birth that the number states. Of a replacement number given to an unidentified
    /// person it may be the day on which the number was made.
    #[must_use]
    pub fn birth_date(&self) -> NaiveDate {
        self.birth
    }
}

impl std::fmt::Debug for Cpr {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cpr(..)")
    }
}

impl TryFrom<&str> for Cpr {
    type Error = CprError;

    /// Reads a number with or without its dash. Modulus 11 is not asked for: numbers without it
    /// have been issued since 2007 (R40).
    fn try_from(text: &str) -> Result<Self, CprError> {
        let mut ten = [0u8; 10];
        let bytes = text.as_bytes();
        match (bytes.len(), bytes.get(6)) {
            (10, _) => ten.copy_from_slice(bytes),
            (11, Some(b'-')) => {
                ten[..6].copy_from_slice(&bytes[..6]);
                ten[6..].copy_from_slice(&bytes[7..]);
            }
            _ => return Err(CprError::Form),
        }
        ten.make_ascii_uppercase();
        let digit = |i: usize| match ten[i] {
            b @ b'0'..=b'9' => Ok(u32::from(b - b'0')),
            _ => Err(CprError::Form),
        };
        let two = |i: usize| Ok(digit(i)? * 10 + digit(i + 1)?);
        let (day, month, year, seventh) = (two(0)?, two(2)?, two(4)?, digit(6)?);
        digit(9)?;
        let letters = ten[7].is_ascii_uppercase() && ten[8].is_ascii_uppercase();
        if !letters {
            two(7)?;
        }
        // Replacement numbers either count the day from 61, or have letters in places 8 and 9.
        let (day, shifted) = if day > 60 { (day - 60, true) } else { (day, false) };
        let century = match (letters, shifted) {
            (true, true) => return Err(CprError::Form),
            (true, false) => letter_century(seventh).ok_or(CprError::Form)?,
            (false, _) => century(seventh, year),
        };
        let year = i32::try_from(century + year).map_err(|_| CprError::Date)?;
        let birth = NaiveDate::from_ymd_opt(year, month, day).ok_or(CprError::Date)?;
        let text = String::from_utf8(ten.to_vec()).map_err(|_| CprError::Form)?;
        Ok(Self { text, birth, replacement: letters || shifted })
    }
}

/// The century that the seventh digit tells, together with the year.
fn century(seventh: u32, year: u32) -> u32 {
    match (seventh, year) {
        (0..=3, _) => 1900,
        (4 | 9, 0..=36) => 2000,
        (4 | 9, _) => 1900,
        (_, 0..=57) => 2000,
        _ => 1800,
    }
}

/// The century of the letter forms under 1.2.208.176.1.6.1: the national X-eCPR has 1 and 7, the
/// regional D-eCPR 0, 5 and 6.
fn letter_century(seventh: u32) -> Option<u32> {
    match seventh {
        0 | 1 => Some(1900),
        5 => Some(1800),
        6 | 7 => Some(2000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r40_valid_numbers_are_accepted_with_their_date_of_birth() {
        // (written, birth date, replacement)
        for (text, birth, replacement) in [
            ("0101010000", "1901-01-01", false),
            ("010101-0000", "1901-01-01", false),
            ("3112993999", "1999-12-31", false),
            ("0101004000", "2000-01-01", false),
            ("0101364000", "2036-01-01", false),
            ("0101374000", "1937-01-01", false),
            ("0101575000", "2057-01-01", false),
            ("0101585000", "1858-01-01", false),
            ("0101998999", "1899-01-01", false),
            ("0101369999", "2036-01-01", false),
            ("0101379999", "1937-01-01", false),
            ("2902004000", "2000-02-29", false),
            ("2902961111", "1996-02-29", false),
            // No modulus 11: issued since 2007.
            ("0101650000", "1965-01-01", false),
            ("6101650001", "1965-01-01", true),
            ("9112850001", "1985-12-31", true),
            ("910185-0001", "1985-01-31", true),
            ("0203291WQ3", "1929-03-02", true),
            ("3101057JC9", "2005-01-31", true),
            ("1206550VK9", "1955-06-12", true),
            ("1206995vk9", "1899-06-12", true),
            ("120605-6VK9", "2005-06-12", true),
        ] {
            let cpr = Cpr::try_from(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(cpr.birth_date().to_string(), birth, "{text}");
            assert_eq!(cpr.is_replacement(), replacement, "{text}");
            assert_eq!(cpr.expose(), text.replace('-', "").to_uppercase());
            assert_eq!(Cpr::try_from(cpr.expose()), Ok(cpr));
        }
    }

    #[test]
    fn r40_invalid_numbers_are_refused() {
        use CprError::{Date, Form};
        for (text, error) in [
            ("", Form),
            ("010101", Form),
            ("010101000", Form),
            ("01010100000", Form),
            ("0101-010000", Form),
            ("010101 0000", Form),
            ("010101--000", Form),
            ("01010A0000", Form),
            ("010101000A", Form),
            ("0101010A00", Form),
            ("01010100A0", Form),
            ("010101A000", Form),
            ("010101\u{e6}000", Form),
            ("٠١٠١٠١٠٠٠٠", Form),
            ("0203292WQ3", Form),
            ("0203298WQ3", Form),
            ("6203291WQ3", Form),
            ("0001010000", Date),
            ("3201010000", Date),
            ("6001010000", Date),
            ("9201010000", Date),
            ("0100010000", Date),
            ("0113010000", Date),
            ("3102010000", Date),
            // 1900 was no leap year, 2000 was.
            ("2902000000", Date),
            ("8902000000", Date),
            ("3102291WQ3", Date),
        ] {
            assert_eq!(Cpr::try_from(text), Err(error), "{text}");
        }
    }

    #[test]
    fn r16_debug_does_not_print_the_number() {
        let cpr = Cpr::try_from("6101650001").unwrap();
        assert_eq!(format!("{cpr:?}"), "Cpr(..)");
    }
}
