//! The schema: types, queries, mutations.

mod context;
pub(crate) mod engine;
mod mutation;
mod payload;
mod query;
mod schema;
mod scopes;
mod selection;
mod vocabulary;
pub(crate) mod types;

pub(crate) use engine::WithheldPaths;
pub(crate) use schema::root_fields;
pub(crate) use scopes::missing_scope;
pub use schema::{StifinderSchema, build, sdl};
