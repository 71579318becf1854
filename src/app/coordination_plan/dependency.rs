//! Which intervention waits for which (afhængigheder).
//!
//! A circle is refused as far as its writer sees it. An edge that the writer may not see takes no
//! part in that: a refusal would tell that it is there, in which category and towards what. A circle
//! that closes through hidden edges is therefore written, and told as a warning to whoever next
//! draws an edge and sees all of it, which the coordinator does while the citizen's consent lets
//! the coordination read the tracks. Nothing here depends on the web being free of circles.

use async_graphql::{ID, InputObject};
use entity::column::Code;
use entity::intervention_dependency::Model;
use law::brain_injury::plan::{Dependency, dependency_flaws};
use law::{Fault, Flaw};
use sea_orm::prelude::Uuid;

use super::open::{TrackFile, sees_intervention, standing_intervention};
use crate::app::check::{self, Check};
use crate::app::versions::Versioned;
use crate::app::{AppError, CaseFile, Done, Refusal, UserErrorCode, Work};
use crate::domain::EntityKind;
use crate::store::Parts;
use crate::store::rows::Version;

/// Lets an intervention wait for another (tilføj afhængighed).
#[derive(InputObject)]
pub(crate) struct AddInterventionDependencyInput {
    /// The intervention that waits (den indsats, der venter).
    pub(crate) intervention_id: ID,
    /// The intervention that it waits for (den indsats, der ventes på).
    pub(crate) depends_on_id: ID,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Lets an intervention wait no longer (fjern afhængighed).
#[derive(InputObject)]
pub(crate) struct RemoveInterventionDependencyInput {
    /// The dependency (afhængighed).
    pub(crate) dependency_id: ID,
    /// Why it is removed (begrundelse).
    pub(crate) reason: String,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Draws an edge: within a track its writers, between tracks the coordinator, who sees both ends.
pub(crate) async fn add_intervention_dependency(
    work: &mut Work<'_>,
    input: AddInterventionDependencyInput,
) -> Result<Done, Refusal> {
    const PATH: &str = "dependsOnId";
    let id = &input.intervention_id;
    let (open, one) = TrackFile::of_intervention(work, "interventionId", id).await?;
    let file = &open.file;
    let unknown = || Refusal::not_found(PATH);
    let (case, id) = check::in_case(PATH, &input.depends_on_id, EntityKind::Intervention)?;
    let other = standing_intervention(file, id).filter(|row| row.plan_id == one.plan_id);
    let other = other.filter(|_| case == file.of()).cloned().ok_or_else(unknown)?;
    if !sees_intervention(file, &other)? {
        return Err(unknown());
    }
    require_drawer(&open, one.track_id == other.track_id)?;
    let (interventions, edges) = seen(file, one.plan_id)?;
    let drawn = Dependency { intervention: one.id, depends_on: other.id };
    let mut check = Check::default();
    if edges.contains(&drawn) {
        let english = "it waits for this one already";
        check.error(UserErrorCode::Taken, PATH, english, "den venter allerede på denne");
    }
    let all: Vec<_> = edges.iter().copied().chain([drawn]).collect();
    let flaws = dependency_flaws(&interventions, &all);
    let own = format!("dependencies[{}]", edges.len());
    let of_drawn = flaws.iter().filter(|flaw| flaw.path == own);
    check.flaws(of_drawn.map(|flaw| Flaw { path: PATH.to_owned(), ..flaw.clone() }));
    check.done()?;
    let circle = flaws.into_iter().find(|flaw| flaw.fault == Fault::DependencyCycle);
    let row_id = work.id();
    let row = Model {
        citizen_id: file.citizen(),
        row_id,
        id: row_id,
        case_id: file.id(),
        version: 1,
        recorded_at: work.now,
        superseded_at: None,
        plan_id: one.plan_id,
        intervention_id: one.id,
        depends_on_id: other.id,
        track_kind: Code(one.track_kind.0),
        depends_on_track_kind: Code(other.track_kind.0),
        author_id: file.viewer().user.map(|user| user.0),
        removed_reason: None,
    };
    row.begin(work).await?;
    work.changed(file, "INTERVENTION_DEPENDENCY_ADDED", row_id).await?;
    let warning = circle.map(|flaw| Flaw { path: "dependencies".to_owned(), ..flaw });
    Ok(Done::in_case(file.id(), row_id).warn(warning))
}

/// Removes an edge; it stays readable as of the time when it stood.
pub(crate) async fn remove_intervention_dependency(
    work: &mut Work<'_>,
    input: RemoveInterventionDependencyInput,
) -> Result<Done, Refusal> {
    const PATH: &str = "dependencyId";
    let unknown = || Refusal::not_found(PATH);
    let kind = EntityKind::InterventionDependency;
    let (case, id) = check::in_case(PATH, &input.dependency_id, kind)?;
    let file = work.case(case, PATH, Parts::COORDINATION).await?;
    let held = file.rows.dependencies.iter().find(|row| row.id == id && row.stands(None));
    let held = held.filter(|row| row.removed_reason.is_none()).cloned().ok_or_else(unknown)?;
    let (open, one) = TrackFile::at_intervention(file, PATH, held.intervention_id)?;
    let other = standing_intervention(&open.file, held.depends_on_id).ok_or_else(unknown)?;
    if !sees_intervention(&open.file, other)? {
        return Err(unknown());
    }
    require_drawer(&open, one.track_id == other.track_id)?;
    let why = (input.reason.as_str(), input.expected_version);
    open.remove(work, &held, why, "INTERVENTION_DEPENDENCY_REMOVED").await
}

fn require_drawer(open: &TrackFile, within: bool) -> Result<(), Refusal> {
    if within { open.require_writer() } else { open.require_coordinator() }
}

/// The interventions of a plan that the caller sees, and the edges between them that stand.
type Seen = (Vec<Uuid>, Vec<Dependency>);

fn seen(file: &CaseFile, plan: Uuid) -> Result<Seen, AppError> {
    let mut interventions = Vec::new();
    for row in file.rows.interventions.iter().filter(|row| row.plan_id == plan) {
        let standing = standing_intervention(file, row.id).is_some_and(|held| held == row);
        if standing && sees_intervention(file, row)? {
            interventions.push(row.id);
        }
    }
    let edges = file.rows.dependencies.iter().filter(|row| {
        row.plan_id == plan
            && row.stands(None)
            && row.removed_reason.is_none()
            && [row.intervention_id, row.depends_on_id]
                .iter()
                .all(|end| interventions.contains(end))
    });
    let edges = edges
        .map(|row| Dependency { intervention: row.intervention_id, depends_on: row.depends_on_id })
        .collect();
    Ok((interventions, edges))
}
