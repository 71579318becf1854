//! Units of the directory.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::unit;
use sea_orm::EntityTrait;

use super::check::{self, Check, LINE};
use super::directory::{self, AnnulEntryInput, Contact};
use super::reference::{self, ExternalReferenceInput, Target};
use super::work::expect_version;
use super::{Done, Refusal, Work};
use crate::domain::EntityKind;

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
    /// The caller's own number of it; what it names already is not registered twice (ekstern reference).
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

const KIND: EntityKind = EntityKind::Unit;

/// Registers a unit, or gives the one that the caller's own number names.
pub(crate) async fn register_unit(
    work: &mut Work<'_>,
    input: RegisterUnitInput,
) -> Result<Done, Refusal> {
    directory::begin_change(work).await?;
    if let Some(held) = reference::named(work, input.external_reference.as_ref(), KIND).await? {
        return Ok(Done::beside(KIND, held.id, held.id).already_registered("externalReference"));
    }
    let mut check = Check::default();
    let path = "organisationId";
    let organisation =
        directory::organisation(work, &mut check, path, Some(&input.organisation_id)).await?;
    let contact = Contact::of(&mut check, input.phone.as_deref(), input.email.as_deref());
    let row = unit::Model {
        id: work.id(),
        organisation_id: organisation.map(|o| o.id).unwrap_or_default(),
        name: check.required("name", &input.name, LINE),
        phone: contact.phone,
        email: contact.email,
        address: check.optional("address", input.address.as_deref(), LINE),
        version: 1,
        annulled_at: None,
        annul_reason: None,
    };
    check.done()?;
    let id = row.id;
    work.insert(row).await?;
    let target = Target::directory(KIND, id);
    reference::attach(work, input.external_reference.as_ref(), target).await?;
    work.note_of(None, None, "UNIT_REGISTERED", id).await?;
    Ok(Done::beside(KIND, id, id))
}

/// Changes a unit.
pub(crate) async fn update_unit(
    work: &mut Work<'_>,
    input: UpdateUnitInput,
) -> Result<Done, Refusal> {
    directory::begin_change(work).await?;
    let mut row = standing(work, &input.id).await?;
    expect_version("expectedVersion", input.expected_version, row.version)?;
    let mut check = Check::default();
    let contact = Contact::patch(&mut check, (&input.phone, row.phone), (&input.email, row.email));
    (row.phone, row.email) = (contact.phone, contact.email);
    row.name = check.patch_required("name", &input.name, row.name, LINE);
    row.address = check.patch("address", &input.address, row.address, LINE);
    check.done()?;
    row.version += 1;
    let id = row.id;
    work.update(row).await?;
    work.note_of(None, None, "UNIT_UPDATED", id).await?;
    Ok(Done::beside(KIND, id, id))
}

/// Annuls a unit that was registered wrongly; what names it already stands.
pub(crate) async fn annul_unit(
    work: &mut Work<'_>,
    input: AnnulEntryInput,
) -> Result<Done, Refusal> {
    directory::begin_change(work).await?;
    let mut row = standing(work, &input.id).await?;
    expect_version("expectedVersion", input.expected_version, row.version)?;
    row.annul_reason = Some(directory::reason(&input.reason)?);
    row.annulled_at = Some(work.now);
    row.version += 1;
    let id = row.id;
    work.update(row).await?;
    work.note_of(None, None, "UNIT_ANNULLED", id).await?;
    Ok(Done::beside(KIND, id, id))
}

async fn standing(work: &Work<'_>, id: &ID) -> Result<unit::Model, Refusal> {
    let id = directory::entry("id", id, KIND)?;
    let found = unit::Entity::find_by_id(id).one(&work.txn).await?;
    let row = found.ok_or_else(|| Refusal::not_found("id"))?;
    check::standing("id", row.annulled_at.is_some())?;
    Ok(row)
}
