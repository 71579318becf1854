//! The mutations of the schema, and what is wrong in any input by its types alone.

use std::collections::BTreeMap;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{BaseType, Type, TypeKind, TypeSystemDefinition};
use serde_json::{Value, json};
use stifinder::domain::GlobalId;

/// Longer than any text may be.
const TOO_LONG: usize = 10_001;

/// In no enumeration.
pub(super) const NO_WORD: &str = "NO_SUCH_WORD";

/// The schema, as committed.
pub(super) struct Sdl(BTreeMap<String, TypeKind>);

/// What is told of a spoiled input.
#[derive(Clone, Debug)]
pub(super) enum Told {
    /// An error with this code and path, maybe among others.
    Error(String),
    /// Some error at this path: the day is a slip of the pen.
    At(String),
    /// The request is not taken at all: a scalar of the schema does not read it.
    Unread,
}

/// An id in an input.
#[derive(Clone, Debug)]
pub(super) struct IdAt {
    pub(super) pointer: String,
    pub(super) path: String,
    pub(super) id: GlobalId,
}

/// What the types of an input say of it.
#[derive(Default)]
pub(super) struct Spoiled {
    pub(super) inputs: Vec<(Value, Told)>,
    pub(super) ids: Vec<IdAt>,
}

impl Sdl {
    /// Reads the committed schema.
    pub(super) fn read() -> Self {
        let text = include_str!("../../../schema.graphql");
        let mut types = BTreeMap::new();
        for definition in parse_schema(text).unwrap().definitions {
            if let TypeSystemDefinition::Type(ty) = definition {
                types.insert(ty.node.name.node.to_string(), ty.node.kind);
            }
        }
        Self(types)
    }

    /// The names of the mutations.
    pub(super) fn mutations(&self) -> impl Iterator<Item = String> {
        let TypeKind::Object(root) = &self.0["Mutation"] else { panic!("no object") };
        root.fields.iter().map(|field| field.node.name.node.to_string())
    }

    /// The type of a mutation's input.
    #[track_caller]
    pub(super) fn input_of(&self, mutation: &str) -> String {
        let TypeKind::Object(root) = &self.0["Mutation"] else { panic!("no object") };
        let found = root.fields.iter().find(|f| f.node.name.node == mutation);
        let field = found.unwrap_or_else(|| panic!("no mutation `{mutation}`"));
        name_of(&field.node.arguments[0].node.ty.node)
    }

    /// Spoils what an input has and what it could have.
    pub(super) fn spoil(&self, mutation: &str, input: &Value) -> Spoiled {
        let mut spoiled = Spoiled::default();
        self.walk(&self.input_of(mutation), input, (String::new(), String::new()), &mut |at| {
            at.spoil(input, &mut spoiled);
        });
        spoiled
    }

    /// Visits the fields of an input object, also those left out.
    fn walk(
        &self,
        ty: &str,
        whole: &Value,
        (pointer, path): (String, String),
        visit: &mut dyn FnMut(Field<'_>),
    ) {
        let TypeKind::InputObject(object) = &self.0[ty] else { panic!("`{ty}` is no input") };
        for field in &object.fields {
            let (name, ty) = (field.node.name.node.as_str(), &field.node.ty.node);
            let at = format!("{pointer}/{name}");
            let to = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
            let value = whole.pointer(&at).filter(|value| !value.is_null());
            let base = name_of(ty);
            match (self.0.get(&base), value) {
                (Some(TypeKind::InputObject(_)), Some(Value::Array(list))) => {
                    if !list.is_empty() {
                        let first = (format!("{at}/0"), format!("{to}.0"));
                        self.walk(&base, whole, first, visit);
                    }
                }
                (Some(TypeKind::InputObject(_)), Some(_)) => {
                    self.walk(&base, whole, (at, to), visit);
                }
                (kind, value) => {
                    let list = matches!(ty.base, BaseType::List(_));
                    let word = matches!(kind, Some(TypeKind::Enum(_)));
                    let required = !ty.nullable;
                    visit(Field { pointer: at, path: to, base, list, word, required, value });
                }
            }
        }
    }
}

/// A leaf of an input.
struct Field<'v> {
    pointer: String,
    path: String,
    base: String,
    list: bool,
    word: bool,
    required: bool,
    value: Option<&'v Value>,
}

impl Field<'_> {
    fn spoil(self, whole: &Value, into: &mut Spoiled) {
        // Of alternatives the one chosen is spoiled; another would be a second choice.
        let chosen = self.value.is_some() || whole.pointer(&self.pointer).is_none();
        let error = |code: &str| Told::Error(format!("{code} {}", self.path));
        let mut wrong =
            |value: Value, told| into.inputs.push((with(whole, &self.pointer, value), told));
        match (self.base.as_str(), self.list) {
            _ if !chosen => {}
            ("String", false) if self.path == "idempotencyKey" => {
                wrong(json!(""), error("INVALID"));
                wrong(json!("k".repeat(256)), error("INVALID"));
            }
            ("String", false) => {
                wrong(json!("x".repeat(TOO_LONG)), error("TOO_LONG"));
                wrong(json!("zero\u{0}byte"), error("INVALID"));
                if self.required {
                    wrong(json!(" \t"), error("REQUIRED"));
                }
            }
            ("Int", false) if self.path.ends_with("expectedVersion") => {
                if let Some(version) = self.value.and_then(Value::as_i64) {
                    wrong(json!(version + 70_007), error("CONFLICT"));
                }
            }
            ("Int", false) => {
                wrong(json!(-1), error("INVALID"));
                wrong(json!(i32::MAX), error("INVALID"));
            }
            ("ID", false) => match self.value {
                Some(value) => {
                    let id = GlobalId::parse(value.as_str().unwrap()).expect("an id that works");
                    into.ids.push(IdAt { pointer: self.pointer, path: self.path, id });
                }
                None if !alternative(&self.path) => wrong(json!("no id"), error("NOT_FOUND")),
                None => {}
            },
            ("Date", false) => {
                wrong(json!("2026-02-30"), Told::Unread);
                wrong(json!("1026-11-01"), Told::At(self.path.clone()));
            }
            ("DateTime", false) => {
                wrong(json!("2026-02-30T10:00:00Z"), Told::Unread);
                wrong(json!("1026-11-01T10:00:00Z"), Told::At(self.path.clone()));
            }
            ("ExternalReferenceInput", false) => {
                let reference = json!({ "system": " ", "id": "x".repeat(TOO_LONG) });
                wrong(reference, error("REQUIRED"));
                if let Some((_, Told::Error(told))) = into.inputs.last_mut() {
                    told.push_str(".system");
                }
            }
            (_, list) if self.word => {
                let word = json!(NO_WORD);
                wrong(if list { json!([word]) } else { word }, Told::Unread);
            }
            _ => {}
        }
    }
}

/// Fields of a `@oneOf` input, of which one alone is given.
fn alternative(path: &str) -> bool {
    path.starts_with("target.") || path.contains("counterparts.")
}

/// An input with another value at a place.
pub(crate) fn with(whole: &Value, pointer: &str, value: Value) -> Value {
    let mut spoiled = whole.clone();
    let (parent, name) = pointer.rsplit_once('/').expect("a JSON pointer");
    let parent = spoiled.pointer_mut(parent).unwrap_or_else(|| panic!("nothing at `{pointer}`"));
    match parent {
        Value::Array(list) => list[name.parse::<usize>().unwrap()] = value,
        object => object[name] = value,
    }
    spoiled
}

fn name_of(ty: &Type) -> String {
    match &ty.base {
        BaseType::Named(name) => name.to_string(),
        BaseType::List(inner) => name_of(inner),
    }
}
