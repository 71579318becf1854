//! Sealing what was recorded of the rehabilitation team.

use entity::rehabilitation_team_case::Model;
use law::OrganisationKind;
use law::fields::row_held_by;
use law::{Category, CategorySet, Tier};

use super::build::{Sealing, sorted};
use super::*;
use crate::sealed::Sealed;
use crate::store::StoreError;

/// What the row carries: that somebody was before the team tells of work, and who brought it is
/// named. One that was annulled stays with who recorded it.
pub(crate) fn team_row(row: &Model, holder: OrganisationKind) -> (CategorySet, Tier) {
    let categories = row_held_by(holder).union(CategorySet::of(&[Category::Employment]));
    (categories, if row.annulled_at.is_some() { Tier::AuthorOnly } else { Tier::Shared })
}

impl Sealing<'_> {
    /// Cases before the rehabilitation team; the administration that brought one holds it.
    pub(super) fn team_cases(&self) -> Result<Vec<Item<Model>>, StoreError> {
        let rows = sorted(&self.rows.team_cases, |r| (r.met_on, r.id));
        rows.map(|row| {
            let holder = self.directory.organisation(row.organisation_id)?;
            let (categories, tier) = team_row(row, holder.kind);
            let record = self.record(row.clone(), row.id);
            let sealed = Sealed::new(record, &self.seal(&[holder], false), categories);
            Ok(Item(sealed.with_tier(tier)))
        })
        .collect()
    }
}
