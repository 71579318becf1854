//! Effect goals (effektmål) of the joint strategies.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::column::Code;
use entity::effect_goal;
use law::pathfinder::EffectGoalStatus;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::check::{Check, LINE, TEXT};
use super::reference::ExternalReferenceInput;
use super::{Done, Refusal, UserErrorCode, Work, entry};
use crate::domain::of::Of;

/// Registers an effect goal (registrér effektmål).
#[derive(InputObject)]
pub(crate) struct RegisterEffectGoalInput {
    /// Strategy it belongs to (strategi).
    pub(crate) strategy: String,
    /// Number in the strategy (nummer).
    pub(crate) number: i32,
    /// Goal (mål).
    pub(crate) text: String,
    /// Year it is measured from (udgangsår).
    pub(crate) baseline_year: Option<i32>,
    /// Year in which it is to be reached (målår).
    pub(crate) target_year: i32,
    /// What is measured (målepunkt).
    pub(crate) metric: String,
    /// What is to be reached (måltal).
    pub(crate) target: String,
    /// Where it stands (status); left out: not measured.
    pub(crate) status: Option<Of<EffectGoalStatus>>,
    /// The caller's own number of it; sent again, it is changed (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Changes an effect goal (ret effektmål); what is left out stands, null clears.
#[derive(InputObject)]
pub(crate) struct UpdateEffectGoalInput {
    /// The effect goal (effektmål).
    pub(crate) id: ID,
    /// Goal (mål).
    pub(crate) text: MaybeUndefined<String>,
    /// Year it is measured from (udgangsår).
    pub(crate) baseline_year: MaybeUndefined<i32>,
    /// Year in which it is to be reached (målår).
    pub(crate) target_year: Option<i32>,
    /// What is measured (målepunkt).
    pub(crate) metric: MaybeUndefined<String>,
    /// What is to be reached (måltal).
    pub(crate) target: MaybeUndefined<String>,
    /// Where it stands (status).
    pub(crate) status: Option<Of<EffectGoalStatus>>,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Registers an effect goal, or changes the one that the caller's own number names.
pub(crate) async fn register_effect_goal(
    work: &mut Work<'_>,
    input: RegisterEffectGoalInput,
) -> Result<Done, Refusal> {
    let registration =
        entry::begin::<effect_goal::Model>(work, input.external_reference.as_ref()).await?;
    let mut check = Check::default();
    let row = effect_goal::Model {
        id: registration.id(work),
        strategy: check.required("strategy", &input.strategy, LINE),
        number: input.number,
        text: check.required("text", &input.text, TEXT),
        baseline_year: input.baseline_year,
        target_year: input.target_year,
        metric: check.required("metric", &input.metric, TEXT),
        target: check.required("target", &input.target, TEXT),
        status: Code(input.status.map_or(EffectGoalStatus::NotMeasured, |status| status.0)),
        version: registration.version(),
        annulled_at: None,
        annul_reason: None,
    };
    check.that(
        (1..=1_000).contains(&row.number),
        "number",
        "number the goals of a strategy from 1 to 1000",
        "nummerér en strategis mål fra 1 til 1000",
    );
    years(&mut check, &row);
    check.done()?;
    require_free(work, &row).await?;
    registration.write(work, row).await
}

/// Changes an effect goal.
pub(crate) async fn update_effect_goal(
    work: &mut Work<'_>,
    input: UpdateEffectGoalInput,
) -> Result<Done, Refusal> {
    let mut row: effect_goal::Model =
        entry::standing(work, &input.id, input.expected_version).await?;
    let mut check = Check::default();
    row.text = check.patch_required("text", &input.text, row.text, TEXT);
    row.metric = check.patch_required("metric", &input.metric, row.metric, TEXT);
    row.target = check.patch_required("target", &input.target, row.target, TEXT);
    if !input.baseline_year.is_undefined() {
        row.baseline_year = input.baseline_year.value().copied();
    }
    row.target_year = input.target_year.unwrap_or(row.target_year);
    row.status = input.status.map_or(row.status, |status| Code(status.0));
    years(&mut check, &row);
    check.done()?;
    entry::update(work, row).await
}

fn years(check: &mut Check, row: &effect_goal::Model) {
    for (path, year) in [("baselineYear", row.baseline_year), ("targetYear", Some(row.target_year))]
    {
        check.that(
            year.is_none_or(|year| (1970..=2199).contains(&year)),
            path,
            "write the year in four digits",
            "skriv årstallet med fire cifre",
        );
    }
    check.that(
        row.baseline_year.is_none_or(|baseline| baseline <= row.target_year),
        "targetYear",
        "let the goal be reached after the year it is measured from",
        "målet skal nås efter det år, det måles fra",
    );
}

/// A number stands once in its strategy.
async fn require_free(work: &Work<'_>, row: &effect_goal::Model) -> Result<(), Refusal> {
    use effect_goal::{Column, Entity};
    let others = Entity::find()
        .filter(Column::Strategy.eq(row.strategy.as_str()))
        .filter(Column::Number.eq(row.number))
        .filter(Column::Id.ne(row.id))
        .filter(Column::AnnulledAt.is_null());
    if others.one(&work.txn).await?.is_none() {
        return Ok(());
    }
    let english = "the strategy has a goal of this number; change that one";
    let danish = "strategien har et mål med dette nummer; ret det";
    Err(Refusal::user(UserErrorCode::Taken, "number", english, danish))
}
