//! Times of day as the agenda writes them: HH:MM, local.

/// Minutes since midnight of `HH:MM`; none where the text is no such time.
#[must_use]
pub fn minutes(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let number = |part: &str, limit: u16| {
        let digits = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<u16>().ok().filter(|number| digits && *number < limit)
    };
    Some(number(hours, 24)? * 60 + number(minutes, 60)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_two_digits_and_two() {
        assert_eq!(minutes("00:00"), Some(0));
        assert_eq!(minutes("09:30"), Some(570));
        assert_eq!(minutes("23:59"), Some(1439));
        for wrong in ["24:00", "12:60", "9:30", "09.30", "09:3", "+9:30", "09:30:00", "", "٠٩:٣٠"]
        {
            assert_eq!(minutes(wrong), None, "{wrong}");
        }
    }
}
