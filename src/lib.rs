//! stifinder: a GraphQL integration API for cross-agency coordination, in which what each caller
//! sees of each field follows from the citizen's consents at the moment of the read.
//!
//! The floors, lowest first; a file imports only from floors below its own.

pub mod demo;
pub mod domain;
mod graphql;
pub mod sealed;
pub mod store;
