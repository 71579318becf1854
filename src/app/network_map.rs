//! The network map (netværkskort): its head, its rows in eight groups (R37), and sending it (R29).

pub(crate) mod actor;
pub(crate) mod send;
mod visible;

use async_graphql::{ID, InputObject};
use entity::column::Code;
use law::Purpose;
use law::forms::Whereabouts;
use sea_orm::prelude::Uuid;

use super::check::{self, Check};
use super::versions::Versioned;
use super::work::expect_version;
use super::{CaseFile, Done, Refusal, Work};
use crate::domain::of::Of;
use crate::store::Parts;
use crate::store::rows::Version;

/// Writes the head of the network map (netværkskortets hoved).
#[derive(InputObject)]
pub(crate) struct SetNetworkMapHeadInput {
    /// The case (sag).
    pub(crate) case_id: ID,
    /// In hospital, in prison, or neither (hospitalsindlagt/fængslet).
    pub(crate) whereabouts: Of<Whereabouts>,
    /// The version that was read (version); left out for the first one.
    pub(crate) expected_version: Option<i32>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Writes the first or the next version of the head; who writes it prepared it.
pub(crate) async fn set_network_map_head(
    work: &mut Work<'_>,
    input: SetNetworkMapHeadInput,
) -> Result<Done, Refusal> {
    let case = check::case_of("caseId", &input.case_id, Purpose::Dkk)?;
    let file = work.case(case, "caseId", Parts::NETWORK).await?;
    file.require_coordination()?;
    file.require_not_closed()?;
    let held = head(&file).cloned();
    let standing = held.as_ref().map_or(0, |held| held.version);
    expect_version("expectedVersion", input.expected_version.unwrap_or(0), standing)?;
    let id = held.as_ref().map_or_else(|| work.id(), |held| held.id);
    let next = entity::network_map::Model {
        citizen_id: file.citizen(),
        row_id: Uuid::nil(),
        id,
        case_id: case.id,
        version: 1,
        recorded_at: work.now,
        superseded_at: None,
        prepared_by: file.viewer().user.map(|user| user.0),
        whereabouts: Code(input.whereabouts.0),
    };
    match held {
        Some(held) => held.succeed(work, next).await?,
        None => next.begin(work).await?,
    }
    work.changed(&file, "NETWORK_MAP_CHANGED", id).await?;
    Ok(Done::in_case(case, id))
}

/// The head that stands.
fn head(file: &CaseFile) -> Option<&entity::network_map::Model> {
    file.rows.maps.iter().find(|map| map.stands(None))
}

/// A map is begun by its head.
fn require_head(check: &mut Check, file: &CaseFile) -> Option<Uuid> {
    let head = head(file).map(|head| head.id);
    check.state(
        head.is_some(),
        "",
        "write the head of the network map first",
        "udfyld først netværkskortets hoved",
    );
    head
}
