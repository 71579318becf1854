//! `@consent`: the classification of a field, in the schema.

use async_graphql::indexmap::IndexMap;
use async_graphql::registry::{
    __DirectiveLocation, MetaDirective, MetaDirectiveInvocation, MetaInputValue,
};
use async_graphql::{InputType, Name, Value};
use law::fields::{By, Field};
use law::{Category, Tier, Word};

use crate::domain::of::Of;

const NAME: &str = "consent";

/// The declaration of the directive.
pub(super) fn declaration() -> MetaDirective {
    let argument = |name: &str, ty: String, description: &str| {
        let mut argument = MetaInputValue::new(name, ty);
        argument.description = Some(description.to_owned());
        (name.to_owned(), argument)
    };
    let category = <Of<Category> as InputType>::type_name();
    let args = IndexMap::from([
        argument("categories", format!("[{category}!]!"), "Categories that must all be granted."),
        argument("tier", Tier::NAME.to_owned(), "Tier, where it is not SHARED."),
        argument(
            "byRow",
            "Boolean".to_owned(),
            "Each row carries categories of its own, and is left out without them.",
        ),
        argument(
            "byTags",
            "Boolean".to_owned(),
            "Free text: the categories its author set stand in place of these.",
        ),
    ]);
    MetaDirective {
        name: NAME.to_owned(),
        description: Some(
            "The field is withheld unless these categories are granted to the caller by consent or statutory basis (samtykke eller hjemmel).".to_owned(),
        ),
        locations: vec![__DirectiveLocation::FIELD_DEFINITION],
        args,
        is_repeatable: false,
        visible: None,
        composable: None,
    }
}

/// `@consent(categories: […], …)` of a field.
pub(super) fn invocation(class: &'static Field) -> MetaDirectiveInvocation {
    let word = |code: &'static str| Value::Enum(Name::new(code));
    let categories = class.categories.iter().map(|category| word(category.code())).collect();
    let mut args = IndexMap::from([("categories".to_owned(), Value::List(categories))]);
    if class.tier != Tier::Shared {
        args.insert("tier".to_owned(), word(class.tier.code()));
    }
    match class.by {
        By::Table => {}
        By::Row => {
            args.insert("byRow".to_owned(), Value::Boolean(true));
        }
        By::Tags => {
            args.insert("byTags".to_owned(), Value::Boolean(true));
        }
    }
    MetaDirectiveInvocation { name: NAME.to_owned(), args }
}
