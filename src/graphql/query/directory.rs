//! The directory: readable by every caller.

use async_graphql::{Context, ID, Object, Result};
use law::OrganisationKind;
use sea_orm::prelude::Uuid;

use super::{length, page, place};
use crate::app::listing;
use crate::domain::dates::today;
use crate::domain::of::Of;
use crate::domain::{EntityKind, GlobalId};
use crate::graphql::context::{fault, session};
use crate::graphql::engine::{Answer, Page, resolve};
use crate::graphql::types::pages::{
    OrganisationConnection, ProfessionalConnection, UnitConnection,
};

#[derive(Default)]
pub(crate) struct DirectoryQuery;

/// What an id of a kind names; nothing of ours where it names nothing.
fn named(id: Option<&ID>, kind: EntityKind) -> Option<Uuid> {
    id.map(|id| GlobalId::of_kind(id, kind).map_or_else(Uuid::nil, |id| id.id))
}

/// Whether a text that is searched for stands in one of these.
pub(super) fn matches(search: Option<&str>, texts: &[Option<&str>]) -> bool {
    let Some(search) = search else { return true };
    let wanted = search.trim().to_lowercase();
    texts.iter().flatten().any(|text| text.to_lowercase().contains(&wanted))
}

/// A page by name.
pub(super) fn by_name<T>(
    rows: impl Iterator<Item = (String, Uuid, T)>,
    first: Option<i32>,
    after: Option<&str>,
) -> Result<Page<T>> {
    let (length, start) = (length(first)?, place::<(String, Uuid)>(after)?);
    let mut rows: Vec<_> = rows
        .map(|(name, id, row)| ((name.to_lowercase(), id), row))
        .filter(|(key, _)| start.as_ref().is_none_or(|start| key > start))
        .collect();
    rows.sort_by(|(a, _), (b, _)| a.cmp(b));
    let more = rows.len() > length;
    rows.truncate(length);
    Ok(page(rows, more, after.is_some()))
}

#[Object]
impl DirectoryQuery {
    /// Organisations of the directory by name (organisationer).
    async fn organisations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Part of the name (søgning).")] search: Option<String>,
        #[graphql(desc = "Of this kind (organisationstype).")] kind: Option<Of<OrganisationKind>>,
        #[graphql(desc = "How many, 1 to 50; 20 where left out (antal).")] first: Option<i32>,
        #[graphql(desc = "After this cursor (efter).")] after: Option<String>,
    ) -> Result<Answer<OrganisationConnection>> {
        let listing = listing::listing(session(ctx)?).await.map_err(|e| fault(&e))?;
        let rows = listing
            .organisations()
            .filter(|o| kind.is_none_or(|kind| o.0.kind.0 == kind.0))
            .filter(|o| matches(search.as_deref(), &[Some(&o.0.name)]))
            .map(|o| (o.0.name.clone(), o.0.id, o));
        let page = by_name(rows, first, after.as_deref())?;
        resolve(ctx, &OrganisationConnection::from(page))
    }

    /// Units of the directory by name (enheder).
    async fn units(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Part of the name (søgning).")] search: Option<String>,
        #[graphql(desc = "Of this organisation (organisation).")] organisation_id: Option<ID>,
        #[graphql(desc = "How many, 1 to 50; 20 where left out (antal).")] first: Option<i32>,
        #[graphql(desc = "After this cursor (efter).")] after: Option<String>,
    ) -> Result<Answer<UnitConnection>> {
        let listing = listing::listing(session(ctx)?).await.map_err(|e| fault(&e))?;
        let of = named(organisation_id.as_ref(), EntityKind::Organisation);
        let rows = listing
            .units()
            .filter(|u| of.is_none_or(|of| u.0.organisation_id == of))
            .filter(|u| matches(search.as_deref(), &[Some(&u.0.name)]))
            .map(|u| (u.0.name.clone(), u.0.id, u));
        let page = by_name(rows, first, after.as_deref())?;
        resolve(ctx, &UnitConnection::from(page))
    }

    /// Professionals of the directory by name (fagpersoner).
    async fn professionals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Part of the name or the title (søgning).")] search: Option<String>,
        #[graphql(desc = "Members of this organisation today (organisation).")]
        organisation_id: Option<ID>,
        #[graphql(desc = "Members of this unit today (enhed).")] unit_id: Option<ID>,
        #[graphql(desc = "How many, 1 to 50; 20 where left out (antal).")] first: Option<i32>,
        #[graphql(desc = "After this cursor (efter).")] after: Option<String>,
    ) -> Result<Answer<ProfessionalConnection>> {
        let session = session(ctx)?;
        let on = today(session.now().map_err(|e| fault(&e))?);
        let listing = listing::listing(session).await.map_err(|e| fault(&e))?;
        let organisation = named(organisation_id.as_ref(), EntityKind::Organisation);
        let unit = named(unit_id.as_ref(), EntityKind::Unit);
        let anyone = organisation.is_none() && unit.is_none();
        let rows = listing
            .professionals()
            .filter(|p| anyone || listing.is_member(p.0.id, organisation, unit, on))
            .filter(|p| matches(search.as_deref(), &[Some(&p.0.name), p.0.title.as_deref()]))
            .map(|p| (p.0.name.clone(), p.0.id, p));
        let page = by_name(rows, first, after.as_deref())?;
        resolve(ctx, &ProfessionalConnection::from(page))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_ends_where_the_next_begins() {
        let names = ["Vesterbro", "amager", "Nørrebro", "Amager"];
        let rows = || names.iter().zip(1..).map(|(n, i)| ((*n).to_owned(), Uuid::from_u128(i), *n));
        let first = by_name(rows(), Some(3), None).unwrap();
        let shown: Vec<_> = first.edges.iter().map(|edge| edge.node).collect();
        assert_eq!(shown, ["amager", "Amager", "Nørrebro"]);
        assert!(first.more);
        let last = by_name(rows(), Some(3), Some(&first.edges[2].cursor)).unwrap();
        let shown: Vec<_> = last.edges.iter().map(|edge| edge.node).collect();
        assert_eq!(shown, ["Vesterbro"]);
        assert!(!last.more);
        assert!(by_name(rows(), Some(51), None).is_err());
        assert!(by_name(rows(), Some(3), Some("nowhere")).is_err());
    }

    #[test]
    fn a_search_is_of_any_case_and_of_any_part() {
        assert!(matches(Some(" NØRRE"), &[None, Some("Nørrebro")]));
        assert!(!matches(Some("vester"), &[None, Some("Nørrebro")]));
        assert!(matches(None, &[]));
    }
}
