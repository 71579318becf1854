//! The schema: types, queries, mutations.

pub(crate) mod engine;
