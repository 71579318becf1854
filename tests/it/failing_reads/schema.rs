//! The queries of the schema, and what is selected of them: read from the SDL that the server
//! prints, so that a new field is read without anyone remembering.

use std::collections::BTreeMap;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, FieldDefinition, Type, TypeKind, TypeSystemDefinition,
};

/// Levels of objects below a root field, without those of a connection.
const DEEP: usize = 2;

/// The schema.
pub(super) struct Schema(BTreeMap<String, TypeKind>);

impl Schema {
    /// Reads the SDL of the server.
    pub(super) fn read() -> Self {
        let sdl = stifinder::graphql::sdl(&stifinder::graphql::build());
        let types = parse_schema(sdl).unwrap().definitions.into_iter();
        let types = types.filter_map(|definition| match definition {
            TypeSystemDefinition::Type(ty) => {
                Some((ty.node.name.node.to_string(), ty.node.kind.clone()))
            }
            _ => None,
        });
        Self(types.collect())
    }

    /// The names of the queries.
    pub(super) fn queries(&self) -> impl Iterator<Item = String> {
        self.fields("Query").map(|field| field.name.node.to_string())
    }

    /// Every leaf of what a query answers, down to a small depth.
    #[track_caller]
    pub(super) fn selection_of(&self, query: &str) -> String {
        let found = self.fields("Query").find(|field| field.name.node == query);
        let field = found.unwrap_or_else(|| panic!("no query `{query}`"));
        self.selection(base(&field.ty.node), DEEP).unwrap_or_default()
    }

    /// The fields of an object or interface; none of what has none.
    fn fields(&self, ty: &str) -> impl Iterator<Item = &FieldDefinition> {
        let fields = match self.0.get(ty) {
            Some(TypeKind::Object(object)) => &object.fields[..],
            Some(TypeKind::Interface(interface)) => &interface.fields[..],
            _ => &[],
        };
        fields.iter().map(|field| &field.node)
    }

    /// What is selected of a type; nothing of a leaf, none of what is too deep.
    fn selection(&self, ty: &str, depth: usize) -> Option<String> {
        if self.fields(ty).next().is_none() {
            return Some(String::new());
        }
        let of_page = ty.ends_with("Connection") || ty.ends_with("Edge");
        let below = if of_page { depth } else { depth.checked_sub(1)? };
        let needs_nothing = |field: &&FieldDefinition| {
            let mut arguments = field.arguments.iter().map(|argument| &argument.node);
            arguments.all(|argument| argument.ty.node.nullable || argument.default_value.is_some())
        };
        let shown = |field: &FieldDefinition| {
            let below = self.selection(base(&field.ty.node), below)?;
            Some(format!("{}{below}", field.name.node))
        };
        let fields: Vec<_> = self.fields(ty).filter(needs_nothing).filter_map(shown).collect();
        Some(format!(" {{ __typename {} }}", fields.join(" ")))
    }
}

/// The name of a type, without lists.
fn base(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name,
        BaseType::List(inner) => base(inner),
    }
}
