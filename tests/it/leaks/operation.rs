//! An operation as a tree, so that it can be made by chance, written as a document, and cut down.

use std::fmt::Write as _;

use async_graphql::parser::types::{BaseType, Type};
use serde_json::{Map, Value, json};

use super::schema::{self, Kind, Schema};

/// A query or a mutation.
#[derive(Clone, Debug)]
pub(super) struct Operation {
    pub(super) mutation: bool,
    pub(super) nodes: Vec<Node>,
    pub(super) danish: bool,
}

/// A selection.
#[derive(Clone, Debug)]
pub(super) enum Node {
    Field(FieldNode),
    /// A fragment, inline or by its name.
    Fragment {
        on: String,
        named: bool,
        nodes: Vec<Node>,
    },
}

/// A field, with its arguments and what is selected below it.
#[derive(Clone, Debug)]
pub(super) struct FieldNode {
    pub(super) name: String,
    pub(super) alias: Option<String>,
    /// Its type, without lists.
    pub(super) ty: String,
    pub(super) arguments: Vec<Argument>,
    pub(super) nodes: Vec<Node>,
    /// `@include(if: …)`.
    pub(super) include: Option<bool>,
}

/// An argument; by a variable, or written out.
#[derive(Clone, Debug)]
pub(super) struct Argument {
    pub(super) name: String,
    pub(super) ty: Type,
    pub(super) value: Value,
    pub(super) variable: bool,
}

/// A document with its variables.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub(super) query: String,
    pub(super) variables: Value,
}

impl FieldNode {
    /// A field without arguments.
    pub(super) fn plain(field: &schema::Field) -> Self {
        Self {
            name: field.name.clone(),
            alias: None,
            ty: field.ty.clone(),
            arguments: Vec::new(),
            nodes: Vec::new(),
            include: None,
        }
    }

    /// The key of the answer.
    pub(super) fn key(&self) -> &str {
        self.alias.as_deref().unwrap_or(&self.name)
    }
}

#[derive(Default)]
struct Writer {
    declared: Vec<String>,
    variables: Map<String, Value>,
    fragments: Vec<String>,
}

impl Operation {
    /// The root field, where there is one alone.
    pub(super) fn root(&self) -> Option<&FieldNode> {
        match self.nodes.as_slice() {
            [Node::Field(field)] => Some(field),
            _ => None,
        }
    }

    /// A mutation that reads nothing: a read leaves traces, in the database and in the server.
    pub(super) fn silent(mut self) -> Self {
        if let [Node::Field(root)] = self.nodes.as_mut_slice() {
            root.nodes.retain(|n| matches!(n, Node::Field(f) if f.key() == "userErrors"));
        }
        self
    }

    /// As a document.
    pub(super) fn write(&self, schema: &Schema) -> Written {
        let mut writer = Writer::default();
        let mut body = String::new();
        writer.nodes(schema, &self.nodes, &mut body);
        let kind = if self.mutation { "mutation" } else { "query" };
        let declared = match writer.declared.is_empty() {
            true => String::new(),
            false => format!("({})", writer.declared.join(", ")),
        };
        let mut query = format!("{kind}{declared} {{ {body}}}");
        for fragment in &writer.fragments {
            let _ = write!(query, " {fragment}");
        }
        Written { query, variables: Value::Object(writer.variables) }
    }

    /// Every ID in the arguments, to read and to change.
    pub(super) fn each_argument(&mut self, visit: &mut dyn FnMut(&str, &Type, &mut Value)) {
        fn walk(nodes: &mut [Node], visit: &mut dyn FnMut(&str, &Type, &mut Value)) {
            for node in nodes {
                match node {
                    Node::Field(field) => {
                        for argument in &mut field.arguments {
                            visit(&argument.name, &argument.ty, &mut argument.value);
                        }
                        walk(&mut field.nodes, visit);
                    }
                    Node::Fragment { nodes, .. } => walk(nodes, visit),
                }
            }
        }
        walk(&mut self.nodes, visit);
    }
}

impl Writer {
    fn nodes(&mut self, schema: &Schema, nodes: &[Node], into: &mut String) {
        for node in nodes {
            match node {
                Node::Field(field) => self.field(schema, field, into),
                Node::Fragment { on, named: false, nodes } => {
                    let _ = write!(into, "... on {on} {{ ");
                    self.nodes(schema, nodes, into);
                    into.push_str("} ");
                }
                Node::Fragment { on, named: true, nodes } => {
                    let mut body = String::new();
                    self.nodes(schema, nodes, &mut body);
                    let name = format!("F{}", self.fragments.len());
                    self.fragments.push(format!("fragment {name} on {on} {{ {body}}}"));
                    let _ = write!(into, "...{name} ");
                }
            }
        }
    }

    fn field(&mut self, schema: &Schema, field: &FieldNode, into: &mut String) {
        if let Some(alias) = &field.alias {
            let _ = write!(into, "{alias}: ");
        }
        into.push_str(&field.name);
        let arguments: Vec<_> = field.arguments.iter().map(|a| self.argument(schema, a)).collect();
        if !arguments.is_empty() {
            let _ = write!(into, "({})", arguments.join(", "));
        }
        if let Some(include) = field.include {
            let _ = write!(into, " @include(if: {include})");
        }
        into.push(' ');
        if !field.nodes.is_empty() {
            into.push_str("{ ");
            self.nodes(schema, &field.nodes, into);
            into.push_str("} ");
        }
    }

    fn argument(&mut self, schema: &Schema, argument: &Argument) -> String {
        if !argument.variable {
            let text = literal(schema, &argument.ty, &argument.value);
            return format!("{}: {text}", argument.name);
        }
        let name = format!("v{}", self.declared.len());
        self.declared.push(format!("${name}: {}", argument.ty));
        self.variables.insert(name.clone(), argument.value.clone());
        format!("{}: ${name}", argument.name)
    }
}

/// A value written out in a document: words stand without quotes, keys too.
fn literal(schema: &Schema, ty: &Type, value: &Value) -> String {
    let element = match &ty.base {
        BaseType::List(inner) => inner,
        BaseType::Named(_) => ty,
    };
    match value {
        Value::Array(list) => {
            let list: Vec<_> = list.iter().map(|value| literal(schema, element, value)).collect();
            format!("[{}]", list.join(", "))
        }
        Value::Object(object) => {
            let Some(Kind::Input(fields, _)) = schema.kind(schema::base(ty)) else {
                panic!("no input object: {ty}")
            };
            let one = |(name, value): (&String, &Value)| {
                let field = fields.iter().find(|field| field.name == *name);
                let ty = &field.unwrap_or_else(|| panic!("no field `{name}`")).ty;
                format!("{name}: {}", literal(schema, ty, value))
            };
            format!("{{{}}}", object.iter().map(one).collect::<Vec<_>>().join(", "))
        }
        Value::String(word) if matches!(schema.kind(schema::base(ty)), Some(Kind::Enum(_))) => {
            word.clone()
        }
        other => json!(other).to_string(),
    }
}
