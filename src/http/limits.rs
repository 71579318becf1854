//! Limits on a request, held before anything is executed.

use async_graphql::{
    Name, Pos, Variables,
    parser::types::{ExecutableDocument, OperationDefinition, OperationType},
};

use super::{
    error::{ErrorCode, Refusal},
    lexer::nested_too_deep,
    measure::{Measurer, Tally},
    shape::Shape,
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
    /// Values in the variables, lists and objects among them: 5,000. A whole bundle written at once
    /// has about 700. Error `PAYLOAD_TOO_LARGE`.
    pub values: usize,
    /// Tokens of the document: 2,000. A bundle with every field has about 700. Error
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
            values: 5_000,
            tokens: 2_000,
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
pub(super) const STRUCTURE: u64 = 30;

/// How often `fields`, `interfaces`, `possibleTypes` or `inputFields` may stand below each other
/// in introspection: each is a list over the schema that leads back into it.
const INTROSPECTION_LISTS: u64 = 2;

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

pub(super) fn limit_shown(limit: u64) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX)
}

pub(super) fn count(number: usize) -> u64 {
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
