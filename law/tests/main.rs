//! Tests of the law: each rule, the properties, the naive twin, the matrix.

#![expect(clippy::unwrap_used, reason = "a broken fixture ends its test")]

mod agree;
mod explanation;
mod matrix;
mod naive;
mod properties;
mod rules;
mod validation;
mod vocabulary;
mod world;
