//! The schema, put together.

use std::sync::Arc;

use async_graphql::async_trait::async_trait;
use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextValidation};
use async_graphql::parser::types::{
    BaseType, ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet,
};
use async_graphql::registry::{MetaType, Registry};
use async_graphql::{
    CacheControl, ContainerType, Context, ContextSelectionSet, EmptySubscription, ObjectType,
    OutputType, Positioned, Schema, SchemaBuilder, ServerError, ServerResult, ValidationResult,
    Value, Variables,
};

use super::mutation::Mutation;
use super::query::Query;
use super::scopes::name_for_log;

/// The schema of stifinder.
pub type StifinderSchema = Schema<Query, Changes, EmptySubscription>;

/// The mutations, as the schema has them: their one argument means the same in each, and is
/// described here once.
#[derive(Default)]
pub struct Changes(Mutation);

/// What the argument of a mutation is.
const INPUT: &str = "What is to be changed (ændringens indhold).";

impl OutputType for Changes {
    fn type_name() -> std::borrow::Cow<'static, str> {
        Mutation::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        let name = Mutation::create_type_info(registry);
        if let Some(MetaType::Object { fields, .. }) = registry.types.get_mut(&*Self::type_name()) {
            for argument in fields.values_mut().filter_map(|field| field.args.get_mut("input")) {
                argument.description.get_or_insert_with(|| INPUT.to_owned());
            }
        }
        name
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        self.0.resolve(ctx, field).await
    }
}

impl ContainerType for Changes {
    async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
        self.0.resolve_field(ctx).await
    }
}

impl ObjectType for Changes {}

/// Builds the schema.
#[must_use]
pub fn build() -> StifinderSchema {
    builder().finish()
}

/// The same schema, for documents that it accepted before.
#[must_use]
pub fn build_for_accepted() -> StifinderSchema {
    builder().extension(Accepted).finish()
}

fn builder() -> SchemaBuilder<Query, Changes, EmptySubscription> {
    Schema::build(Query::default(), Changes::default(), EmptySubscription).disable_suggestions()
}

/// A document that was accepted is not walked again: what else a walk counts, nobody asks here, as
/// the edge measured the document.
struct Accepted;

impl ExtensionFactory for Accepted {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait]
impl Extension for Accepted {
    async fn validation(
        &self,
        _: &ExtensionContext<'_>,
        _: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        Ok(ValidationResult { cache_control: CacheControl::default(), complexity: 0, depth: 0 })
    }
}

/// Whether an operation's variables are of the plain scalars and hold such values: then whether
/// the schema accepts it depends on its document alone.
pub(crate) fn has_plain_variables(
    document: &ExecutableDocument,
    name: Option<&str>,
    variables: &Variables,
) -> bool {
    operation(document, name).is_some_and(|operation| {
        operation.variable_definitions.iter().all(|definition| {
            let kind = &definition.node.var_type.node;
            let BaseType::Named(named) = &kind.base else { return false };
            match (named.as_str(), variables.get(&definition.node.name.node)) {
                ("ID" | "String" | "Int" | "Boolean", None) => {
                    kind.nullable || definition.node.default_value.is_some()
                }
                ("ID" | "String" | "Int" | "Boolean", Some(Value::Null)) => kind.nullable,
                ("ID" | "String", Some(Value::String(_))) => true,
                ("Boolean", Some(Value::Boolean(_))) => true,
                ("Int", Some(Value::Number(number))) => {
                    number.as_i64().is_some_and(|number| i32::try_from(number).is_ok())
                }
                _ => false,
            }
        })
    })
}

/// The schema as SDL, as `stifinder schema` prints it.
#[must_use]
pub fn sdl(schema: &StifinderSchema) -> String {
    let options = async_graphql::SDLExportOptions::new().include_specified_by().use_space_ident();
    schema.sdl_with_options(options)
}

/// Root fields that an operation calls, in order and without repetition, for the log: names of
/// the schema, nothing that a client chose.
pub(crate) fn root_fields(document: &ExecutableDocument, name: Option<&str>) -> String {
    let Some(kind) = operation(document, name).map(|operation| operation.ty) else {
        return String::new();
    };
    let mut names = Vec::new();
    for field in root_fields_of(document, name) {
        let name = name_for_log(kind, &field.name.node);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(" ")
}

/// Root fields that an operation calls, each as often as it stands there, in order.
pub(super) fn root_fields_of<'d>(
    document: &'d ExecutableDocument,
    name: Option<&str>,
) -> Vec<&'d Field> {
    let mut fields = Vec::new();
    if let Some(operation) = operation(document, name) {
        collect(document, &operation.selection_set.node, &mut fields, &mut Vec::new());
    }
    fields
}

/// The operation of a document that is to run.
pub(crate) fn operation<'d>(
    document: &'d ExecutableDocument,
    name: Option<&str>,
) -> Option<&'d OperationDefinition> {
    document
        .operations
        .iter()
        .find(|(held, _)| name.is_none() || held.map(|held| held.as_str()) == name)
        .map(|(_, operation)| &operation.node)
}

fn collect<'d>(
    document: &'d ExecutableDocument,
    set: &'d SelectionSet,
    fields: &mut Vec<&'d Field>,
    seen: &mut Vec<&'d str>,
) {
    for selection in &set.items {
        let inner = match &selection.node {
            Selection::Field(field) => {
                fields.push(&field.node);
                continue;
            }
            Selection::InlineFragment(fragment) => Some(&fragment.node.selection_set),
            Selection::FragmentSpread(spread) => {
                let name = spread.node.fragment_name.node.as_str();
                let unseen = !seen.contains(&name);
                seen.push(name);
                let fragment = document.fragments.get(name).filter(|_| unseen);
                fragment.map(|fragment| &fragment.node.selection_set)
            }
        };
        if let Some(inner) = inner {
            collect(document, &inner.node, fields, seen);
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_schema_is_the_one_committed() {
        let committed = include_str!("../../schema.graphql");
        let same = super::sdl(&super::build()) == committed;
        assert!(same, "write it anew: `cargo run -- schema > schema.graphql`");
    }
}
