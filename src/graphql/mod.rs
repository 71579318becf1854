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
pub(crate) use schema::root_fields;
pub use schema::{StifinderSchema, build, sdl};
pub(crate) use scopes::missing_scope;
