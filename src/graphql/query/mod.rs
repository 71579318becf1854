//! Queries: each loads what it needs by one statement, decides, and answers.

mod case;
mod consent;
mod count;
mod due;

use async_graphql::MergedObject;

/// Root of the queries (forespørgsler).
#[derive(MergedObject, Default)]
pub struct Query(case::CaseQuery, consent::ConsentQuery, count::CountQuery, due::DueQuery);
