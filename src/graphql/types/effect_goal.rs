//! Effect goals of the joint strategies; readable by every caller.

use async_graphql::ID;

use super::super::engine::{Object, Of};
use crate::domain::{EntityKind, GlobalId};
use crate::object_table;
use crate::store::view::EffectGoalRef;

type Own = EffectGoalRef;
impl Object for EffectGoalRef {
    const NAME: &'static str = "EffectGoal";
    const DESCRIPTION: &'static str =
        "An effect goal of a joint strategy (effektmål): what is to be reached, and by when.";
    const INTERFACES: &'static [&'static str] = &["Node"];
    object_table!(|fields| fields
        .plain("id", super::ID, |g| ID(
            GlobalId::outside(EntityKind::EffectGoal, g.0.id).to_string()
        ))
        .child("strategy", "Strategy it belongs to (strategi).", |g| &g.0.strategy)
        .plain("number", "Number in the strategy (nummer).", |g| g.0.number)
        .child("text", "Goal (mål).", |g| &g.0.text)
        .plain("baselineYear", "Year it is measured from (udgangsår).", |g| g.0.baseline_year)
        .plain("targetYear", "Year in which it is to be reached (målår).", |g| g.0.target_year)
        .child("metric", "What is measured (målepunkt).", |g| &g.0.metric)
        .child("target", "What is to be reached (måltal).", |g| &g.0.target)
        .plain("status", "Where it stands (status).", |g| Of::from(g.0.status))
        .plain("version", super::VERSION, |g| g.0.version)
        .child("annulledAt", "Annulled when (annulleret).", |g| &g.0.annulled_at)
        .with("externalReferences", super::REFERENCES, Vec::new(), |g, at| {
            Ok(super::own_references(&g.0, at))
        }));
}
