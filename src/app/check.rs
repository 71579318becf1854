//! Collects what is wrong with an input, so that the user sees all of it at once.

use async_graphql::{ID, MaybeUndefined};
use chrono::NaiveDate;
use entity::column::{Categories, Code};
use law::{Category, CategorySet, Flaw, Purpose, Word};
use sea_orm::prelude::Uuid;

use super::{Refusal, UserError, UserErrorCode};
use crate::domain::dates::days_between;
use crate::domain::of::Of;
use crate::domain::{CaseRef, EntityKind, GlobalId};

/// Longest name, title or address line, in characters.
pub(crate) const LINE: usize = 200;
/// Longest free text, in characters.
pub(crate) const TEXT: usize = 10_000;
/// Longest list in an input.
const FEW: usize = 100;

/// A list of errors in the making.
#[derive(Debug, Default)]
pub(crate) struct Check(Vec<UserError>);

impl Check {
    /// Adds an error.
    pub(crate) fn error(&mut self, code: UserErrorCode, path: &str, english: &str, danish: &str) {
        self.0.push(UserError::new(code, path, english, danish));
    }

    /// Adds a finished error.
    pub(crate) fn push(&mut self, error: UserError) {
        self.0.push(error);
    }

    /// Adds an error unless a condition holds.
    pub(crate) fn that(&mut self, holds: bool, path: &str, english: &str, danish: &str) {
        if !holds {
            self.error(UserErrorCode::Invalid, path, english, danish);
        }
    }

    /// Adds what the law found.
    pub(crate) fn flaws(&mut self, flaws: impl IntoIterator<Item = Flaw>) {
        self.0.extend(flaws.into_iter().map(UserError::from));
    }

    /// A text that must say something, within a length: trimmed.
    pub(crate) fn required(&mut self, path: &str, text: &str, longest: usize) -> String {
        let text = text.trim();
        if text.is_empty() {
            self.error(UserErrorCode::Required, path, "fill it in", "udfyld feltet");
        }
        self.length(path, text, longest);
        text.to_owned()
    }

    /// A text that may be absent; one that says nothing is absent.
    pub(crate) fn optional(
        &mut self,
        path: &str,
        text: Option<&str>,
        longest: usize,
    ) -> Option<String> {
        let text = text.map(str::trim).filter(|text| !text.is_empty())?;
        self.length(path, text, longest);
        Some(text.to_owned())
    }

    /// A text that an update sets, clears by null, or leaves alone by leaving it out.
    pub(crate) fn patch(
        &mut self,
        path: &str,
        to: &MaybeUndefined<String>,
        held: Option<String>,
        longest: usize,
    ) -> Option<String> {
        match to {
            MaybeUndefined::Undefined => held,
            MaybeUndefined::Null => None,
            MaybeUndefined::Value(text) => self.optional(path, Some(text), longest),
        }
    }

    /// A text that an update sets or leaves alone; it cannot be cleared.
    pub(crate) fn patch_required(
        &mut self,
        path: &str,
        to: &MaybeUndefined<String>,
        held: String,
        longest: usize,
    ) -> String {
        match to {
            MaybeUndefined::Undefined => held,
            MaybeUndefined::Null => self.required(path, "", longest),
            MaybeUndefined::Value(text) => self.required(path, text, longest),
        }
    }

    /// A checksum that may be absent: SHA-256, kept as lower-case hex.
    pub(crate) fn sha256(&mut self, path: &str, text: Option<&str>) -> Option<String> {
        let text = self.optional(path, text, 64)?.to_ascii_lowercase();
        self.that(
            is_sha256(&text),
            path,
            "write the SHA-256 as 64 hexadecimal digits",
            "skriv SHA-256 som 64 hexadecimale cifre",
        );
        Some(text)
    }

    /// A SOR code that may be absent; none where it is no code, so that it is not looked up:
    /// PostgreSQL takes no zero byte even to compare.
    pub(crate) fn sor(&mut self, path: &str, text: Option<&str>) -> Option<String> {
        let text = self.optional(path, text, LINE)?;
        let digits = text.bytes().all(|b| b.is_ascii_digit());
        let whole = digits && (6..=18).contains(&text.len());
        self.that(whole, path, "a SOR code has 6 to 18 digits", "en SOR-kode har 6 til 18 cifre");
        whole.then_some(text)
    }

    /// A list that an input gives at once: not more than anybody writes by hand.
    pub(crate) fn few(&mut self, path: &str, count: usize) {
        if count > FEW {
            let english = format!("at most {FEW} entries; leave some out");
            let danish = format!("højst {FEW} poster; udelad nogle");
            self.error(UserErrorCode::TooLong, path, &english, &danish);
        }
    }

    /// An e-mail address that may be absent: something on both sides of one `@`.
    pub(crate) fn email(&mut self, path: &str, text: Option<&str>) -> Option<String> {
        let text = self.optional(path, text, LINE)?;
        let sides: Vec<_> = text.split('@').collect();
        let whole = sides.len() == 2
            && sides.iter().all(|side| !side.is_empty())
            && !text.chars().any(|c| c.is_whitespace() || c.is_control());
        self.that(
            whole,
            path,
            "write an e-mail address as `name@host`",
            "skriv e-mail som `navn@vært`",
        );
        Some(text)
    }

    /// An e-mail address that an update sets, clears or leaves alone.
    pub(crate) fn patch_email(
        &mut self,
        path: &str,
        to: &MaybeUndefined<String>,
        held: Option<String>,
    ) -> Option<String> {
        match to {
            MaybeUndefined::Undefined => held,
            MaybeUndefined::Null => None,
            MaybeUndefined::Value(text) => self.email(path, Some(text)),
        }
    }

    /// Days in order: the end is exclusive, and comes after the beginning.
    pub(crate) fn ordered(&mut self, path: &str, from: NaiveDate, to: Option<NaiveDate>) {
        self.that(
            to.is_none_or(|to| from < to),
            path,
            "let the end come after the beginning",
            "slutdatoen skal ligge efter begyndelsen",
        );
    }

    /// An id that is unknown, or that the caller may not know of.
    pub(crate) fn not_found(&mut self, path: &str) {
        self.0.push(UserError::not_found(path));
    }

    /// An id that is unknown.
    pub(crate) fn unknown(&mut self, path: &str) {
        self.0.push(UserError::not_found(path));
    }

    /// The categories that an author sets on a text; none: untagged.
    pub(crate) fn tags(&mut self, path: &str, tags: Option<&[Of<Category>]>) -> Option<Categories> {
        let tags: CategorySet = tags?.iter().map(|tag| tag.0).collect();
        if tags.is_empty() {
            self.error(
                UserErrorCode::Required,
                path,
                "name at least one category, or leave the field out",
                "angiv mindst én kategori, eller udelad feltet",
            );
        }
        Some(Categories(tags))
    }

    /// A day within ten years of today: anything further off is a slip of the pen.
    pub(crate) fn near(&mut self, path: &str, day: NaiveDate, today: NaiveDate) {
        self.that(
            days_between(today, day).abs() <= 3660,
            path,
            "choose a day within ten years of today",
            "vælg en dag inden for ti år fra i dag",
        );
    }

    /// A day within a hundred years of today, where a person's life or employment is meant.
    pub(crate) fn in_living_memory(&mut self, path: &str, day: NaiveDate, today: NaiveDate) {
        self.that(
            days_between(today, day).abs() <= 36_525,
            path,
            "choose a day within a hundred years of today",
            "vælg en dag inden for hundrede år fra i dag",
        );
    }

    fn length(&mut self, path: &str, text: &str, longest: usize) {
        if text.chars().count() > longest {
            let english = format!("at most {longest} characters; shorten it");
            let danish = format!("højst {longest} tegn; forkort teksten");
            self.error(UserErrorCode::TooLong, path, &english, &danish);
        }
        // A zero byte cannot be kept by PostgreSQL, and no form has one.
        self.that(!text.contains('\0'), path, "leave out the zero byte", "udelad nulbyten");
    }

    /// Nothing wrong, or all that is.
    pub(crate) fn done(self) -> Result<(), Refusal> {
        if self.0.is_empty() { Ok(()) } else { Err(Refusal::User(self.0)) }
    }
}

/// A value that an update sets, clears by null, or leaves alone by leaving it out.
pub(crate) fn patched<T: Clone>(to: &MaybeUndefined<T>, held: Option<T>) -> Option<T> {
    match to {
        MaybeUndefined::Undefined => held,
        MaybeUndefined::Null => None,
        MaybeUndefined::Value(value) => Some(value.clone()),
    }
}

/// A word that an update sets, clears by null, or leaves alone by leaving it out.
pub(crate) fn patched_word<W: Word>(
    to: &MaybeUndefined<Of<W>>,
    held: Option<Code<W>>,
) -> Option<Code<W>> {
    patched(to, held.map(Of::from)).map(|word| Code(word.0))
}

fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// Path of a field within a part of the input.
pub(crate) fn under(path: &str, field: &str) -> String {
    if path.is_empty() { field.to_owned() } else { format!("{path}.{field}") }
}

/// The case that an id names, of whatever purpose.
pub(crate) fn case_id(path: &str, id: &ID) -> Result<CaseRef, Refusal> {
    let case = GlobalId::parse(id).and_then(GlobalId::as_case);
    case.ok_or_else(|| Refusal::not_found(path))
}

/// The case of one purpose that an id names: a case of another is unknown.
pub(crate) fn case_of(path: &str, id: &ID, purpose: Purpose) -> Result<CaseRef, Refusal> {
    let case = case_id(path, id)?;
    if case.purpose == purpose { Ok(case) } else { Err(Refusal::not_found(path)) }
}

/// The case and the entity that an id of a kind names.
pub(crate) fn in_case(path: &str, id: &ID, kind: EntityKind) -> Result<(CaseRef, Uuid), Refusal> {
    let id = GlobalId::of_kind(id, kind);
    id.and_then(|id| Some((id.case?, id.id))).ok_or_else(|| Refusal::not_found(path))
}

/// The entity outside any case that an id of a kind names.
pub(crate) fn outside(path: &str, id: &ID, kind: EntityKind) -> Result<Uuid, Refusal> {
    let id = GlobalId::of_kind(id, kind).filter(|id| id.case.is_none());
    id.map(|id| id.id).ok_or_else(|| Refusal::not_found(path))
}

/// What is annulled already is not annulled again, nor changed.
pub(crate) fn standing(path: &str, annulled: bool) -> Result<(), Refusal> {
    if !annulled {
        return Ok(());
    }
    let english = "it is annulled; register it anew";
    Err(Refusal::user(
        UserErrorCode::IllegalState,
        path,
        english,
        "den er annulleret; registrér på ny",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(check: Check) -> usize {
        match check.done() {
            Err(Refusal::User(errors)) => errors.len(),
            _ => 0,
        }
    }

    #[test]
    fn an_update_tells_left_out_from_null() {
        let mut check = Check::default();
        let held = || Some("held".to_owned());
        let value = MaybeUndefined::Value(" new ".to_owned());
        assert_eq!(check.patch("p", &MaybeUndefined::Undefined, held(), 9), held());
        assert_eq!(check.patch("p", &MaybeUndefined::Null, held(), 9), None);
        assert_eq!(check.patch("p", &value, held(), 9).as_deref(), Some("new"));
        assert_eq!(refused(check), 0);
        let mut check = Check::default();
        check.patch_required("p", &MaybeUndefined::Null, "held".to_owned(), 9);
        assert_eq!(refused(check), 1);
    }

    #[test]
    fn an_e_mail_address_has_two_sides() {
        for (text, flaws) in [
            ("a@b", 0),
            ("a.b@c.dk", 0),
            ("a", 1),
            ("@b", 1),
            ("a@", 1),
            ("a@b@c", 1),
            ("a b@c", 1),
        ] {
            let mut check = Check::default();
            check.email("email", Some(text));
            assert_eq!(refused(check), flaws, "{text}");
        }
    }

    #[test]
    fn a_sor_code_has_digits_only() {
        for (text, flaws) in [("440391000016003", 0), ("12345", 1), ("12345x7", 1)] {
            let mut check = Check::default();
            check.sor("sor", Some(text));
            assert_eq!(refused(check), flaws, "{text}");
        }
    }

    #[test]
    fn a_checksum_has_64_hexadecimal_digits() {
        assert!(is_sha256(&"0a".repeat(32)));
        for wrong in ["", &"0a".repeat(31), &"0a".repeat(33), &"0g".repeat(32), &"æ".repeat(32)] {
            assert!(!is_sha256(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_list_has_an_end() {
        for (count, flaws) in [(0, 0), (100, 0), (101, 1)] {
            let mut check = Check::default();
            check.few("codes", count);
            assert_eq!(refused(check), flaws, "{count}");
        }
    }

    #[test]
    fn days_are_in_order() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (to, flaws) in [(Some("2026-01-02"), 0), (None, 0), (Some("2026-01-01"), 1)] {
            let mut check = Check::default();
            check.ordered("to", day("2026-01-01"), to.map(day));
            assert_eq!(refused(check), flaws);
        }
    }
}
