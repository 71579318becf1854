//! Collects what is wrong with an input, so that the user sees all of it at once.

use async_graphql::ID;
use chrono::NaiveDate;
use entity::column::Categories;
use law::{Category, CategorySet, Flaw};
use sea_orm::prelude::Uuid;

use super::{Refusal, UserError, UserErrorCode};
use crate::domain::dates::days_between;
use crate::domain::of::Of;
use crate::domain::{EntityKind, GlobalId};

/// Longest name, title or address line, in characters.
pub(crate) const LINE: usize = 200;
/// Longest free text, in characters.
pub(crate) const TEXT: usize = 10_000;

/// A list of errors in the making.
#[derive(Debug, Default)]
pub(crate) struct Check(Vec<UserError>);

impl Check {
    /// Adds an error.
    pub(crate) fn error(&mut self, code: UserErrorCode, path: &str, english: &str, danish: &str) {
        self.0.push(UserError::new(code, path, english, danish));
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

/// Path of a field within a part of the input.
pub(crate) fn under(path: &str, field: &str) -> String {
    if path.is_empty() { field.to_owned() } else { format!("{path}.{field}") }
}

/// The case that an id names.
pub(crate) fn case_id(path: &str, id: &ID) -> Result<Uuid, Refusal> {
    let case = GlobalId::of_kind(id, EntityKind::DkkCase).filter(|id| id.case.is_none());
    case.map(|id| id.id).ok_or_else(|| Refusal::not_found(path))
}

/// The case and the entity that an id of a kind names.
pub(crate) fn in_case(path: &str, id: &ID, kind: EntityKind) -> Result<(Uuid, Uuid), Refusal> {
    let id = GlobalId::of_kind(id, kind);
    id.and_then(|id| Some((id.case?, id.id))).ok_or_else(|| Refusal::not_found(path))
}

/// The entity outside any case that an id of a kind names.
pub(crate) fn outside(path: &str, id: &ID, kind: EntityKind) -> Result<Uuid, Refusal> {
    let id = GlobalId::of_kind(id, kind).filter(|id| id.case.is_none());
    id.map(|id| id.id).ok_or_else(|| Refusal::not_found(path))
}
