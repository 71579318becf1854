//! Professionals of the directory.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::professional;

use super::check::{Check, LINE};
use super::directory::Contact;
use super::reference::ExternalReferenceInput;
use super::{Done, Refusal, Work, entry};

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
    /// The caller's own number of them; sent again, it is changed (ekstern reference).
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

/// Registers a professional, or changes the one that the caller's own number names.
pub(crate) async fn register_professional(
    work: &mut Work<'_>,
    input: RegisterProfessionalInput,
) -> Result<Done, Refusal> {
    let registration =
        entry::begin::<professional::Model>(work, input.external_reference.as_ref()).await?;
    let mut check = Check::default();
    let contact = Contact::of(&mut check, input.phone.as_deref(), input.email.as_deref());
    let row = professional::Model {
        id: registration.id(work),
        name: check.required("name", &input.name, LINE),
        title: check.optional("title", input.title.as_deref(), LINE),
        phone: contact.phone,
        email: contact.email,
        version: registration.version(),
        annulled_at: None,
        annul_reason: None,
    };
    check.done()?;
    registration.write(work, row).await
}

/// Changes a professional.
pub(crate) async fn update_professional(
    work: &mut Work<'_>,
    input: UpdateProfessionalInput,
) -> Result<Done, Refusal> {
    let mut row: professional::Model =
        entry::standing(work, &input.id, input.expected_version).await?;
    let mut check = Check::default();
    let contact = Contact::patch(&mut check, (&input.phone, row.phone), (&input.email, row.email));
    (row.phone, row.email) = (contact.phone, contact.email);
    row.name = check.patch_required("name", &input.name, row.name, LINE);
    row.title = check.patch("title", &input.title, row.title, LINE);
    check.done()?;
    entry::update(work, row).await
}
