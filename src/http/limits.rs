//! Limits on a request, held before anything is executed, and the measuring of a document.
//!
//! A fragment is measured once and its numbers are added wherever it is spread: a document whose
//! fragments spread each other twice, forty times over, is measured in forty steps and refused,
//! where expanding it would take longer than anybody lives.

use std::collections::HashMap;

use async_graphql::{
    Name, Pos, Positioned, Value as ConstValue, Variables,
    parser::types::{
        Directive, ExecutableDocument, Field, OperationDefinition, OperationType, Selection,
        SelectionSet,
    },
};
use async_graphql_value::Value;

use super::{
    error::{ErrorCode, Refusal},
    lexer::nested_too_deep,
    shape::{Multiplier, Shape},
};

/// Bounds on a request. Every one is checked before execution and has an error of its own.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of a request body or of a query string: 512 KiB. A whole bundle written at once is
    /// about 40 kB. Error `PAYLOAD_TOO_LARGE`.
    pub body_bytes: usize,
    /// Bytes of the document's text, values in variables not included: 64 KiB. Error
    /// `DOCUMENT_TOO_LARGE`.
    pub document_bytes: usize,
    /// Tokens of the document: 4,000. A bundle with every field has about 700. Error
    /// `TOO_MANY_TOKENS`.
    pub tokens: usize,
    /// Brackets of any kind open at one time: 64. Protects the recursive parser. Error `TOO_DEEP`.
    pub nesting: usize,
    /// Fields below each other, fragments followed: 20. The introspection query of clients has
    /// 15. Error `TOO_DEEP`.
    pub depth: u64,
    /// Aliases in an operation, fragments counted wherever they are spread: 50. Error
    /// `TOO_MANY_ALIASES`.
    pub aliases: u64,
    /// Directives in an operation, counted like aliases: 50. Error `TOO_MANY_DIRECTIVES`.
    pub directives: u64,
    /// Fields on the root of an operation: 20. Error `TOO_COSTLY`.
    pub root_fields: u64,
    /// Fields and fragments of the document with every spread written out: 10,000. Bounds the
    /// work of validation. Error `TOO_COSTLY`.
    pub selections: u64,
    /// Cost of an operation: 50,000. A field costs 1, times the rows above it: `first` or `last`
    /// where they are given, the number of `ids`, else `page_size` or `list_size`. Depends on
    /// the document and its variables only, never on data. Error `TOO_COSTLY`.
    pub cost: u64,
    /// Rows reckoned for a connection without `first` and `last`: 20.
    pub page_size: u64,
    /// Rows reckoned for a list that has no pages: 10.
    pub list_size: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 512 * 1024,
            document_bytes: 64 * 1024,
            tokens: 4_000,
            nesting: 64,
            depth: 20,
            aliases: 50,
            directives: 50,
            root_fields: 20,
            selections: 10_000,
            cost: 50_000,
            page_size: 20,
            list_size: 10,
        }
    }
}

/// Levels of fields and fragments below each other. async-graphql refuses more than 32 with a
/// text of its own, and its visitors are recursive; ours comes first.
const STRUCTURE: u64 = 30;

/// How often `fields`, `interfaces`, `possibleTypes` or `inputFields` may stand below each other
/// in introspection: each is a list over the schema that leads back into it.
const INTROSPECTION_LISTS: u64 = 2;

/// What a walk over all types costs beside its fields.
const SCHEMA_WALK: u64 = 1_000;

/// Numbers of a selection set with everything below it, every spread written out.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    depth: u64,
    structure: u64,
    aliases: u64,
    directives: u64,
    roots: u64,
    selections: u64,
    cost: u64,
    introspection_lists: u64,
}

impl Tally {
    /// Adds what stands beside it.
    fn beside(&mut self, other: Self) {
        self.depth = self.depth.max(other.depth);
        self.structure = self.structure.max(other.structure);
        self.introspection_lists = self.introspection_lists.max(other.introspection_lists);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.directives = self.directives.saturating_add(other.directives);
        self.roots = self.roots.saturating_add(other.roots);
        self.selections = self.selections.saturating_add(other.selections);
        self.cost = self.cost.saturating_add(other.cost);
    }
}

/// Checks every operation of a document and gives the cost of the chosen one.
///
/// # Errors
/// The refusal for the first limit that does not hold; `VALIDATION_FAILED` for fragments that
/// spread each other in a circle.
pub(super) fn measure(
    document: &ExecutableDocument,
    chosen: &OperationDefinition,
    variables: &Variables,
    shape: &Shape,
    limits: &Limits,
) -> Result<u64, Refusal> {
    let mut selections = 0_u64;
    let mut cost = 0;
    for (_, operation) in document.operations.iter() {
        let operation = &operation.node;
        let mut measurer = Measurer::new(document, operation, variables, shape, limits);
        let mut tally = measurer.set(&operation.selection_set, false, 0)?;
        let definitions = operation.variable_definitions.iter();
        let directives = definitions.map(|found| found.node.directives.len()).sum::<usize>();
        tally.directives += count(directives + operation.directives.len());
        // Expanded selections add up over the operations, as validation visits all of them.
        selections = selections.saturating_add(tally.selections);
        tally.selections = selections;
        check(&tally, limits)?;
        if std::ptr::eq(operation, chosen) {
            cost = tally.cost;
        }
    }
    // Validation visits fragments that no operation spreads, too.
    let mut measurer = Measurer::new(document, chosen, variables, shape, limits);
    for name in document.fragments.keys() {
        let tally = measurer.fragment(name, Pos::default(), false, 0)?;
        if tally.structure > STRUCTURE {
            return Err(nested_too_deep(limit_shown(STRUCTURE)));
        }
    }
    Ok(cost)
}

fn limit_shown(limit: u64) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX)
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

fn check(tally: &Tally, limits: &Limits) -> Result<(), Refusal> {
    if tally.depth > limits.depth {
        return Err(nested_too_deep(limit_shown(limits.depth)));
    }
    if tally.structure > STRUCTURE {
        return Err(nested_too_deep(limit_shown(STRUCTURE)));
    }
    if tally.introspection_lists > INTROSPECTION_LISTS {
        return Err(Refusal::new(
            ErrorCode::TooDeep,
            "introspection leads from types to types again: ask one level, or take the whole \
             schema from `/schema.graphql`",
            "introspektionen går fra typer til typer igen: spørg om ét niveau, eller hent hele \
             skemaet fra `/schema.graphql`",
        ));
    }
    let over = |code, what: &str, hvad: &str, found: u64, limit: u64| {
        if found <= limit {
            return Ok(());
        }
        Err(Refusal::new(
            code,
            format!("the operation has {what} `{found}`, and `{limit}` are allowed: split it"),
            format!("operationen har {hvad} `{found}`, og `{limit}` er tilladt: del den op"),
        ))
    };
    over(ErrorCode::TooManyAliases, "aliases", "aliasser", tally.aliases, limits.aliases)?;
    over(
        ErrorCode::TooManyDirectives,
        "directives",
        "direktiver",
        tally.directives,
        limits.directives,
    )?;
    over(ErrorCode::TooCostly, "root fields", "rodfelter", tally.roots, limits.root_fields)?;
    over(
        ErrorCode::TooCostly,
        "fields with all fragments written out",
        "felter med alle fragmenter skrevet ud",
        tally.selections,
        limits.selections,
    )?;
    if tally.cost > limits.cost {
        let (found, limit) = (tally.cost, limits.cost);
        return Err(Refusal::new(
            ErrorCode::TooCostly,
            format!(
                "the operation costs `{found}`, and `{limit}` is allowed: lower `first`, select \
                 fewer fields below lists, or split it"
            ),
            format!(
                "operationen koster `{found}`, og `{limit}` er tilladt: sænk `first`, vælg færre \
                 felter under lister, eller del den op"
            ),
        ));
    }
    Ok(())
}

struct Measurer<'a> {
    document: &'a ExecutableDocument,
    operation: &'a OperationDefinition,
    variables: &'a Variables,
    shape: &'a Shape,
    limits: &'a Limits,
    /// A fragment's numbers, by name and by whether it stands in introspection. `None` while it
    /// is being measured: meeting that again is a circle.
    known: HashMap<(&'a str, bool), Option<Tally>>,
}

impl<'a> Measurer<'a> {
    fn new(
        document: &'a ExecutableDocument,
        operation: &'a OperationDefinition,
        variables: &'a Variables,
        shape: &'a Shape,
        limits: &'a Limits,
    ) -> Self {
        Self { document, operation, variables, shape, limits, known: HashMap::new() }
    }

    /// `level` is how far this recursion is in; it stops where the structure is refused anyway.
    fn set(
        &mut self,
        set: &'a Positioned<SelectionSet>,
        introspection: bool,
        level: u64,
    ) -> Result<Tally, Refusal> {
        if level > STRUCTURE {
            return Err(nested_too_deep(limit_shown(STRUCTURE)));
        }
        let mut sum = Tally::default();
        for item in &set.node.items {
            let mut tally = match &item.node {
                Selection::Field(field) => self.field(&field.node, introspection, level)?,
                Selection::InlineFragment(inline) => {
                    let below = &inline.node.selection_set;
                    let mut tally = self.set(below, introspection, level + 1)?;
                    tally.structure += 1;
                    tally
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name;
                    let mut tally =
                        self.fragment(&name.node, name.pos, introspection, level + 1)?;
                    tally.structure += 1;
                    tally
                }
            };
            tally.selections = tally.selections.saturating_add(1);
            tally.directives = tally.directives.saturating_add(directives(item.node.directives()));
            sum.beside(tally);
        }
        Ok(sum)
    }

    fn fragment(
        &mut self,
        name: &str,
        at: Pos,
        introspection: bool,
        level: u64,
    ) -> Result<Tally, Refusal> {
        // An unknown fragment costs nothing: validation names it.
        let Some((name, fragment)) = self.document.fragments.get_key_value(name) else {
            return Ok(Tally::default());
        };
        let key = (name.as_str(), introspection);
        match self.known.get(&key) {
            Some(Some(tally)) => return Ok(*tally),
            Some(None) => return Err(circle(name, at)),
            None => {}
        }
        self.known.insert(key, None);
        let mut tally = self.set(&fragment.node.selection_set, introspection, level)?;
        let own = directives(&fragment.node.directives);
        tally.directives = tally.directives.saturating_add(own);
        self.known.insert(key, Some(tally));
        Ok(tally)
    }

    fn field(
        &mut self,
        field: &'a Field,
        introspection: bool,
        level: u64,
    ) -> Result<Tally, Refusal> {
        let name = field.name.node.as_str();
        let starts = matches!(name, "__schema" | "__type");
        let inside = introspection || starts;
        let mut tally = self.set(&field.selection_set, inside, level + 1)?;
        let rows = if inside { 1 } else { self.rows(field) };
        tally.cost = tally.cost.saturating_add(1).saturating_mul(rows);
        if starts {
            tally.cost = tally.cost.saturating_add(SCHEMA_WALK);
        }
        if inside && matches!(name, "fields" | "interfaces" | "possibleTypes" | "inputFields") {
            tally.introspection_lists += 1;
        }
        tally.depth += 1;
        tally.structure += 1;
        tally.roots = 1;
        tally.aliases = tally.aliases.saturating_add(u64::from(field.alias.is_some()));
        Ok(tally)
    }

    /// How many rows the selection below a field is worked for. A leaf is one value.
    fn rows(&self, field: &Field) -> u64 {
        if field.selection_set.node.items.is_empty() {
            return 1;
        }
        let ids = field.get_argument("ids");
        match self.shape.multiplier(&field.name.node, ids.is_some()) {
            Multiplier::One => 1,
            Multiplier::List => self.limits.list_size,
            Multiplier::Ids => match ids.map(|value| &value.node) {
                Some(Value::List(items)) => count(items.len()),
                Some(Value::Variable(name)) => match self.variable(name) {
                    Some(ConstValue::List(items)) => count(items.len()),
                    _ => 1,
                },
                _ => 1,
            },
            Multiplier::Page => {
                let asked = ["first", "last"].into_iter().filter_map(|name| {
                    match &field.get_argument(name)?.node {
                        Value::Number(number) => number.as_u64(),
                        Value::Variable(name) => match self.variable(name)? {
                            ConstValue::Number(number) => number.as_u64(),
                            _ => None,
                        },
                        _ => None,
                    }
                });
                asked.max().unwrap_or(self.limits.page_size)
            }
        }
        .max(1)
    }

    fn variable(&self, name: &Name) -> Option<&ConstValue> {
        self.variables.get(name).or_else(|| {
            let definitions = &self.operation.variable_definitions;
            let definition = definitions.iter().find(|found| found.node.name.node == *name)?;
            definition.node.default_value.as_ref().map(|value| &value.node)
        })
    }
}

fn directives(found: &[Positioned<Directive>]) -> u64 {
    count(found.len())
}

fn circle(name: &str, at: Pos) -> Refusal {
    let mut refusal = Refusal::new(
        ErrorCode::ValidationFailed,
        format!("the fragment `{name}` leads back into itself: take one spread out of the circle"),
        format!("fragmentet `{name}` fører tilbage i sig selv: fjern én af henvisningerne"),
    );
    refusal.locations.push(at);
    refusal
}

/// The operation that a request asks for.
///
/// # Errors
/// `VALIDATION_FAILED` where the name is unknown or needed; also for subscriptions, which are not
/// served over plain HTTP.
pub(super) fn choose<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Result<(Option<&'a Name>, &'a OperationDefinition), Refusal> {
    let mut operations = document.operations.iter();
    let found = match name {
        Some(name) => operations.find(|(found, _)| found.is_some_and(|found| found == name)),
        None if operations.len() == 1 => operations.next(),
        None => None,
    };
    let Some((name, operation)) = found else {
        return Err(Refusal::new(
            ErrorCode::ValidationFailed,
            "`operationName` names none of the operations: give the name of one of them",
            "`operationName` svarer ikke til nogen af operationerne: angiv navnet på en af dem",
        ));
    };
    if operation.node.ty == OperationType::Subscription {
        return Err(Refusal::new(
            ErrorCode::ValidationFailed,
            "subscriptions are not served over this transport: send a query or a mutation",
            "abonnementer leveres ikke over denne transport: send en query eller en mutation",
        ));
    }
    Ok((name, &operation.node))
}
