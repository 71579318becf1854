//! `withheld`: what a caller may not see, told apart from what is not recorded.

use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::Value;
use law::fields::Field;
use law::{Category, Reason};

use super::json::Json;
use super::object::Object;
use super::output::At;
use crate::domain::of::Of;
use crate::object_table;
use crate::sealed::Sealed;

/// Fields of an object that are withheld for the same reason.
#[derive(Clone, Debug)]
pub(crate) struct Withheld {
    fields: Vec<String>,
    category: Category,
    reason: Reason,
}

impl Withheld {
    /// What of these fields is withheld, grouped by category and reason in the order of the table.
    pub(super) fn of<M>(record: &Sealed<M>, classes: &[&'static Field]) -> Vec<Self> {
        let mut groups: Vec<Self> = Vec::new();
        for class in classes {
            let Some((category, reason)) = record.refusal(class) else { continue };
            let field = class.name.to_owned();
            match groups.iter_mut().find(|g| (g.category, g.reason) == (category, reason)) {
                Some(group) => group.fields.push(field),
                None => groups.push(Self { fields: vec![field], category, reason }),
            }
        }
        groups
    }
}

/// What would open it (afhjælpning).
pub(crate) fn remedy(reason: Reason) -> &'static str {
    match reason {
        Reason::NoConsent => "the citizen can consent to it, or a statutory basis be recorded",
        Reason::OutOfScope => {
            "the citizen's consent does not cover it; a wider one can be asked for"
        }
        Reason::Expired => "the consent has lapsed; a new one can be asked for",
        Reason::Withdrawn => {
            "the citizen withdrew the consent; only the citizen can give a new one"
        }
        Reason::WrongDirection => "the consent covers another direction; ask for this one",
        Reason::LeadOnly => "kept to the lead authority and the citizen; nothing opens it",
        Reason::AuthorOnly => "kept to the authority that wrote it; nothing opens it",
    }
}

type Own = Withheld;
impl Object for Withheld {
    const NAME: &'static str = "Withheld";
    const DESCRIPTION: &'static str =
        "Fields that are withheld for one reason (tilbageholdte oplysninger).";
    object_table!(|fields| fields
        .child("fields", "Names of the fields.", |w| &w.fields)
        .plain("category", "The category that is not granted (oplysningskategori).", |w| {
            Of(w.category)
        })
        .plain("reason", "Why (begrundelse).", |w| Of(w.reason))
        .plain("remedy", "What would open it (afhjælpning).", |w| remedy(w.reason).to_owned()));
}

/// Withheld fields of a request by path, for `extensions.withheld`.
#[derive(Debug, Default)]
pub(crate) struct WithheldPaths(Mutex<Vec<(String, &'static Field, Category, Reason)>>);

/// Notes a withheld field at its path, and answers null.
pub(super) fn note<M>(record: &Sealed<M>, class: &'static Field, at: &At<'_>, out: &mut Json) {
    let paths = at.data_opt::<Arc<WithheldPaths>>();
    if let (Some(paths), Some((category, reason))) = (paths, record.refusal(class)) {
        let parent = at.path_node.as_ref().and_then(|node| node.parent);
        let path = parent.map(ToString::to_string).unwrap_or_default();
        let mut noted = paths.0.lock().unwrap_or_else(PoisonError::into_inner);
        noted.push((path, class, category, reason));
    }
    out.null();
}

/// The key of the root field that a path begins with.
fn root(path: &str) -> &str {
    path.split_once('.').map_or(path, |(root, _)| root)
}

impl WithheldPaths {
    /// The entries grouped by path, category and reason, as JSON, by the keys of the root fields;
    /// none where nothing is withheld.
    pub(crate) fn extension(&self) -> Option<Value> {
        use async_graphql::value;
        let mut noted = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        // Root fields are read side by side: which of them came first is chance.
        noted.sort_by(|(one, ..), (other, ..)| root(one).cmp(root(other)));
        let mut groups: Vec<(String, Category, Reason, Vec<&str>)> = Vec::new();
        for (path, class, category, reason) in noted {
            match groups.iter_mut().find(|g| g.0 == path && g.1 == category && g.2 == reason) {
                Some(group) if group.3.contains(&class.name) => {}
                Some(group) => group.3.push(class.name),
                None => groups.push((path, category, reason, vec![class.name])),
            }
        }
        let entries: Vec<_> = groups
            .into_iter()
            .map(|(path, category, reason, fields)| {
                let (category, reason) = (category.to_string(), (reason, reason.to_string()));
                let (remedy, reason) = (remedy(reason.0), reason.1);
                value!({
                    "path": path, "fields": fields, "category": category,
                    "reason": reason, "remedy": remedy,
                })
            })
            .collect();
        (!entries.is_empty()).then_some(Value::List(entries))
    }
}
