//! The interface `Node`: an object of any type that has an id of its own.

use std::borrow::Cow;

use async_graphql::indexmap::IndexMap;
use async_graphql::registry::{MetaField, MetaType, MetaTypeId, Registry};
use async_graphql::{ID, OutputType, ServerResult};
use law::fields::Field;

use super::answer::Answer;
use super::json::Json;
use super::object::{Object, Row};
use super::output::{At, Output};
use crate::sealed::Question;

/// An object of some type; `... on Meeting` finds the fields of its own type.
pub(crate) struct NodeObject(Any);

enum Any {
    Row(Box<dyn SealedNode>),
    Open(Box<dyn OpenNode>),
}

/// An object under seal, whatever its type.
trait SealedNode: Send + Sync {
    fn write_node(&self, at: &At<'_>, out: &mut Json) -> ServerResult<()>;
    fn question(&self, field: &'static Field) -> Question;
}

impl<T: Row> SealedNode for T {
    fn write_node(&self, at: &At<'_>, out: &mut Json) -> ServerResult<()> {
        self.write(at, out)
    }
    fn question(&self, field: &'static Field) -> Question {
        self.row().question(field)
    }
}

/// An object of the directory, which every caller may read.
trait OpenNode: Send + Sync {
    fn write_node(&self, at: &At<'_>, out: &mut Json) -> ServerResult<()>;
}

impl<T: Object> OpenNode for T {
    fn write_node(&self, at: &At<'_>, out: &mut Json) -> ServerResult<()> {
        self.write(at, out)
    }
}

impl NodeObject {
    /// An object under seal, that the viewer may see.
    pub(crate) fn row<T: Row>(row: T) -> Self {
        Self(Any::Row(Box::new(row)))
    }

    /// An object of the directory.
    pub(crate) fn open<T: Object>(object: T) -> Self {
        Self(Any::Open(Box::new(object)))
    }

    /// What the law is asked about a field of it; none where nothing of it is ever withheld.
    pub(crate) fn question(&self, field: &'static Field) -> Option<Question> {
        match &self.0 {
            Any::Row(row) => Some(row.question(field)),
            Any::Open(_) => None,
        }
    }
}

impl Output for NodeObject {
    fn type_name() -> Cow<'static, str> {
        "Node".into()
    }

    fn register(registry: &mut Registry) -> String {
        registry.create_output_type::<Answer<Self>, _>(MetaTypeId::Interface, |registry| {
            let possible = crate::graphql::types::register_nodes(registry);
            let mut id = MetaField::new("id", <ID as OutputType>::create_type_info(registry));
            id.description = Some("Opaque id (id).".to_owned());
            MetaType::Interface {
                name: "Node".to_owned(),
                description: Some(
                    "An object with an id of its own (objekt), to be fetched anew by `node`."
                        .to_owned(),
                ),
                fields: IndexMap::from([("id".to_owned(), id)]),
                possible_types: possible.into_iter().map(str::to_owned).collect(),
                extends: false,
                keys: None,
                visible: None,
                inaccessible: false,
                tags: Vec::new(),
                rust_typename: Some(std::any::type_name::<Answer<Self>>()),
                directive_invocations: Vec::new(),
                requires_scopes: Vec::new(),
            }
        })
    }

    fn write(&self, at: &At<'_>, out: &mut Json) -> ServerResult<()> {
        match &self.0 {
            Any::Row(row) => row.write_node(at, out),
            Any::Open(object) => object.write_node(at, out),
        }
    }
}
