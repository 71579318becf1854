//! JSON as an answer is written: text from the start, no tree of values in between.

use chrono::{DateTime, Datelike, SecondsFormat, Timelike, Utc};

/// An answer in the making.
#[derive(Debug, Default)]
pub(crate) struct Json(Vec<u8>);

impl Json {
    /// `null`.
    pub(crate) fn null(&mut self) {
        self.0.extend_from_slice(b"null");
    }

    /// `true` or `false`.
    pub(crate) fn bool(&mut self, yes: bool) {
        self.0.extend_from_slice(if yes { b"true" } else { b"false" });
    }

    /// A whole number.
    pub(crate) fn number(&mut self, number: i32) {
        self.0.extend_from_slice(number.to_string().as_bytes());
    }

    /// A number; `null` where it is none.
    pub(crate) fn float(&mut self, number: f64) {
        // It cannot fail: a vector takes every byte.
        let _ = serde_json::to_writer(&mut self.0, &number);
    }

    /// A string.
    pub(crate) fn text(&mut self, text: &str) {
        // It cannot fail: a vector takes every byte.
        let _ = serde_json::to_writer(&mut self.0, text);
    }

    /// A string of characters that need no escape: words, ids, days.
    pub(crate) fn plain(&mut self, text: &str) {
        self.0.push(b'"');
        self.0.extend_from_slice(text.as_bytes());
        self.0.push(b'"');
    }

    /// An instant, `YYYY-MM-DDTHH:MM:SS.ffffffZ`.
    pub(crate) fn time(&mut self, at: DateTime<Utc>) {
        let (Ok(year @ 0..=9_999), micros @ 0..=999_999) =
            (u32::try_from(at.year()), at.nanosecond() / 1_000)
        else {
            return self.plain(&at.to_rfc3339_opts(SecondsFormat::Micros, true));
        };
        self.0.push(b'"');
        let parts = [
            (year, 4, b'-'),
            (at.month(), 2, b'-'),
            (at.day(), 2, b'T'),
            (at.hour(), 2, b':'),
            (at.minute(), 2, b':'),
            (at.second(), 2, b'.'),
            (micros, 6, b'Z'),
        ];
        for (number, width, end) in parts {
            for place in (0..width).rev() {
                let digit = number / 10_u32.pow(place) % 10;
                self.0.push(b'0' + u8::try_from(digit).unwrap_or_default());
            }
            self.0.push(end);
        }
        self.0.push(b'"');
    }

    /// `[…]` or `{…}`.
    pub(super) fn enclosed<E>(
        &mut self,
        [open, close]: [u8; 2],
        inside: impl FnOnce(&mut Self) -> Result<(), E>,
    ) -> Result<(), E> {
        self.0.push(open);
        inside(self)?;
        self.0.push(close);
        Ok(())
    }

    /// Parts one member from the one before it.
    pub(super) fn next(&mut self, index: usize) {
        if index > 0 {
            self.0.push(b',');
        }
    }

    /// The key of a member. A GraphQL name needs no escape.
    pub(super) fn key(&mut self, name: &str) {
        self.plain(name);
        self.0.push(b':');
    }

    /// The text.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_written_as_the_calendar_library_writes_it() {
        let instants = [
            "0001-01-01T00:00:00Z",
            "1999-12-31T23:59:59.999999Z",
            "2026-11-22T10:11:12.000345Z",
            "2024-02-29T00:00:00.1Z",
            "+10000-01-01T00:00:00Z",
            "-0001-06-01T12:00:00Z",
            "2016-12-31T23:59:60Z",
        ];
        for text in instants {
            let at: DateTime<Utc> = text.parse().unwrap();
            let mut json = Json::default();
            json.time(at);
            let same = format!("\"{}\"", at.to_rfc3339_opts(SecondsFormat::Micros, true));
            assert_eq!(String::from_utf8(json.into_bytes()).unwrap(), same);
        }
    }
}
