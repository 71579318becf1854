//! Fields of a form, filled in, each with what is to be mended in it.

use std::cell::RefCell;

use maud::{Markup, html};

use super::fields::Fields;
use super::say::Say;
use crate::app::UserError;

/// A form with what was sent in it and what is wrong with that.
pub(super) struct Form<'a> {
    pub(super) say: Say,
    pub(super) fields: &'a Fields,
    errors: &'a [UserError],
    /// What is wrong where: the paths of the input that a field shows, its id, its label.
    shown: RefCell<Vec<(Vec<String>, String, String)>>,
}

/// A choice: its value, what it is called, whether it is taken.
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) text: String,
    pub(super) chosen: bool,
}

impl<'a> Form<'a> {
    pub(super) fn new(say: Say, fields: &'a Fields, errors: &'a [UserError]) -> Self {
        Self { say, fields, errors, shown: RefCell::default() }
    }

    /// The page of a form: what is to be mended, in focus and each with the way to its field, and
    /// then its fields, which were made before.
    pub(super) fn page(&self, fields: &Markup) -> Markup {
        let shown = self.shown.borrow();
        let place = |error: &UserError| {
            let path = error.path.join(".");
            shown.iter().find(|(paths, ..)| paths.iter().any(|own| is_at(&path, own)))
        };
        html! {
            @if !self.errors.is_empty() {
                div.errors role="alert" tabindex="-1" autofocus {
                    h2 { (self.say.say("Not done", "Ikke udført")) }
                    ul {
                        @for error in self.errors {
                            li {
                                @if let Some((_, id, label)) = place(error) {
                                    a href=(format!("#{id}")) { (label) } ": "
                                }
                                (error.text(self.say.0))
                            }
                        }
                    }
                }
            }
            (fields)
        }
    }

    /// Messages at a field, which may stand at several paths of the input.
    fn of(&self, paths: &[&str], id: &str, label: &str) -> Vec<&str> {
        let paths: Vec<_> = paths.iter().map(|&path| path.to_owned()).collect();
        let at = |error: &&UserError| {
            let path = error.path.join(".");
            paths.iter().any(|own| is_at(&path, own))
        };
        let wrong = self.errors.iter().filter(at).map(|error| error.text(self.say.0)).collect();
        self.shown.borrow_mut().push((paths, id.to_owned(), label.to_owned()));
        wrong
    }

    /// A label around its field, a hint and the messages.
    fn field(
        &self,
        (name, paths): (&str, &[&str]),
        label: &str,
        hint: &str,
        control: impl Fn(Option<&str>, bool) -> Markup,
    ) -> Markup {
        let wrong = self.of(paths, name, label);
        let (hint_id, error_id) = (format!("{name}-hint"), format!("{name}-error"));
        let described: Vec<&str> = [
            (!hint.is_empty()).then_some(hint_id.as_str()),
            (!wrong.is_empty()).then_some(error_id.as_str()),
        ]
        .into_iter()
        .flatten()
        .collect();
        let described = described.join(" ");
        html! {
            div.field {
                label for=(name) { (label) }
                @if !hint.is_empty() { p.hint id=(hint_id) { (hint) } }
                (control(Some(described.as_str()).filter(|ids| !ids.is_empty()), !wrong.is_empty()))
                @if !wrong.is_empty() {
                    p.error id=(error_id) { @for text in wrong { (text) " " } }
                }
            }
        }
    }

    /// One line.
    pub(super) fn line(
        &self,
        name: &str,
        path: &str,
        kind: &str,
        label: &str,
        hint: &str,
    ) -> Markup {
        let value = self.fields.get(name);
        self.field((name, &[path]), label, hint, |described, wrong| {
            html! {
                input id=(name) name=(name) type=(kind) value=(value)
                    aria-describedby=[described] aria-invalid=[wrong.then_some("true")];
            }
        })
    }

    /// Several lines.
    pub(super) fn lines(&self, name: &str, path: &str, label: &str, hint: &str) -> Markup {
        let value = self.fields.get(name);
        self.field((name, &[path]), label, hint, |described, wrong| {
            html! {
                textarea id=(name) name=(name) rows="4" spellcheck="false"
                    aria-describedby=[described] aria-invalid=[wrong.then_some("true")] { (value) }
            }
        })
    }

    /// One of several.
    pub(super) fn select(
        &self,
        name: &str,
        paths: &[&str],
        label: &str,
        hint: &str,
        options: &Markup,
    ) -> Markup {
        self.field((name, paths), label, hint, |described, wrong| {
            html! {
                select id=(name) name=(name)
                    aria-describedby=[described] aria-invalid=[wrong.then_some("true")] { (options) }
            }
        })
    }

    /// Any of several.
    pub(super) fn boxes(&self, name: &str, path: &str, legend: &str, choices: &[Choice]) -> Markup {
        let first = format!("{name}-0");
        let wrong = self.of(&[path], &first, legend);
        html! {
            fieldset {
                legend { (legend) }
                @if !wrong.is_empty() { p.error { @for text in wrong { (text) " " } } }
                @for (place, choice) in choices.iter().enumerate() {
                    @let id = format!("{name}-{place}");
                    div.choice {
                        input id=(id) name=(name) type="checkbox" value=(choice.value)
                            checked[choice.chosen];
                        label for=(id) { (choice.text) }
                    }
                }
            }
        }
    }

    /// Messages of a group of fields, which begins with this one.
    pub(super) fn at(&self, path: &str, id: &str, label: &str) -> Markup {
        let wrong = self.of(&[path], id, label);
        html! { @if !wrong.is_empty() { p.error { @for text in wrong { (text) " " } } } }
    }
}

/// Whether what stands at a path stands at a field's path, or below it.
fn is_at(path: &str, own: &str) -> bool {
    path.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Options of a select.
pub(super) fn options(choices: impl IntoIterator<Item = Choice>) -> Markup {
    html! {
        @for choice in choices {
            option value=(choice.value) selected[choice.chosen] { (choice.text) }
        }
    }
}
