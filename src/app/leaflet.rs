//! Leaflets handed out (udleverede pjecer).

use async_graphql::{ID, InputObject};
use chrono::{DateTime, Utc};
use entity::column::Code;
use entity::leaflet;
use law::Purpose;
use law::forms::LeafletKind;

use super::check::{self, Check, LINE};
use super::{Done, Refusal, UserErrorCode, Work, directory};
use crate::domain::dates::today;
use crate::domain::of::Of;
use crate::store::Parts;

/// Records that a leaflet was handed out (registrér udleveret pjece).
#[derive(InputObject)]
pub(crate) struct RecordLeafletInput {
    /// The case (sag).
    pub(crate) case_id: ID,
    /// Which (pjece).
    pub(crate) kind: Of<LeafletKind>,
    /// Edition (udgave).
    pub(crate) edition: String,
    /// Handed out when; now where left out (udleveret).
    pub(crate) handed_out_at: Option<DateTime<Utc>>,
    /// Partner who got the leaflet for partners (samarbejdspartner).
    pub(crate) organisation_id: Option<ID>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Records that a leaflet was handed out.
pub(crate) async fn record_leaflet(
    work: &mut Work<'_>,
    input: RecordLeafletInput,
) -> Result<Done, Refusal> {
    let case_id = check::case_of("caseId", &input.case_id, Purpose::Dkk)?;
    let file = work.case(case_id, "caseId", Parts::FACTS).await?;
    file.require_coordination()?;
    file.require_not_closed()?;
    let mut check = Check::default();
    let path = "organisationId";
    let partner = input.organisation_id.as_ref();
    match (input.kind.0, partner) {
        (LeafletKind::CitizenLeaflet, Some(_)) => check.error(
            UserErrorCode::Invalid,
            path,
            "the citizen's leaflet goes to the citizen; leave the organisation out",
            "borgerens pjece udleveres til borgeren; udelad organisationen",
        ),
        (LeafletKind::PartnerLeaflet, None) => check.error(
            UserErrorCode::Required,
            path,
            "state which partner got it",
            "angiv hvilken samarbejdspartner der fik den",
        ),
        _ => {}
    }
    let partner = directory::organisation(work, &mut check, path, partner).await?;
    let handed_out_at = input.handed_out_at.unwrap_or(work.now);
    check.that(
        handed_out_at <= work.now,
        "handedOutAt",
        "the time lies in the future; state when it was handed out",
        "tidspunktet ligger i fremtiden; angiv hvornår den er udleveret",
    );
    if handed_out_at <= work.now {
        check.near("handedOutAt", today(handed_out_at), today(work.now));
    }
    let row = leaflet::Model {
        citizen_id: file.citizen(),
        id: work.id(),
        case_id: case_id.id,
        kind: Code(input.kind.0),
        edition: check.required("edition", &input.edition, LINE),
        handed_out_at,
        handed_out_by: work.viewer().user.map(|user| user.0),
        organisation_id: partner.map(|partner| partner.id),
    };
    check.done()?;
    let id = row.id;
    work.insert(row).await?;
    work.changed(&file, "LEAFLET_RECORDED", id).await?;
    Ok(Done::in_case(case_id, id))
}
