//! Tests of the law: each rule, the properties, the naive twin, the matrix.

#![expect(clippy::unwrap_used, reason = "a broken fixture ends its test")]

mod agree;
mod brain_injury;
mod brain_injury_views;
mod classification;
mod decision;
mod explanation;
mod forms;
mod matrix;
mod naive;
mod properties;
mod recording;
mod rules;
mod standing;
mod validation;
mod vocabulary;
mod world;
