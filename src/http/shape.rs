//! What the edge must know of the schema to price an operation and to judge a GET: read once from
//! the SDL, so that a new field needs no second list to be kept here.

use std::collections::{HashMap, HashSet};

use async_graphql::parser::{
    parse_schema,
    types::{
        BaseType, ExecutableDocument, FieldDefinition, OperationType, Selection, SelectionSet,
        Type, TypeKind, TypeSystemDefinition,
    },
};
use async_graphql_value::Value;

use super::error::{ErrorCode, Refusal};

/// Scalars that neither identify a person nor hold what somebody wrote. Everything that is not
/// here and is no enumeration stays out of addresses; a new scalar is out until it is added.
const OPEN_SCALARS: [&str; 6] = ["Boolean", "Date", "DateTime", "Float", "ID", "Int"];

/// How a field of that name multiplies the work below it, whatever type it stands on.
#[derive(Clone, Copy, Debug, Default)]
struct FieldShape {
    list: bool,
    paged: bool,
}

/// The schema, as far as the edge needs it.
#[derive(Debug)]
pub(super) struct Shape {
    fields: HashMap<String, FieldShape>,
    open_types: HashSet<String>,
    /// (field, argument) whose value must not stand in an address.
    closed_arguments: HashSet<(String, String)>,
}

/// How often what is selected below a field is worked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Multiplier {
    /// Once.
    One,
    /// As often as `first` or `last` says, or the default page.
    Page,
    /// As often as ids are given.
    Ids,
    /// As often as rows of a list without pages are reckoned.
    List,
}

impl Shape {
    /// Reads the SDL.
    ///
    /// # Errors
    /// The parser's message where the text is no schema.
    pub(super) fn from_sdl(sdl: &str) -> Result<Self, String> {
        let document = parse_schema(sdl).map_err(|fault| fault.to_string())?;
        let types: Vec<_> = document
            .definitions
            .iter()
            .filter_map(|definition| match definition {
                TypeSystemDefinition::Type(found) => Some(&found.node),
                TypeSystemDefinition::Schema(_) | TypeSystemDefinition::Directive(_) => None,
            })
            .collect();
        let enumerations = types
            .iter()
            .filter(|found| matches!(found.kind, TypeKind::Enum(_)))
            .map(|found| found.name.node.to_string());
        let mut shape = Self {
            fields: HashMap::new(),
            open_types: enumerations.chain(OPEN_SCALARS.map(str::to_owned)).collect(),
            closed_arguments: HashSet::new(),
        };
        for found in types {
            let fields = match &found.kind {
                TypeKind::Object(object) => &object.fields,
                TypeKind::Interface(interface) => &interface.fields,
                _ => continue,
            };
            for field in fields {
                shape.add(&field.node);
            }
        }
        Ok(shape)
    }

    fn add(&mut self, field: &FieldDefinition) {
        let name = field.name.node.to_string();
        let mut known = self.fields.get(&name).copied().unwrap_or_default();
        known.list |= matches!(field.ty.node.base, BaseType::List(_));
        for argument in &field.arguments {
            let argument = &argument.node;
            known.paged |= matches!(argument.name.node.as_str(), "first" | "last");
            if !self.open_types.contains(base_name(&argument.ty.node)) {
                self.closed_arguments.insert((name.clone(), argument.name.node.to_string()));
            }
        }
        self.fields.insert(name, known);
    }

    /// How a field multiplies. `edges` and `nodes` of a connection are the page that was counted
    /// at the connection already.
    pub(super) fn multiplier(&self, field: &str, has_ids: bool) -> Multiplier {
        let known = self.fields.get(field).copied().unwrap_or_default();
        match field {
            _ if has_ids => Multiplier::Ids,
            _ if known.paged => Multiplier::Page,
            "edges" | "nodes" => Multiplier::One,
            _ if known.list => Multiplier::List,
            _ => Multiplier::One,
        }
    }

    /// Refuses by GET what proxies and browsers would keep in their logs: anything that is no
    /// query, variables of type `Cpr` or of an input type, and values for arguments that take a
    /// CPR, free text or an input object. (`__type(name:)` is harmless and allowed.)
    pub(super) fn check_get(
        &self,
        document: &ExecutableDocument,
        kind: OperationType,
    ) -> Result<(), Refusal> {
        if kind != OperationType::Query {
            return Err(by_post(
                format!("a {kind} cannot be sent by GET"),
                format!("en {kind} kan ikke sendes med GET"),
            ));
        }
        for (_, operation) in document.operations.iter() {
            for variable in &operation.node.variable_definitions {
                let type_name = base_name(&variable.node.var_type.node);
                // A `String` may name a type to introspect; its use is judged below.
                if type_name != "String" && !self.open_types.contains(type_name) {
                    return Err(by_post(
                        format!("a variable of type `{type_name}` cannot stand in an address"),
                        format!("en variabel af typen `{type_name}` kan ikke stå i en adresse"),
                    ));
                }
            }
            self.check_get_selection(&operation.node.selection_set.node)?;
        }
        document
            .fragments
            .values()
            .try_for_each(|fragment| self.check_get_selection(&fragment.node.selection_set.node))
    }

    fn check_get_selection(&self, set: &SelectionSet) -> Result<(), Refusal> {
        for item in &set.items {
            match &item.node {
                Selection::FragmentSpread(_) => {}
                Selection::InlineFragment(inline) => {
                    self.check_get_selection(&inline.node.selection_set.node)?;
                }
                Selection::Field(field) => {
                    let name = field.node.name.node.as_str();
                    for (argument, value) in &field.node.arguments {
                        let place = (name.to_owned(), argument.node.to_string());
                        if value.node != Value::Null && self.closed_arguments.contains(&place) {
                            let place = format!("{name}({}:)", place.1);
                            return Err(by_post(
                                format!("a value for `{place}` cannot stand in an address"),
                                format!("en værdi til `{place}` kan ikke stå i en adresse"),
                            ));
                        }
                    }
                    self.check_get_selection(&field.node.selection_set.node)?;
                }
            }
        }
        Ok(())
    }
}

fn base_name(found: &Type) -> &str {
    match &found.base {
        BaseType::Named(name) => name.as_str(),
        BaseType::List(inner) => base_name(inner),
    }
}

fn by_post(english: String, danish: String) -> Refusal {
    Refusal::new(
        ErrorCode::MethodNotAllowed,
        format!("{english}: send it by POST"),
        format!("{danish}: send med POST"),
    )
    .allowing("POST")
}
