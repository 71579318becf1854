//! Interfaces between the administrations (snitflader), with the agreement each rests on.

use async_graphql::{ID, InputObject, MaybeUndefined};
use chrono::NaiveDate;
use entity::column::{Code, Codes};
use entity::interface_agreement;
use law::OrganisationKind;
use law::pathfinder::InterfaceTopic;

use super::check::{Check, LINE, TEXT};
use super::reference::ExternalReferenceInput;
use super::{Done, Refusal, Work, entry};
use crate::domain::dates::today;
use crate::domain::of::Of;
use crate::domain::scalars::Date;

/// Registers an interface between administrations (registrér snitflade).
#[derive(InputObject)]
pub(crate) struct RegisterInterfaceAgreementInput {
    /// Title (titel).
    pub(crate) title: String,
    /// The administrations that meet there, two or more (forvaltninger).
    pub(crate) administrations: Vec<Of<OrganisationKind>>,
    /// What it is about (emne).
    pub(crate) topic: Of<InterfaceTopic>,
    /// Who does what (beskrivelse).
    pub(crate) description: Option<String>,
    /// Agreement it rests on (aftale).
    pub(crate) agreement: Option<String>,
    /// First day (gyldig fra).
    pub(crate) valid_from: Option<Date>,
    /// First day on which it no longer holds (gyldig til).
    pub(crate) valid_to: Option<Date>,
    /// The caller's own number of it; sent again, it is changed (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Changes an interface (ret snitflade); what is left out stands, null clears.
#[derive(InputObject)]
pub(crate) struct UpdateInterfaceAgreementInput {
    /// The interface (snitflade).
    pub(crate) id: ID,
    /// Title (titel).
    pub(crate) title: MaybeUndefined<String>,
    /// The administrations that meet there, two or more (forvaltninger).
    pub(crate) administrations: Option<Vec<Of<OrganisationKind>>>,
    /// What it is about (emne).
    pub(crate) topic: Option<Of<InterfaceTopic>>,
    /// Who does what (beskrivelse).
    pub(crate) description: MaybeUndefined<String>,
    /// Agreement it rests on (aftale).
    pub(crate) agreement: MaybeUndefined<String>,
    /// First day (gyldig fra).
    pub(crate) valid_from: MaybeUndefined<Date>,
    /// First day on which it no longer holds (gyldig til).
    pub(crate) valid_to: MaybeUndefined<Date>,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Registers an interface, or changes the one that the caller's own number names.
pub(crate) async fn register_interface_agreement(
    work: &mut Work<'_>,
    input: RegisterInterfaceAgreementInput,
) -> Result<Done, Refusal> {
    let registration =
        entry::begin::<interface_agreement::Model>(work, input.external_reference.as_ref()).await?;
    let mut check = Check::default();
    let row = interface_agreement::Model {
        id: registration.id(work),
        title: check.required("title", &input.title, LINE),
        administrations: administrations(&mut check, &input.administrations),
        topic: Code(input.topic.0),
        description: check.optional("description", input.description.as_deref(), TEXT),
        agreement: check.optional("agreement", input.agreement.as_deref(), TEXT),
        valid_from: input.valid_from.map(|from| from.0),
        valid_to: input.valid_to.map(|to| to.0),
        version: registration.version(),
        annulled_at: None,
        annul_reason: None,
    };
    valid(work, &mut check, &row);
    check.done()?;
    registration.write(work, row).await
}

/// Changes an interface.
pub(crate) async fn update_interface_agreement(
    work: &mut Work<'_>,
    input: UpdateInterfaceAgreementInput,
) -> Result<Done, Refusal> {
    let mut row: interface_agreement::Model =
        entry::standing(work, &input.id, input.expected_version).await?;
    let mut check = Check::default();
    row.title = check.patch_required("title", &input.title, row.title, LINE);
    if let Some(given) = &input.administrations {
        row.administrations = administrations(&mut check, given);
    }
    row.topic = input.topic.map_or(row.topic, |topic| Code(topic.0));
    row.description = check.patch("description", &input.description, row.description, TEXT);
    row.agreement = check.patch("agreement", &input.agreement, row.agreement, TEXT);
    row.valid_from = patched(&input.valid_from, row.valid_from);
    row.valid_to = patched(&input.valid_to, row.valid_to);
    valid(work, &mut check, &row);
    check.done()?;
    entry::update(work, row).await
}

fn patched(to: &MaybeUndefined<Date>, held: Option<NaiveDate>) -> Option<NaiveDate> {
    if to.is_undefined() { held } else { to.value().map(|day| day.0) }
}

fn administrations(check: &mut Check, given: &[Of<OrganisationKind>]) -> Codes<OrganisationKind> {
    let kinds: Vec<_> = given.iter().map(|kind| kind.0).collect();
    let named = Codes::of(&kinds);
    check.that(
        kinds.iter().all(|kind| kind.is_municipal()) && named.words().len() >= 2,
        "administrations",
        "name two or more of the municipality's administrations",
        "angiv to eller flere af kommunens forvaltninger",
    );
    named
}

fn valid(work: &Work<'_>, check: &mut Check, row: &interface_agreement::Model) {
    let today = today(work.now);
    for (path, day) in [("validFrom", row.valid_from), ("validTo", row.valid_to)] {
        if let Some(day) = day {
            check.in_living_memory(path, day, today);
        }
    }
    if let Some(from) = row.valid_from {
        check.ordered("validTo", from, row.valid_to);
    }
}
