//! Values of the command line.

use chrono::TimeDelta;
use law::{Role, Word};

use crate::domain::Scope;
use crate::token::TokenAlgorithm;
use crate::token::keys::LONGEST_TOKEN;

/// A duration: a number and `s`, `m`, `h` or `d`.
pub(super) fn duration(text: &str) -> Result<TimeDelta, String> {
    let wrong = || format!("`{text}` is no duration; write a number and `s`, `m`, `h` or `d`");
    let (number, unit) = text.split_at_checked(text.len().wrapping_sub(1)).ok_or_else(wrong)?;
    let number: i64 = number.parse().map_err(|_| wrong())?;
    let duration = match unit {
        "s" => TimeDelta::try_seconds(number),
        "m" => TimeDelta::try_minutes(number),
        "h" => TimeDelta::try_hours(number),
        "d" => TimeDelta::try_days(number),
        _ => None,
    };
    duration.filter(|duration| *duration > TimeDelta::zero()).ok_or_else(wrong)
}

/// How long a token may hold: keys overlap for longer.
pub(super) fn lifetime(text: &str) -> Result<TimeDelta, String> {
    let lifetime = duration(text)?;
    let long = || format!("`{text}` is too long; a token holds for 7 days at most");
    if lifetime <= LONGEST_TOKEN { Ok(lifetime) } else { Err(long()) }
}

/// A scope by its code.
pub(super) fn scope(code: &str) -> Result<Scope, String> {
    word(code, "scope")
}

/// An algorithm of tokens by its code.
pub(super) fn algorithm(code: &str) -> Result<TokenAlgorithm, String> {
    word(code, "algorithm of tokens")
}

/// A role by its code.
pub(super) fn role(code: &str) -> Result<Role, String> {
    word(code, "role of a token")
}

fn word<W: Word>(code: &str, what: &str) -> Result<W, String> {
    let codes = || W::ALL.iter().map(|word| word.code()).collect::<Vec<_>>().join("`, `");
    W::parse(code).ok_or_else(|| format!("`{code}` is no {what}; choose from `{}`", codes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_a_number_and_a_unit() {
        assert_eq!(duration("90s"), Ok(TimeDelta::seconds(90)));
        assert_eq!(duration("15m"), Ok(TimeDelta::minutes(15)));
        assert_eq!(duration("8h"), Ok(TimeDelta::hours(8)));
        assert_eq!(duration("2d"), Ok(TimeDelta::days(2)));
        for wrong in ["", "m", "15", "-1h", "0s", "1w", "1.5h", "9223372036854775807d", "1\u{e6}"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn words_are_named_where_one_is_wrong() {
        assert_eq!(role("UNIT_LEAD"), Ok(Role::UnitLead));
        assert!(role("COORDINATOR").unwrap_err().contains("`CASEWORKER`"));
        assert!(scope("dkk").unwrap_err().contains("`dkk:read`"));
    }
}
