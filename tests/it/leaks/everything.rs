//! Operations that ask for all there is below a place, so that whatever differs in what can be
//! reached from there is met at once; what is asked by chance finds the ways that need more.

use std::collections::BTreeMap;

use async_graphql::Name;
use async_graphql::parser::types::{BaseType, Type};
use law::Word as _;
use serde_json::json;
use stifinder::domain::GlobalId;

use super::chance::Chance;
use super::make::{For, Maker, typename};
use super::operation::{Argument, FieldNode, Node, Operation};
use super::schema::Field;

/// Places of one operation at which a type is asked for in full.
const PLACES: usize = 4;
/// Levels below the root field.
const DEEP: usize = 6;

struct Asking<'a> {
    chance: &'a mut Chance,
    /// Types on the way here.
    way: Vec<String>,
    places: BTreeMap<String, usize>,
}

impl Maker {
    /// A query of everything that hangs on an id.
    pub(super) fn all_of(&self, chance: &mut Chance, id: GlobalId) -> Operation {
        let root = self.schema.field("Query", "node").expect("a node by its id");
        let mut field = FieldNode::plain(root);
        let ty = Type { base: BaseType::Named(Name::new("ID")), nullable: false };
        let value = json!(id.to_string());
        field.arguments = vec![Argument { name: "id".to_owned(), ty, value, variable: true }];
        let mut asking = Asking { chance, way: Vec::new(), places: BTreeMap::new() };
        let on = id.kind.code().to_owned();
        let nodes = self.everything(&mut asking, &on);
        field.nodes = vec![Node::Fragment { on, named: false, nodes }];
        Operation { mutation: false, nodes: vec![Node::Field(field)], danish: false }
    }

    /// A query of this root field with arguments by chance, and everything below it.
    pub(super) fn all_below(&self, chance: &mut Chance, of: &For<'_>, root: &Field) -> Operation {
        let mut operation = self.query_of(chance, of, &root.name);
        let mut asking = Asking { chance, way: Vec::new(), places: BTreeMap::new() };
        if let [Node::Field(field)] = operation.nodes.as_mut_slice() {
            field.nodes = self.below(&mut asking, &root.ty);
        }
        operation
    }

    fn below(&self, at: &mut Asking<'_>, ty: &str) -> Vec<Node> {
        if !self.schema.is_interface(ty) {
            return self.everything(at, ty);
        }
        let mut nodes = vec![Node::Field(typename())];
        for object in self.schema.objects_of(ty) {
            let (on, nodes_of) = (object.to_owned(), self.everything(at, object));
            nodes.push(Node::Fragment { on, named: true, nodes: nodes_of });
        }
        nodes
    }

    /// Every field of a type that needs no argument; of a type on the way here, and where it was
    /// asked for often, its name alone.
    fn everything(&self, at: &mut Asking<'_>, ty: &str) -> Vec<Node> {
        let mut nodes = vec![Node::Field(typename())];
        let places = at.places.entry(ty.to_owned()).or_default();
        if *places >= PLACES || at.way.len() > DEEP || at.way.iter().any(|on| on == ty) {
            return nodes;
        }
        *places += 1;
        let mut fields: Vec<&Field> = self.schema.fields(ty).iter().collect();
        at.chance.shuffle(&mut fields);
        at.way.push(ty.to_owned());
        for field in fields {
            if field.arguments.iter().any(|argument| argument.required) {
                continue;
            }
            let below = match self.schema.fields(&field.ty).is_empty() {
                true => Vec::new(),
                false => self.below(at, &field.ty),
            };
            nodes.push(Node::Field(FieldNode { nodes: below, ..FieldNode::plain(field) }));
        }
        at.way.pop();
        nodes
    }
}
