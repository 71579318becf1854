//! Units of the directory.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::unit;

use super::check::{Check, LINE};
use super::directory::{self, Contact};
use super::reference::ExternalReferenceInput;
use super::{Done, Refusal, Work, entry};

/// Registers a unit of an organisation (registrér enhed).
#[derive(InputObject)]
pub(crate) struct RegisterUnitInput {
    /// Organisation it belongs to; it never changes (organisation).
    pub(crate) organisation_id: ID,
    /// Name (navn).
    pub(crate) name: String,
    /// Work phone (telefon).
    pub(crate) phone: Option<String>,
    /// Work e-mail (e-mail).
    pub(crate) email: Option<String>,
    /// Address (adresse).
    pub(crate) address: Option<String>,
    /// The caller's own number of it; sent again, it is changed (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Changes a unit (ret enhed); what is left out stands, null clears.
#[derive(InputObject)]
pub(crate) struct UpdateUnitInput {
    /// The unit (enhed).
    pub(crate) id: ID,
    /// Name (navn).
    pub(crate) name: MaybeUndefined<String>,
    /// Work phone (telefon).
    pub(crate) phone: MaybeUndefined<String>,
    /// Work e-mail (e-mail).
    pub(crate) email: MaybeUndefined<String>,
    /// Address (adresse).
    pub(crate) address: MaybeUndefined<String>,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Registers a unit, or changes the one that the caller's own number names.
pub(crate) async fn register_unit(
    work: &mut Work<'_>,
    input: RegisterUnitInput,
) -> Result<Done, Refusal> {
    let registration = entry::begin::<unit::Model>(work, input.external_reference.as_ref()).await?;
    let mut check = Check::default();
    let path = "organisationId";
    let organisation =
        directory::organisation(work, &mut check, path, Some(&input.organisation_id)).await?;
    let contact = Contact::of(&mut check, input.phone.as_deref(), input.email.as_deref());
    let row = unit::Model {
        id: registration.id(work),
        organisation_id: organisation.as_ref().map(|o| o.id).unwrap_or_default(),
        name: check.required("name", &input.name, LINE),
        phone: contact.phone,
        email: contact.email,
        address: check.optional("address", input.address.as_deref(), LINE),
        version: registration.version(),
        annulled_at: None,
        annul_reason: None,
    };
    let of =
        |held: &unit::Model| organisation.as_ref().is_none_or(|of| held.organisation_id == of.id);
    check.that(
        registration.held.as_ref().is_none_or(of),
        path,
        "a unit stays with its organisation; register the other under its own reference",
        "en enhed bliver i sin organisation; registrér den anden under sin egen reference",
    );
    check.done()?;
    registration.write(work, row).await
}

/// Changes a unit.
pub(crate) async fn update_unit(
    work: &mut Work<'_>,
    input: UpdateUnitInput,
) -> Result<Done, Refusal> {
    let mut row: unit::Model = entry::standing(work, &input.id, input.expected_version).await?;
    let mut check = Check::default();
    let contact = Contact::patch(&mut check, (&input.phone, row.phone), (&input.email, row.email));
    (row.phone, row.email) = (contact.phone, contact.email);
    row.name = check.patch_required("name", &input.name, row.name, LINE);
    row.address = check.patch("address", &input.address, row.address, LINE);
    check.done()?;
    entry::update(work, row).await
}
