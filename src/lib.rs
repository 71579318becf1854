//! stifinder: a GraphQL integration API for cross-agency coordination, in which what each caller
//! sees of each field follows from the citizen's consents at the moment of the read.
//!
//! The floors, lowest first; a file imports only from floors below its own.

pub mod audit;
pub mod cli;
pub mod domain;
mod graphql;
pub mod sealed;
pub mod store;
pub mod token;

#[cfg(test)]
mod testing;
