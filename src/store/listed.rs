//! An entry of the directory with the numbers that organisations gave it. Entries are public, the
//! numbers are each organisation's own.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::Arc;

use entity::external_reference::{Column, Entity, Model};
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::StoreError;

/// A row of the directory, with the numbers of every organisation.
#[derive(Clone, Debug)]
pub(crate) struct Listed<M> {
    row: M,
    numbers: Arc<[Model]>,
}

impl<M> Deref for Listed<M> {
    type Target = M;
    fn deref(&self) -> &M {
        &self.row
    }
}

impl<M> From<M> for Listed<M> {
    /// A row that nobody gave a number.
    fn from(row: M) -> Self {
        Self { row, numbers: Arc::default() }
    }
}

impl<M> Listed<M> {
    /// The numbers that an organisation gave it: system and number.
    pub(crate) fn numbers_of(
        &self,
        organisation: Option<Uuid>,
    ) -> impl Iterator<Item = (&str, &str)> {
        let own = self.numbers.iter().filter(move |n| Some(n.organisation_id) == organisation);
        own.map(|n| (n.system.as_str(), n.external_id.as_str()))
    }
}

/// The numbers of entries, by entry.
pub(crate) struct Numbers(HashMap<Uuid, Vec<Model>>);

impl Numbers {
    /// The numbers of every entry.
    pub(crate) async fn all<C: ConnectionTrait>(connection: &C) -> Result<Self, StoreError> {
        let mut numbers: HashMap<Uuid, Vec<Model>> = HashMap::new();
        let rows = Entity::find().filter(Column::CitizenId.is_null()).all(connection).await?;
        for row in rows {
            numbers.entry(row.entity_id).or_default().push(row);
        }
        numbers.values_mut().for_each(|of| of.sort_by_key(|of| of.id));
        Ok(Self(numbers))
    }

    /// A row with its numbers.
    pub(crate) fn with<M>(&self, id: Uuid, row: M) -> Listed<M> {
        let numbers = self.0.get(&id).map_or_else(Vec::new, Clone::clone);
        Listed { row, numbers: numbers.into() }
    }
}
