//! The directory (organisations, units, professionals, and the catalogues beside it: contact points,
//! interfaces, effect goals): small, read with every case, seldom changed. Each node keeps a copy; its version travels in the snapshot of every read, so that a
//! copy older than the snapshot is never used.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use law::OrganisationKind;
use law::facts::Organisation;
use law::words::OrganisationId;
use sea_orm::prelude::Uuid;
use sea_orm::{ConnectionTrait, DatabaseConnection, EntityTrait};

use super::StoreError;
use super::listed::{Listed, Numbers};

/// A copy of the directory.
#[derive(Debug, Default)]
pub struct Directory {
    version: i32,
    pub(crate) organisations: HashMap<Uuid, Arc<Listed<entity::organisation::Model>>>,
    pub(crate) units: HashMap<Uuid, Arc<Listed<entity::unit::Model>>>,
    pub(crate) professionals: HashMap<Uuid, Arc<Listed<entity::professional::Model>>>,
    /// By professional, in order of their days.
    pub(crate) memberships: HashMap<Uuid, Vec<Arc<Listed<entity::membership::Model>>>>,
    pub(crate) contact_points: HashMap<Uuid, Arc<Listed<entity::contact_point::Model>>>,
    /// What each contact point is competent in, in the order of the vocabulary.
    pub(crate) competences: HashMap<Uuid, Vec<entity::contact_point_competence::Model>>,
    pub(crate) interfaces: HashMap<Uuid, Arc<Listed<entity::interface_agreement::Model>>>,
    pub(crate) effect_goals: HashMap<Uuid, Arc<Listed<entity::effect_goal::Model>>>,
}

impl Directory {
    /// An organisation with its kind, as the law wants it.
    ///
    /// # Errors
    /// A row names an organisation that is not in the directory: the row is broken.
    pub(crate) fn organisation(&self, id: Uuid) -> Result<Organisation, StoreError> {
        let found = self.organisations.get(&id);
        let kind = found.map(|organisation| organisation.kind.0);
        kind.map(|kind| Organisation { id: OrganisationId(id), kind }).ok_or_else(|| {
            StoreError::inconsistent("organisation", "a row names one that is absent")
        })
    }

    async fn read<C: ConnectionTrait>(connection: &C, version: i32) -> Result<Self, StoreError> {
        let numbers = Numbers::all(connection).await?;
        let mut memberships: HashMap<Uuid, Vec<_>> = HashMap::new();
        for row in entity::membership::Entity::find().all(connection).await? {
            let (professional, id) = (row.professional_id, row.id);
            let membership = Arc::new(numbers.with(id, row));
            memberships.entry(professional).or_default().push(membership);
        }
        let order = |m: &Arc<Listed<entity::membership::Model>>| (m.from_date, m.id);
        memberships.values_mut().for_each(|of| of.sort_by_key(order));
        let mut competences: HashMap<Uuid, Vec<_>> = HashMap::new();
        for row in entity::contact_point_competence::Entity::find().all(connection).await? {
            competences.entry(row.contact_point_id).or_default().push(row);
        }
        competences.values_mut().for_each(|held| held.sort_by_key(|row| row.competence.0));
        let organisations = entity::organisation::Entity::find().all(connection).await?;
        let units = entity::unit::Entity::find().all(connection).await?;
        let professionals = entity::professional::Entity::find().all(connection).await?;
        let contact_points = entity::contact_point::Entity::find().all(connection).await?;
        let interfaces = entity::interface_agreement::Entity::find().all(connection).await?;
        let effect_goals = entity::effect_goal::Entity::find().all(connection).await?;
        Ok(Self {
            version,
            organisations: listed(&numbers, organisations, |o| o.id),
            units: listed(&numbers, units, |u| u.id),
            professionals: listed(&numbers, professionals, |p| p.id),
            memberships,
            contact_points: listed(&numbers, contact_points, |c| c.id),
            competences,
            interfaces: listed(&numbers, interfaces, |i| i.id),
            effect_goals: listed(&numbers, effect_goals, |g| g.id),
        })
    }
}

fn listed<M>(
    numbers: &Numbers,
    rows: Vec<M>,
    id: impl Fn(&M) -> Uuid,
) -> HashMap<Uuid, Arc<Listed<M>>> {
    let one = |row: M| (id(&row), Arc::new(numbers.with(id(&row), row)));
    rows.into_iter().map(one).collect()
}

/// This node's copy.
#[derive(Debug, Default)]
pub(super) struct DirectoryCache(RwLock<Arc<Directory>>);

impl DirectoryCache {
    /// The directory at a version: the copy if it is of that version, else read anew. What a
    /// transaction reads (`committed` is false) may be its own uncommitted change: it is not kept.
    pub(super) async fn at<C: ConnectionTrait>(
        &self,
        connection: &C,
        version: i32,
        committed: bool,
    ) -> Result<Arc<Directory>, StoreError> {
        let held = Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner));
        if held.version == version {
            return Ok(held);
        }
        let fresh = Arc::new(Directory::read(connection, version).await?);
        if committed && held.version < version {
            *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&fresh);
        }
        Ok(fresh)
    }

    /// Reads the directory as it stands now.
    pub(super) async fn refresh(&self, connection: &DatabaseConnection) -> Result<(), StoreError> {
        let state = entity::directory_state::Entity::find().one(connection).await?;
        let version = state.map_or(0, |state| state.version);
        self.at(connection, version, true).await.map(|_| ())
    }

    /// The kind of an organisation that is not annulled.
    pub(super) fn kind_of(&self, id: OrganisationId) -> Option<OrganisationKind> {
        let held = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let organisation = held.organisations.get(&id.0)?;
        organisation.annulled_at.is_none().then_some(organisation.kind.0)
    }
}
