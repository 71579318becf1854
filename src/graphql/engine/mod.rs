//! How types are declared and answered.
//!
//! A type is a table of fields ([`Object`], [`Fields`]): name, description with the Danish term,
//! and either a sealed projection (its classification is looked up by type and field name, so an
//! unclassified field does not start), a plain one, or a child. From that one declaration come the
//! SDL with `@consent`, the synchronous resolution, and `withheld`. Everything below a root field
//! is loaded before it is answered, so that answering needs no async.

mod answer;
mod connection;
mod directive;
mod fields;
mod json;
mod node;
mod object;
mod output;
mod withheld;
mod word;

pub(crate) use crate::domain::of::Of;
pub(crate) use answer::{Answer, resolve};
pub(crate) use connection::{Cursor, Edge, Page, PageInfo};
pub(crate) use fields::{Argument, Fields, argument};
pub(crate) use json::Json;
pub(crate) use node::NodeObject;
pub(crate) use object::{Object, Row};
pub(crate) use output::{At, Output};
pub(crate) use withheld::{WithheldPaths, remedy};
