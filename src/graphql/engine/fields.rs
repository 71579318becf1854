//! The field table of an object.

use std::borrow::Cow;
use std::collections::HashMap;

use async_graphql::indexmap::IndexMap;
use async_graphql::registry::{MetaField, MetaInputValue, Registry};
use async_graphql::{InputType, ServerError, ServerResult};
use law::fields::{By, Field};

use super::json::Json;
use super::object::{Object, Row};
use super::output::{At, Output, nullable};
use super::withheld::{self, Withheld};
use crate::domain::of::Of;

/// Writes a field of an object.
pub(super) type Write<T> = Box<dyn Fn(&T, &At<'_>, &mut Json) -> ServerResult<()> + Send + Sync>;

/// An argument of a field.
pub(crate) struct Argument {
    name: &'static str,
    description: &'static str,
    register: fn(&mut Registry) -> String,
}

impl Argument {
    /// An argument of a type.
    pub(crate) fn new<I: InputType>(name: &'static str, description: &'static str) -> Self {
        Self { name, description, register: I::create_type_info }
    }
}

/// The value of an argument.
///
/// # Errors
/// `VALIDATION_FAILED` where it cannot be read as its type.
pub(crate) fn argument<I: InputType>(at: &At<'_>, name: &str) -> ServerResult<I> {
    let (_, value) = at.param_value(name, None).map_err(|mut error| {
        error.extensions.get_or_insert_default().set("code", "VALIDATION_FAILED");
        error
    })?;
    Ok(value)
}

/// A form that stands in the object, or as it stood at the instant that was asked for.
pub(crate) type Version<'a, O> = ServerResult<Option<Cow<'a, O>>>;

fn write_version<O: Output + Clone>(
    version: Option<Cow<'_, O>>,
    at: &At<'_>,
    out: &mut Json,
) -> ServerResult<()> {
    match version {
        Some(form) => form.write(at, out),
        None => {
            out.null();
            Ok(())
        }
    }
}

struct Definition<T> {
    name: &'static str,
    description: &'static str,
    arguments: Vec<Argument>,
    class: Option<&'static Field>,
    register: Box<dyn Fn(&mut Registry) -> String + Send + Sync>,
    write: Write<T>,
}

/// The fields of an object, in order.
pub(crate) struct Fields<T> {
    definitions: Vec<Definition<T>>,
    by_name: HashMap<&'static str, usize>,
}

impl<T: Object> Fields<T> {
    pub(crate) fn new() -> Self {
        Self { definitions: Vec::new(), by_name: HashMap::new() }
    }

    fn add(mut self, definition: Definition<T>) -> Self {
        self.by_name.insert(definition.name, self.definitions.len());
        self.definitions.push(definition);
        self
    }

    /// The class of a field that can be withheld.
    ///
    /// # Panics
    /// The field is not in the classification table: the schema must not start with it.
    #[expect(
        clippy::panic,
        reason = "an unclassified field must not start; a test builds the schema"
    )]
    fn class(name: &str) -> &'static Field {
        law::fields::find(T::NAME, name)
            .unwrap_or_else(|| panic!("`{}.{name}` is not classified in `law::fields`", T::NAME))
    }

    /// A field that is never withheld from whoever may see the object.
    pub(crate) fn plain<O: Output>(
        self,
        name: &'static str,
        description: &'static str,
        get: impl Fn(&T) -> O + Send + Sync + 'static,
    ) -> Self {
        self.add(Definition {
            name,
            description,
            arguments: Vec::new(),
            class: None,
            register: Box::new(O::register),
            write: Box::new(move |object, at, out| get(object).write(at, out)),
        })
    }

    /// A child object or list that stands in the object already.
    pub(crate) fn child<O: Output>(
        self,
        name: &'static str,
        description: &'static str,
        get: impl for<'a> Fn(&'a T) -> &'a O + Send + Sync + 'static,
    ) -> Self {
        self.add(Definition {
            name,
            description,
            arguments: Vec::new(),
            class: None,
            register: Box::new(O::register),
            write: Box::new(move |object, at, out| get(object).write(at, out)),
        })
    }

    /// A list of what stands in the object already, though not side by side.
    pub(crate) fn children<O: Output>(
        self,
        name: &'static str,
        description: &'static str,
        get: impl for<'a> Fn(&'a T) -> Vec<&'a O> + Send + Sync + 'static,
    ) -> Self {
        self.add(Definition {
            name,
            description,
            arguments: Vec::new(),
            class: None,
            register: Box::new(Vec::<O>::register),
            write: Box::new(move |object, at, out| O::write_all(get(object).into_iter(), at, out)),
        })
    }

    /// A list of rows that each carry categories of their own: a row that may not be seen is not
    /// there. The list itself is never withheld.
    pub(crate) fn rows<O: Row>(
        self,
        name: &'static str,
        description: &'static str,
        get: impl for<'a> Fn(&'a T) -> &'a [O] + Send + Sync + 'static,
    ) -> Self {
        let class = Self::class(name);
        self.add(Definition {
            name,
            description,
            arguments: Vec::new(),
            class: Some(class),
            register: Box::new(Vec::<O>::register),
            write: Box::new(move |object, at, out| {
                O::write_all(get(object).iter().filter(|row| row.row().shows_in(class)), at, out)
            }),
        })
    }

    /// As [`Fields::rows`], with arguments that say which rows are wanted.
    pub(crate) fn rows_with<O: Row + Clone>(
        self,
        name: &'static str,
        description: &'static str,
        arguments: Vec<Argument>,
        get: impl for<'a> Fn(&'a T, &At<'_>, &'static Field) -> ServerResult<Vec<Cow<'a, O>>>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        let class = Self::class(name);
        self.add(Definition {
            name,
            description,
            arguments,
            class: Some(class),
            register: Box::new(Vec::<O>::register),
            write: Box::new(move |object, at, out| {
                let rows = get(object, at, class)?;
                O::write_all(
                    rows.iter().map(AsRef::as_ref).filter(|row| row.row().shows_in(class)),
                    at,
                    out,
                )
            }),
        })
    }

    /// A field with arguments, never withheld itself.
    pub(crate) fn with<O: Output>(
        self,
        name: &'static str,
        description: &'static str,
        arguments: Vec<Argument>,
        get: impl Fn(&T, &At<'_>) -> ServerResult<O> + Send + Sync + 'static,
    ) -> Self {
        self.add(Definition {
            name,
            description,
            arguments,
            class: None,
            register: Box::new(O::register),
            write: Box::new(move |object, at, out| get(object, at)?.write(at, out)),
        })
    }

    /// As [`Fields::child`], with arguments that say which of its versions is wanted.
    pub(crate) fn version_of<O: Output + Clone>(
        self,
        name: &'static str,
        description: &'static str,
        arguments: Vec<Argument>,
        get: impl for<'a> Fn(&'a T, &At<'_>) -> Version<'a, O> + Send + Sync + 'static,
    ) -> Self {
        self.add(Definition {
            name,
            description,
            arguments,
            class: None,
            register: Box::new(Option::<O>::register),
            write: Box::new(move |object, at, out| write_version(get(object, at)?, at, out)),
        })
    }

    /// A reference to a row that carries categories of its own: null where it may not be seen.
    pub(crate) fn reference<O: Output>(
        self,
        name: &'static str,
        description: &'static str,
        get: impl Fn(&T, &'static Field) -> Option<O> + Send + Sync + 'static,
    ) -> Self {
        let class = Self::class(name);
        self.add(Definition {
            name,
            description,
            arguments: Vec::new(),
            class: Some(class),
            register: Box::new(Option::<O>::register),
            write: Box::new(move |object, at, out| get(object, class).write(at, out)),
        })
    }

    /// The names of the fields, in order.
    #[cfg(test)]
    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.definitions.iter().map(|definition| definition.name).collect()
    }

    /// Declares the fields to the registry.
    pub(crate) fn declare(&self, registry: &mut Registry) -> IndexMap<String, MetaField> {
        <Of<law::Tier> as InputType>::create_type_info(registry);
        <Of<law::Category> as InputType>::create_type_info(registry);
        registry.add_directive(super::directive::declaration());
        self.definitions
            .iter()
            .map(|definition| {
                let mut field = MetaField::new(definition.name, (definition.register)(registry));
                field.description = Some(definition.description.to_owned());
                for argument in &definition.arguments {
                    let mut input =
                        MetaInputValue::new(argument.name, (argument.register)(registry));
                    input.description = Some(argument.description.to_owned());
                    field.args.insert(argument.name.to_owned(), input);
                }
                field
                    .directive_invocations
                    .extend(definition.class.map(super::directive::invocation));
                (definition.name.to_owned(), field)
            })
            .collect()
    }

    /// How a field is written; none where there is no such field.
    pub(super) fn find(&self, name: &str) -> Option<&Write<T>> {
        self.by_name.get(name).map(|index| &self.definitions[*index].write)
    }
}

impl<T: Row> Fields<T> {
    /// A sealed field: opened under its class from the table, else null and in `withheld`.
    pub(crate) fn sealed<V: Output>(
        self,
        name: &'static str,
        description: &'static str,
        project: impl Fn(&T::Record) -> V + Send + Sync + 'static,
    ) -> Self {
        let class = Self::class(name);
        self.add(Definition {
            name,
            description,
            arguments: Vec::new(),
            class: Some(class),
            register: Box::new(|registry| nullable(&V::register(registry))),
            write: Box::new(move |object, at, out| {
                match object.row().open(class, &project) {
                    Some(value) => return value.write(at, out),
                    #[cfg(feature = "planted-leaks")]
                    None if crate::planted::is(crate::planted::Leak::Withheld) && {
                        let mut text = super::json::Json::default();
                        object.row().past(&project).write(at, &mut text)?;
                        text.into_bytes() == b"null"
                    } =>
                    {
                        out.null();
                    }
                    None => {
                        #[cfg(feature = "planted-leaks")]
                        if crate::planted::is(crate::planted::Leak::Log) {
                            let mut text = super::json::Json::default();
                            object.row().past(&project).write(at, &mut text)?;
                            crate::planted::count(text.into_bytes().len());
                        }
                        withheld::note(object.row(), class, at, out);
                    }
                }
                Ok(())
            }),
        })
    }

    /// A form that stands under the class of its field: null and in `withheld` where it is refused.
    /// Its own fields ask for themselves.
    pub(crate) fn form<O: Output + Clone>(
        self,
        name: &'static str,
        description: &'static str,
        arguments: Vec<Argument>,
        get: impl for<'a> Fn(&'a T, &At<'_>) -> Version<'a, O> + Send + Sync + 'static,
    ) -> Self {
        let class = Self::class(name);
        self.add(Definition {
            name,
            description,
            arguments,
            class: Some(class),
            register: Box::new(Option::<O>::register),
            write: Box::new(move |object, at, out| {
                if object.row().open(class, |_| ()).is_none() {
                    withheld::note(object.row(), class, at, out);
                    return Ok(());
                }
                write_version(get(object, at)?, at, out)
            }),
        })
    }

    /// A list whose rows are all of one category: null as a whole where it is not granted, never
    /// empty. Rows that carry further categories are left out without them.
    pub(crate) fn group<O: Row>(
        self,
        name: &'static str,
        description: &'static str,
        get: impl for<'a> Fn(&'a T) -> &'a [O] + Send + Sync + 'static,
    ) -> Self {
        let class = Self::class(name);
        self.add(Definition {
            name,
            description,
            arguments: Vec::new(),
            class: Some(class),
            register: Box::new(|registry| nullable(&Vec::<O>::register(registry))),
            write: Box::new(move |object, at, out| {
                if object.row().open(class, |_| ()).is_none() {
                    #[cfg(feature = "planted-leaks")]
                    if crate::planted::is(crate::planted::Leak::Presence) && get(object).is_empty()
                    {
                        return out.enclosed(*b"[]", |_| Ok(()));
                    }
                    withheld::note(object.row(), class, at, out);
                    return Ok(());
                }
                O::write_all(get(object).iter().filter(|row| row.row().shows_in(class)), at, out)
            }),
        })
    }

    /// What every viewer of the row may see: kind, state, position.
    pub(crate) fn outline<V: Output>(
        self,
        name: &'static str,
        description: &'static str,
        project: impl Fn(&T::Record) -> V + Send + Sync + 'static,
    ) -> Self {
        self.add(Definition {
            name,
            description,
            arguments: Vec::new(),
            class: None,
            register: Box::new(V::register),
            write: Box::new(move |object, at, out| match object.row().outline(&project) {
                Some(value) => value.write(at, out),
                // A row that may not be seen never gets here: its list leaves it out.
                None => Err(ServerError::new("sealed", Some(at.item.pos))),
            }),
        })
    }

    /// `withheld`: which fields of this object the viewer may not see, and why. Computed from
    /// policy and categories, never from whether a value exists.
    pub(crate) fn withheld(self) -> Self {
        let classes: Vec<_> = self
            .definitions
            .iter()
            .filter_map(|d| d.class)
            .filter(|class| class.by != By::Row)
            .collect();
        self.plain(
            "withheld",
            "Fields that are withheld from the caller (tilbageholdte oplysninger), grouped by category and reason.",
            move |object: &T| Withheld::of(object.row(), &classes),
        )
    }
}
