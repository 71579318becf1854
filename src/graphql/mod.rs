//! The schema: types, queries, mutations.

pub(crate) mod engine;
pub(crate) mod scalars;
pub(crate) mod types;
