//! The types of the schema, one file a resource: each a table of fields.

mod agenda;
mod assessment;
mod assignment;
mod basis;
mod case;
mod citizen;
mod consent;
mod count;
mod directory;
mod dispatch;
mod enquiry;
mod exchange;
mod leaflet;
mod meeting;
mod network_map;
mod notice;
mod task;

pub(super) use case::case_id;

use crate::domain::{EntityKind, GlobalId};
use crate::graphql::engine::{Object, Row};
use crate::object_table;
use crate::sealed::Sealed;
use crate::store::view::{Item, Record};

impl<M: Send + Sync + 'static> Row for Item<M>
where
    Self: Object,
{
    type Record = Record<M>;
    fn row(&self) -> &Sealed<Record<M>> {
        &self.0
    }
}

/// The node id of an entity of a case.
fn node_id(
    kind: EntityKind,
    case: sea_orm::prelude::Uuid,
    id: sea_orm::prelude::Uuid,
) -> async_graphql::ID {
    GlobalId::of_case(kind, case, id).to_string().into()
}

/// A case system's own number of an entity.
#[derive(Clone, Debug)]
pub(crate) struct ExternalReference(String, String);

/// The references that the viewer's organisation set on a record.
fn references<M>(record: &Record<M>) -> Vec<ExternalReference> {
    record.external.iter().map(|(s, i)| ExternalReference(s.clone(), i.clone())).collect()
}

type Own = ExternalReference;
impl Object for ExternalReference {
    const NAME: &'static str = "ExternalReference";
    const DESCRIPTION: &'static str = "A case system's own number of an entity (ekstern reference); visible to the organisation that set it alone.";
    object_table!(|fields| fields.child("system", "Case system (sagssystem).", |r| &r.0).child(
        "id",
        "Number there (nummer).",
        |r| &r.1
    ));
}

/// Words that stand on every type, said once.
const ID: &str = "Opaque id (id).";
const REFERENCES: &str = "Numbers that the caller's organisation gave it (eksterne referencer).";
const VERSION: &str = "Version, for `expectedVersion` (version).";
