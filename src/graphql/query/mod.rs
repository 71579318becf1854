//! Queries: each loads what it needs by one statement, decides, and answers.

mod access;
mod case;
mod catalogue;
mod client;
mod consent;
mod council;
mod count;
mod directory;
mod due;
mod find;
mod log;
mod me;
mod node;

use async_graphql::{Error, MergedObject};

pub(crate) use case::CaseOrder;

use super::context::coded;
use super::engine::{Cursor, Edge, Page};

/// Root of the queries (forespørgsler).
#[derive(MergedObject, Default)]
pub struct Query(
    access::AccessQuery,
    case::CaseQuery,
    client::ClientQuery,
    catalogue::CatalogueQuery,
    consent::ConsentQuery,
    council::CouncilQuery,
    count::CountQuery,
    directory::DirectoryQuery,
    due::DueQuery,
    due::RehabilitationDueQuery,
    log::LogQuery,
    me::MeQuery,
    node::NodeQuery,
);

/// Rows of a page that a client gets at most, and where it asks for none.
const MOST: i32 = 50;
const USUAL: i32 = 20;

/// The length of a page.
fn length(first: Option<i32>) -> Result<usize, Error> {
    let first = first.unwrap_or(USUAL);
    let length = usize::try_from(first).ok().filter(|_| (1..=MOST).contains(&first));
    length
        .ok_or_else(|| coded("VALIDATION_FAILED", "`first` is 1 to 50; ask for fewer rows a page"))
}

/// The place that a cursor names.
fn place<C: Cursor>(after: Option<&str>) -> Result<Option<C>, Error> {
    let unknown = || coded("VALIDATION_FAILED", "`after` is no cursor of this list; begin anew");
    after.map(|text| C::read(text).ok_or_else(unknown)).transpose()
}

/// A page of rows with their places.
fn page<C: Cursor, T>(rows: Vec<(C, T)>, more: bool, later: bool) -> Page<T> {
    let edge = |(place, node): (C, T)| Edge { cursor: place.write(), node };
    Page { edges: rows.into_iter().map(edge).collect(), more, later }
}
