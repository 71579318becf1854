//! Professionals of the directory.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::professional;
use sea_orm::EntityTrait;

use super::check::{self, Check, LINE};
use super::directory::{self, AnnulEntryInput, Contact};
use super::reference::{self, ExternalReferenceInput, Target};
use super::work::expect_version;
use super::{Done, Refusal, Work};
use crate::domain::EntityKind;

/// Registers a professional (registrér fagperson).
#[derive(InputObject)]
pub(crate) struct RegisterProfessionalInput {
    /// Name (navn).
    pub(crate) name: String,
    /// Title (titel).
    pub(crate) title: Option<String>,
    /// Work phone (telefon).
    pub(crate) phone: Option<String>,
    /// Work e-mail (e-mail).
    pub(crate) email: Option<String>,
    /// The caller's own number of them; who it names already is not registered twice (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Changes a professional (ret fagperson); what is left out stands, null clears.
#[derive(InputObject)]
pub(crate) struct UpdateProfessionalInput {
    /// The professional (fagperson).
    pub(crate) id: ID,
    /// Name (navn).
    pub(crate) name: MaybeUndefined<String>,
    /// Title (titel).
    pub(crate) title: MaybeUndefined<String>,
    /// Work phone (telefon).
    pub(crate) phone: MaybeUndefined<String>,
    /// Work e-mail (e-mail).
    pub(crate) email: MaybeUndefined<String>,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

const KIND: EntityKind = EntityKind::Professional;

/// Registers a professional, or gives the one that the caller's own number names.
pub(crate) async fn register_professional(
    work: &mut Work<'_>,
    input: RegisterProfessionalInput,
) -> Result<Done, Refusal> {
    directory::begin_change(work).await?;
    if let Some(held) = reference::named(work, input.external_reference.as_ref(), KIND).await? {
        return Ok(Done::beside(KIND, held.id, held.id).already_registered("externalReference"));
    }
    let mut check = Check::default();
    let contact = Contact::of(&mut check, input.phone.as_deref(), input.email.as_deref());
    let row = professional::Model {
        id: work.id(),
        name: check.required("name", &input.name, LINE),
        title: check.optional("title", input.title.as_deref(), LINE),
        phone: contact.phone,
        email: contact.email,
        version: 1,
        annulled_at: None,
        annul_reason: None,
    };
    check.done()?;
    let id = row.id;
    work.insert(row).await?;
    let target = Target::directory(KIND, id);
    reference::attach(work, input.external_reference.as_ref(), target).await?;
    work.note_of(None, None, "PROFESSIONAL_REGISTERED", id).await?;
    Ok(Done::beside(KIND, id, id))
}

/// Changes a professional.
pub(crate) async fn update_professional(
    work: &mut Work<'_>,
    input: UpdateProfessionalInput,
) -> Result<Done, Refusal> {
    directory::begin_change(work).await?;
    let mut row = standing(work, &input.id).await?;
    expect_version("expectedVersion", input.expected_version, row.version)?;
    let mut check = Check::default();
    let contact = Contact::patch(&mut check, (&input.phone, row.phone), (&input.email, row.email));
    (row.phone, row.email) = (contact.phone, contact.email);
    row.name = check.patch_required("name", &input.name, row.name, LINE);
    row.title = check.patch("title", &input.title, row.title, LINE);
    check.done()?;
    row.version += 1;
    let id = row.id;
    work.update(row).await?;
    work.note_of(None, None, "PROFESSIONAL_UPDATED", id).await?;
    Ok(Done::beside(KIND, id, id))
}

/// Annuls a professional who was registered wrongly; what names them already stands.
pub(crate) async fn annul_professional(
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
    work.note_of(None, None, "PROFESSIONAL_ANNULLED", id).await?;
    Ok(Done::beside(KIND, id, id))
}

async fn standing(work: &Work<'_>, id: &ID) -> Result<professional::Model, Refusal> {
    let id = directory::entry("id", id, KIND)?;
    let found = professional::Entity::find_by_id(id).one(&work.txn).await?;
    let row = found.ok_or_else(|| Refusal::not_found("id"))?;
    check::standing("id", row.annulled_at.is_some())?;
    Ok(row)
}
