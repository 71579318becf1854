//! The schema, as operations are made from it: read from the SDL that the server prints, so that
//! a new type, field or argument is tried without anyone remembering.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, FieldDefinition, InputValueDefinition, Type, TypeKind, TypeSystemDefinition,
};

/// An argument, or a field of an input.
#[derive(Clone, Debug)]
pub(super) struct Input {
    pub(super) name: String,
    pub(super) ty: Type,
    pub(super) required: bool,
}

/// A field of an object or interface.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) name: String,
    /// Its type, without lists.
    pub(super) ty: String,
    pub(super) arguments: Vec<Input>,
}

/// A type.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// An object.
    Object(Vec<Field>),
    /// An interface, with the objects that can stand for it.
    Interface(Vec<Field>),
    /// Words.
    Enum(Vec<String>),
    /// An input object; with `@oneOf` one field is given.
    Input(Vec<Input>, bool),
    /// A scalar of the schema's own.
    Scalar,
}

/// The schema.
#[derive(Clone, Debug)]
pub(super) struct Schema {
    types: BTreeMap<String, Kind>,
    /// Objects by the interface that they stand for.
    objects_of: BTreeMap<String, BTreeSet<String>>,
}

/// The name of a type, without lists.
pub(super) fn base(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name,
        BaseType::List(inner) => base(inner),
    }
}

fn input(value: &InputValueDefinition) -> Input {
    let (name, ty) = (value.name.node.to_string(), value.ty.node.clone());
    let required = !ty.nullable && value.default_value.is_none();
    Input { name, ty, required }
}

fn field(field: &FieldDefinition) -> Field {
    Field {
        name: field.name.node.to_string(),
        ty: base(&field.ty.node).to_owned(),
        arguments: field.arguments.iter().map(|argument| input(&argument.node)).collect(),
    }
}

impl Schema {
    /// Reads the SDL of the server.
    pub(super) fn read() -> Self {
        let sdl = stifinder::graphql::sdl(&stifinder::graphql::build());
        let mut types = BTreeMap::new();
        let mut objects_of: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for definition in parse_schema(sdl).unwrap().definitions {
            let TypeSystemDefinition::Type(ty) = definition else { continue };
            let name = ty.node.name.node.to_string();
            let kind = match &ty.node.kind {
                TypeKind::Object(object) => {
                    for interface in &object.implements {
                        let objects = objects_of.entry(interface.node.to_string()).or_default();
                        objects.insert(name.clone());
                    }
                    Kind::Object(object.fields.iter().map(|f| field(&f.node)).collect())
                }
                TypeKind::Interface(interface) => {
                    Kind::Interface(interface.fields.iter().map(|f| field(&f.node)).collect())
                }
                TypeKind::Enum(words) => {
                    Kind::Enum(words.values.iter().map(|v| v.node.value.to_string()).collect())
                }
                TypeKind::InputObject(object) => {
                    let one_of = ty.node.directives.iter().any(|d| d.node.name.node == "oneOf");
                    Kind::Input(object.fields.iter().map(|f| input(&f.node)).collect(), one_of)
                }
                TypeKind::Scalar => Kind::Scalar,
                TypeKind::Union(_) => panic!("no union is known here: `{name}`"),
            };
            types.insert(name, kind);
        }
        Self { types, objects_of }
    }

    /// The names of the types.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.types.keys().map(String::as_str)
    }

    /// A type; none for the scalars of GraphQL itself.
    pub(super) fn kind(&self, name: &str) -> Option<&Kind> {
        self.types.get(name)
    }

    /// The fields of an object or interface; none of what has none.
    pub(super) fn fields(&self, name: &str) -> &[Field] {
        match self.types.get(name) {
            Some(Kind::Object(fields) | Kind::Interface(fields)) => fields,
            _ => &[],
        }
    }

    /// A field of an object or interface.
    pub(super) fn field(&self, ty: &str, name: &str) -> Option<&Field> {
        self.fields(ty).iter().find(|field| field.name == name)
    }

    /// Whether it is an interface.
    pub(super) fn is_interface(&self, name: &str) -> bool {
        matches!(self.types.get(name), Some(Kind::Interface(_)))
    }

    /// The objects that can stand where a type stands: itself, or those of the interface.
    pub(super) fn objects_of(&self, name: &str) -> Vec<&str> {
        match self.types.get_key_value(name) {
            Some((name, Kind::Object(_))) => vec![name],
            Some((_, Kind::Interface(_))) => {
                self.objects_of.get(name).into_iter().flatten().map(String::as_str).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Every object with its fields, but for the roots.
    pub(super) fn objects(&self) -> impl Iterator<Item = (&str, &[Field])> {
        self.types.iter().filter_map(|(name, kind)| match kind {
            Kind::Object(fields) if name != "Query" && name != "Mutation" => {
                Some((name.as_str(), fields.as_slice()))
            }
            _ => None,
        })
    }
}
