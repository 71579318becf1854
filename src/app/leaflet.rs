//! Leaflets handed out (udleverede pjecer).

use async_graphql::{ID, InputObject};
use chrono::{DateTime, SubsecRound as _, Utc};
use entity::column::Code;
use entity::leaflet;
use law::Purpose;
use law::forms::LeafletKind;

use super::check::{self, Check, LINE, TEXT};
use super::reference::{ExternalReferenceInput, Sent};
use super::work::expect_version;
use super::{CaseFile, Done, Refusal, UserErrorCode, Work, directory};
use crate::domain::EntityKind;
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
    /// With CITIZEN: whether relatives got it with the citizen (pårørende).
    #[graphql(default)]
    pub(crate) to_relatives: bool,
    /// With CITIZEN: the coordinator whom it names, as filled in (min koordinerende kontaktperson);
    /// left out: the case's coordinator that day, as the directory has them.
    pub(crate) coordinator: Option<LeafletCoordinatorInput>,
    /// The caller's own number of it; sent again, the record is corrected (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// The coordinator as a leaflet names them (din koordinerende kontaktperson).
#[derive(InputObject)]
pub(crate) struct LeafletCoordinatorInput {
    /// Name (navn).
    pub(crate) name: String,
    /// Phone (telefon/mobil).
    pub(crate) phone: Option<String>,
    /// E-mail (e-mail).
    pub(crate) email: Option<String>,
    /// Address (adresse).
    pub(crate) address: Option<String>,
}

/// Annuls the record of a leaflet that was not handed out so (annullér udleveret pjece).
#[derive(InputObject)]
pub(crate) struct AnnulLeafletInput {
    /// The record (udleveret pjece).
    pub(crate) leaflet_id: ID,
    /// Why (begrundelse).
    pub(crate) reason: String,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Records that a leaflet was handed out.
pub(crate) async fn record_leaflet(
    work: &mut Work<'_>,
    input: RecordLeafletInput,
) -> Result<Done, Refusal> {
    let case_id = check::case_of("caseId", &input.case_id, Purpose::Dkk)?;
    let file = work.case(case_id, "caseId", Parts::LEAFLETS).await?;
    file.require_coordination()?;
    let reference = input.external_reference.as_ref();
    let sent = Sent::in_case::<leaflet::Model>(work, reference, &file).await?;
    let held = sent.row(&file.rows.leaflets, |row| row.annulled_at.is_none())?;
    if held.is_none() {
        file.require_not_closed()?;
    }
    let mut check = Check::default();
    let path = "organisationId";
    let partner = input.organisation_id.as_ref();
    let for_citizen = input.kind.0 == LeafletKind::CitizenLeaflet;
    match (for_citizen, partner) {
        (true, Some(_)) => check.error(
            UserErrorCode::Invalid,
            path,
            "the citizen's leaflet goes to the citizen; leave the organisation out",
            "borgerens pjece udleveres til borgeren; udelad organisationen",
        ),
        (false, None) => check.error(
            UserErrorCode::Required,
            path,
            "state which partner got it",
            "angiv hvilken samarbejdspartner der fik den",
        ),
        _ => {}
    }
    let partner = directory::organisation(work, &mut check, path, partner).await?;
    let handed_out_at = match (input.handed_out_at, held) {
        (Some(at), _) => at.trunc_subsecs(6),
        (None, Some(held)) => held.handed_out_at,
        (None, None) => work.now,
    };
    check.that(
        handed_out_at <= work.now,
        "handedOutAt",
        "the time lies in the future; state when it was handed out",
        "tidspunktet ligger i fremtiden; angiv hvornår den er udleveret",
    );
    if handed_out_at <= work.now {
        check.near("handedOutAt", today(handed_out_at), today(work.now));
    }
    let (english, danish) = ("this belongs to the citizen's leaflet", "det hører til borgerpjecen");
    check.that(for_citizen || input.coordinator.is_none(), "coordinator", english, danish);
    check.that(for_citizen || !input.to_relatives, "toRelatives", english, danish);
    let named = match (&input.coordinator, held) {
        (Some(given), _) => Some(given.check(&mut check)),
        (None, Some(held)) if held.kind.0 == input.kind.0 => Some(Named::of(held)),
        (None, _) if for_citizen => Named::coordinator(&file, handed_out_at),
        (None, _) => None,
    };
    let named = named.unwrap_or_default();
    let row = leaflet::Model {
        citizen_id: file.citizen(),
        id: held.map_or_else(|| work.id(), |held| held.id),
        case_id: case_id.id,
        kind: Code(input.kind.0),
        edition: check.required("edition", &input.edition, LINE),
        handed_out_at,
        handed_out_by: held
            .map_or_else(|| work.viewer().user.map(|user| user.0), |held| held.handed_out_by),
        organisation_id: partner.map(|partner| partner.id),
        to_relatives: input.to_relatives,
        coordinator_name: named.name,
        coordinator_phone: named.phone,
        coordinator_email: named.email,
        coordinator_address: named.address,
        annulled_at: None,
        annul_reason: None,
        version: held.map_or(1, |held| held.version),
    };
    check.done()?;
    match held {
        Some(held) => sent.correct(work, &file, held, row, "LEAFLET_CORRECTED").await,
        None => sent.first(work, &file, row, "LEAFLET_RECORDED").await,
    }
}

/// Annuls the record of a leaflet; it stays with the lead authority and the citizen.
pub(crate) async fn annul_leaflet(
    work: &mut Work<'_>,
    input: AnnulLeafletInput,
) -> Result<Done, Refusal> {
    let path = "leafletId";
    let (case, id) = check::in_case(path, &input.leaflet_id, EntityKind::Leaflet)?;
    let file = work.case(case, path, Parts::LEAFLETS).await?;
    file.require_coordination()?;
    let row = file.rows.leaflets.iter().find(|row| row.id == id).cloned();
    let mut row = row.ok_or_else(|| Refusal::not_found(path))?;
    check::standing(path, row.annulled_at.is_some())?;
    expect_version("expectedVersion", input.expected_version, row.version)?;
    let mut check = Check::default();
    row.annul_reason = Some(check.required("reason", &input.reason, TEXT));
    check.done()?;
    row.annulled_at = Some(work.now);
    row.version += 1;
    work.update(row).await?;
    work.changed(&file, "LEAFLET_ANNULLED", id).await?;
    Ok(Done::in_case(case, id))
}

/// Whom a leaflet names.
#[derive(Default)]
struct Named {
    name: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    address: Option<String>,
}

impl LeafletCoordinatorInput {
    fn check(&self, check: &mut Check) -> Named {
        Named {
            name: Some(check.required("coordinator.name", &self.name, LINE)),
            phone: check.optional("coordinator.phone", self.phone.as_deref(), LINE),
            email: check.email("coordinator.email", self.email.as_deref()),
            address: check.optional("coordinator.address", self.address.as_deref(), LINE),
        }
    }
}

impl Named {
    /// As a record has it.
    fn of(row: &leaflet::Model) -> Self {
        Self {
            name: row.coordinator_name.clone(),
            phone: row.coordinator_phone.clone(),
            email: row.coordinator_email.clone(),
            address: row.coordinator_address.clone(),
        }
    }

    /// The case's coordinator at an instant, who works at the case's unit.
    fn coordinator(file: &CaseFile, at: DateTime<Utc>) -> Option<Self> {
        let mut assignments = file.rows.assignments.iter();
        let holds = assignments.find(|a| a.from_at <= at && a.to_at.is_none_or(|end| at < end));
        let person = file.directory.professionals.get(&holds?.coordinator_id)?;
        let unit = file.directory.units.get(&file.law.facts().unit.0);
        Some(Self {
            name: Some(person.name.clone()),
            phone: person.phone.clone(),
            email: person.email.clone(),
            address: unit.and_then(|unit| unit.address.clone()),
        })
    }
}
