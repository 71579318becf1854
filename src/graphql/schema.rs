//! The schema, put together.

use async_graphql::{EmptySubscription, Schema};

use super::mutation::Mutation;
use super::query::Query;

/// The schema of stifinder.
pub type StifinderSchema = Schema<Query, Mutation, EmptySubscription>;

/// Builds the schema.
#[must_use]
pub fn build() -> StifinderSchema {
    Schema::build(Query::default(), Mutation::default(), EmptySubscription)
        .disable_suggestions()
        .finish()
}

/// The schema as SDL, as `stifinder schema` prints it.
#[must_use]
pub fn sdl(schema: &StifinderSchema) -> String {
    let options = async_graphql::SDLExportOptions::new().include_specified_by().use_space_ident();
    schema.sdl_with_options(options)
}

#[cfg(test)]
mod tests {
    #[test]
    fn prints() {
        println!("{}", super::sdl(&super::build()));
    }
}
