//! The schema: types, queries, mutations.

mod context;
pub(crate) mod engine;
mod mutation;
mod payload;
mod query;
mod schema;
mod scopes;
mod selection;
pub(crate) mod types;
mod vocabulary;

pub(crate) use engine::WithheldPaths;
pub use schema::{StifinderSchema, build, build_for_accepted, sdl};
pub(crate) use schema::{has_plain_variables, root_fields};
pub(crate) use scopes::missing_scope;
