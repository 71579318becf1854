//! The catalogues beside the directory: contact points, interfaces, effect goals; readable by every
//! caller.

use async_graphql::{Context, Object, Result};
use chrono::NaiveDate;
use law::pathfinder::{Competence, EffectGoalStatus, InterfaceTopic};
use law::{OrganisationKind, Word as _};

use super::directory::{by_name, matches};
use crate::app::listing;
use crate::domain::dates::today;
use crate::domain::of::Of;
use crate::domain::scalars::Date;
use crate::graphql::context::{fault, session};
use crate::graphql::engine::{Answer, resolve};
use crate::graphql::types::pages::{
    ContactPointConnection, EffectGoalConnection, InterfaceAgreementConnection,
};
use crate::store::view::ContactPointRef;

#[derive(Default)]
pub(crate) struct CatalogueQuery;

/// The day that is asked about; today where none is.
fn day(ctx: &Context<'_>, on: Option<Date>) -> Result<NaiveDate> {
    let now = session(ctx)?.now().map_err(|e| fault(&e))?;
    Ok(on.map_or_else(|| today(now), |on| on.0))
}

fn holds(from: Option<NaiveDate>, to: Option<NaiveDate>, on: NaiveDate) -> bool {
    from.is_none_or(|from| from <= on) && to.is_none_or(|to| on < to)
}

/// Whether a text that is searched for stands in what a contact point says of itself, its
/// competences in either language among it.
fn says(point: &ContactPointRef, search: Option<&str>) -> bool {
    let row = &point.row;
    let mut texts = vec![
        Some(row.name.as_str()),
        row.description.as_deref(),
        row.target_group.as_deref(),
        row.address.as_deref(),
    ];
    for held in &point.competences {
        let competence = held.competence.0;
        texts.extend([Some(competence.danish()), Some(competence.english())]);
        texts.push(held.note.as_deref());
    }
    matches(search, &texts)
}

#[Object]
impl CatalogueQuery {
    /// Contact points of the pathfinder network by name (kontaktpunkter): where to turn with a
    /// matter.
    #[expect(clippy::too_many_arguments, reason = "the arguments of the field in the schema")]
    async fn contact_points(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of this administration (forvaltning).")] administration: Option<
            Of<OrganisationKind>,
        >,
        #[graphql(desc = "Competent in this (kompetence).")] competence: Option<Of<Competence>>,
        #[graphql(
            desc = "Part of the name, of what it does, for whom, or of a competence (søgning)."
        )]
        search: Option<String>,
        #[graphql(desc = "Valid on this day; left out: today (pr.).")] on: Option<Date>,
        #[graphql(desc = "How many, 1 to 50; 20 where left out (antal).")] first: Option<i32>,
        #[graphql(desc = "After this cursor (efter).")] after: Option<String>,
    ) -> Result<Answer<ContactPointConnection>> {
        let on = day(ctx, on)?;
        let listing = listing::listing(session(ctx)?).await.map_err(|e| fault(&e))?;
        let competent = |point: &ContactPointRef| {
            competence.is_none_or(|c| point.competences.iter().any(|held| held.competence.0 == c.0))
        };
        let rows = listing
            .contact_points()
            .filter(|c| administration.is_none_or(|of| c.row.administration.0 == of.0))
            .filter(|c| holds(Some(c.row.valid_from), c.row.valid_to, on))
            .filter(|c| competent(c) && says(c, search.as_deref()))
            .map(|c| (c.row.name.clone(), c.row.id, c));
        let page = by_name(rows, first, after.as_deref())?;
        resolve(ctx, &ContactPointConnection::from(page))
    }

    /// Interfaces between the administrations by title (snitflader).
    #[expect(clippy::too_many_arguments, reason = "the arguments of the field in the schema")]
    async fn interface_agreements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In which this administration has a part (forvaltning).")]
        administration: Option<Of<OrganisationKind>>,
        #[graphql(desc = "About this (emne).")] topic: Option<Of<InterfaceTopic>>,
        #[graphql(desc = "Part of the title, the description or the agreement (søgning).")]
        search: Option<String>,
        #[graphql(desc = "Valid on this day; left out: today (pr.).")] on: Option<Date>,
        #[graphql(desc = "How many, 1 to 50; 20 where left out (antal).")] first: Option<i32>,
        #[graphql(desc = "After this cursor (efter).")] after: Option<String>,
    ) -> Result<Answer<InterfaceAgreementConnection>> {
        let on = day(ctx, on)?;
        let listing = listing::listing(session(ctx)?).await.map_err(|e| fault(&e))?;
        let rows = listing
            .interfaces()
            .filter(|i| administration.is_none_or(|a| i.0.administrations.words().contains(&a.0)))
            .filter(|i| topic.is_none_or(|topic| i.0.topic.0 == topic.0))
            .filter(|i| holds(i.0.valid_from, i.0.valid_to, on))
            .filter(|i| {
                let texts = [i.0.description.as_deref(), i.0.agreement.as_deref()];
                matches(search.as_deref(), &[Some(&i.0.title), texts[0], texts[1]])
            })
            .map(|i| (i.0.title.clone(), i.0.id, i));
        let page = by_name(rows, first, after.as_deref())?;
        resolve(ctx, &InterfaceAgreementConnection::from(page))
    }

    /// Effect goals by strategy and number (effektmål).
    async fn effect_goals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "That stand so (status).")] status: Option<Of<EffectGoalStatus>>,
        #[graphql(desc = "To be reached in this year (målår).")] target_year: Option<i32>,
        #[graphql(desc = "Part of the strategy, the goal or what is measured (søgning).")]
        search: Option<String>,
        #[graphql(desc = "How many, 1 to 50; 20 where left out (antal).")] first: Option<i32>,
        #[graphql(desc = "After this cursor (efter).")] after: Option<String>,
    ) -> Result<Answer<EffectGoalConnection>> {
        let listing = listing::listing(session(ctx)?).await.map_err(|e| fault(&e))?;
        let rows = listing
            .effect_goals()
            .filter(|g| status.is_none_or(|status| g.0.status.0 == status.0))
            .filter(|g| target_year.is_none_or(|year| g.0.target_year == year))
            .filter(|g| {
                let texts = [&g.0.strategy, &g.0.text, &g.0.metric];
                matches(search.as_deref(), &texts.map(|text| Some(text.as_str())))
            })
            .map(|g| (format!("{} {:05}", g.0.strategy, g.0.number), g.0.id, g));
        let page = by_name(rows, first, after.as_deref())?;
        resolve(ctx, &EffectGoalConnection::from(page))
    }
}
