//! Words of the pages, in Danish and English.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Europe::Copenhagen;
use law::Word;
use law::forms::Locale;

use crate::domain::dates::{start_of, today};
use crate::http::Language;

/// The language of a page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Say(pub(super) Locale);

impl Say {
    pub(super) fn of(language: Language) -> Self {
        Self(match language {
            Language::Danish => Locale::Da,
            Language::English => Locale::En,
        })
    }

    /// One of two texts.
    pub(super) fn say<'t>(self, english: &'t str, danish: &'t str) -> &'t str {
        match self.0 {
            Locale::En => english,
            Locale::Da => danish,
        }
    }

    /// The language's tag.
    pub(super) fn tag(self) -> &'static str {
        self.say("en", "da")
    }

    /// The label of a word.
    pub(super) fn word(self, word: impl Word) -> &'static str {
        self.say(word.english(), word.danish())
    }
}

/// An instant as Copenhagen's clocks show it.
pub(super) fn time(at: DateTime<Utc>) -> String {
    at.with_timezone(&Copenhagen).format("%Y-%m-%d %H:%M:%S").to_string()
}

/// The day of an instant, as a date field holds it.
pub(super) fn day(at: DateTime<Utc>) -> String {
    today(at).to_string()
}

/// The first instant of a day that a date field holds.
pub(super) fn start(text: &str) -> Option<DateTime<Utc>> {
    text.parse::<NaiveDate>().ok().map(start_of)
}
