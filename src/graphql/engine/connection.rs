//! Relay connections: edges, cursors, page info.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::object::Object;
use crate::object_table;

/// A page of a list. How many there are in all is not told.
#[derive(Clone, Debug)]
pub(crate) struct Page<T> {
    pub(crate) edges: Vec<Edge<T>>,
    /// Whether more follows.
    pub(crate) more: bool,
    /// Whether the page was asked for after a cursor.
    pub(crate) later: bool,
}

/// A row of a page.
#[derive(Clone, Debug)]
pub(crate) struct Edge<T> {
    pub(crate) cursor: String,
    pub(crate) node: T,
}

impl<T> Page<T> {
    /// Page info of the page.
    pub(crate) fn info(&self) -> PageInfo {
        let cursor = |edge: Option<&Edge<T>>| edge.map(|edge| edge.cursor.clone());
        PageInfo {
            more: self.more,
            later: self.later,
            start: cursor(self.edges.first()),
            end: cursor(self.edges.last()),
        }
    }
}

/// A place in a list: the sort key and the id of a row that was shown, nothing else.
pub(crate) trait Cursor: Sized {
    /// The key as bytes.
    fn bytes(&self) -> Vec<u8>;
    /// The key of bytes; none where they are no such key.
    fn of(bytes: &[u8]) -> Option<Self>;

    /// The cursor as clients keep it.
    fn write(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes())
    }

    /// Reads a cursor; none where it is none of this list.
    fn read(text: &str) -> Option<Self> {
        Self::of(&URL_SAFE_NO_PAD.decode(text).ok()?)
    }
}

impl Cursor for (DateTime<Utc>, Uuid) {
    fn bytes(&self) -> Vec<u8> {
        let at = self.0.timestamp_micros().to_be_bytes();
        at.into_iter().chain(*self.1.as_bytes()).collect()
    }
    fn of(bytes: &[u8]) -> Option<Self> {
        let (at, id) = bytes.split_first_chunk::<8>()?;
        let at = DateTime::from_timestamp_micros(i64::from_be_bytes(*at))?;
        Some((at, Uuid::from_slice(id).ok()?))
    }
}

impl Cursor for (String, Uuid) {
    fn bytes(&self) -> Vec<u8> {
        self.1.as_bytes().iter().copied().chain(self.0.bytes()).collect()
    }
    fn of(bytes: &[u8]) -> Option<Self> {
        let (id, text) = bytes.split_first_chunk::<16>()?;
        Some((String::from_utf8(text.to_vec()).ok()?, Uuid::from_bytes(*id)))
    }
}

impl Cursor for (DateTime<Utc>, Uuid, Uuid) {
    fn bytes(&self) -> Vec<u8> {
        (self.0, self.1).bytes().into_iter().chain(*self.2.as_bytes()).collect()
    }
    fn of(bytes: &[u8]) -> Option<Self> {
        let (place, last) = bytes.split_last_chunk::<16>()?;
        let (at, id) = Cursor::of(place)?;
        Some((at, id, Uuid::from_bytes(*last)))
    }
}

impl Cursor for (DateTime<Utc>, String, i64) {
    fn bytes(&self) -> Vec<u8> {
        let at = self.0.timestamp_micros().to_be_bytes();
        at.into_iter().chain(self.2.to_be_bytes()).chain(self.1.bytes()).collect()
    }
    fn of(bytes: &[u8]) -> Option<Self> {
        let (at, rest) = bytes.split_first_chunk::<8>()?;
        let (seq, chain) = rest.split_first_chunk::<8>()?;
        let at = DateTime::from_timestamp_micros(i64::from_be_bytes(*at))?;
        Some((at, String::from_utf8(chain.to_vec()).ok()?, i64::from_be_bytes(*seq)))
    }
}

/// Where a page stands in its list.
#[derive(Clone, Debug)]
pub(crate) struct PageInfo {
    more: bool,
    later: bool,
    start: Option<String>,
    end: Option<String>,
}

type Own = PageInfo;
impl Object for PageInfo {
    const NAME: &'static str = "PageInfo";
    const DESCRIPTION: &'static str = "Where a page stands in its list (sideoplysninger).";
    object_table!(|fields| fields
        .child("hasNextPage", "Whether more follows (flere).", |p| &p.more)
        .child("hasPreviousPage", "Whether it was asked for after a cursor (tidligere).", |p| &p
            .later)
        .child("startCursor", "Cursor of the first row (første).", |p| &p.start)
        .child("endCursor", "Cursor of the last row, for `after` (sidste).", |p| &p.end));
}

/// Declares a connection and its edge:
/// `connection! { /// doc CaseConnection /// doc CaseEdge CaseView }`.
#[macro_export]
macro_rules! connection {
    (#[doc = $doc:literal] $connection:ident #[doc = $edge_doc:literal] $edge:ident $node:ty) => {
        #[doc = $doc]
        #[derive(Clone, Debug)]
        pub(crate) struct $connection(Vec<$edge>, $crate::graphql::engine::PageInfo);

        #[doc = $edge_doc]
        #[derive(Clone, Debug)]
        pub(crate) struct $edge($crate::graphql::engine::Edge<$node>);

        impl From<$crate::graphql::engine::Page<$node>> for $connection {
            fn from(page: $crate::graphql::engine::Page<$node>) -> Self {
                let info = page.info();
                Self(page.edges.into_iter().map($edge).collect(), info)
            }
        }

        const _: () = {
            type Own = $connection;
            impl $crate::graphql::engine::Object for $connection {
                const NAME: &'static str = stringify!($connection);
                const DESCRIPTION: &'static str = $doc.trim_ascii();
                $crate::object_table!(|fields| fields
                    .child("edges", "Rows with their cursors (rækker med markør).", |c| &c.0)
                    .children("nodes", "The rows (rækker).", |c| c
                        .0
                        .iter()
                        .map(|e| &e.0.node)
                        .collect())
                    .child("pageInfo", "Where the page stands (sideoplysninger).", |c| &c.1));
            }
        };

        const _: () = {
            type Own = $edge;
            impl $crate::graphql::engine::Object for $edge {
                const NAME: &'static str = stringify!($edge);
                const DESCRIPTION: &'static str = $edge_doc.trim_ascii();
                $crate::object_table!(|fields| fields
                    .child("cursor", "Cursor, for `after` (markør).", |e| &e.0.cursor)
                    .child("node", "The row (række).", |e| &e.0.node));
            }
        };
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_read_back_and_anything_else_is_none() {
        let at: DateTime<Utc> = "2026-11-22T10:11:12.000345Z".parse().unwrap();
        let id = Uuid::from_u128(7);
        let case = (at, id);
        assert_eq!(Cursor::read(&case.write()), Some(case));
        let name = ("Ørestad".to_owned(), id);
        assert_eq!(Cursor::read(&name.write()), Some(name));
        let row = (at, "node-1".to_owned(), 42);
        assert_eq!(Cursor::read(&row.write()), Some(row));
        for text in ["", "!", "AAAA", "w7w"] {
            assert_eq!(<(DateTime<Utc>, Uuid)>::read(text), None, "{text}");
            assert_eq!(<(String, Uuid)>::read(text), None, "{text}");
        }
    }
}
