//! Organisations of the directory.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::column::Code;
use entity::organisation;
use law::OrganisationKind;
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::check::{Check, LINE};
use super::directory::Contact;
use super::reference::ExternalReferenceInput;
use super::{AppError, Done, Refusal, UserErrorCode, Work, entry};
use crate::domain::of::Of;

/// Registers an organisation (registrér organisation).
#[derive(InputObject)]
pub(crate) struct RegisterOrganisationInput {
    /// Kind; it never changes (organisationstype).
    pub(crate) kind: Of<OrganisationKind>,
    /// Name (navn).
    pub(crate) name: String,
    /// CVR number, eight digits (CVR-nummer).
    pub(crate) cvr: Option<String>,
    /// SOR code of a health organisation (SOR-kode).
    pub(crate) sor: Option<String>,
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

/// Changes an organisation (ret organisation); what is left out stands, null clears.
#[derive(InputObject)]
pub(crate) struct UpdateOrganisationInput {
    /// The organisation (organisation).
    pub(crate) id: ID,
    /// Name (navn).
    pub(crate) name: MaybeUndefined<String>,
    /// CVR number, eight digits (CVR-nummer).
    pub(crate) cvr: MaybeUndefined<String>,
    /// SOR code of a health organisation (SOR-kode).
    pub(crate) sor: MaybeUndefined<String>,
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

/// Registers an organisation, or changes the one that the caller's own number names.
pub(crate) async fn register_organisation(
    work: &mut Work<'_>,
    input: RegisterOrganisationInput,
) -> Result<Done, Refusal> {
    let registration =
        entry::begin::<organisation::Model>(work, input.external_reference.as_ref()).await?;
    let mut check = Check::default();
    let contact = Contact::of(&mut check, input.phone.as_deref(), input.email.as_deref());
    let row = organisation::Model {
        id: registration.id(work),
        kind: Code(input.kind.0),
        name: check.required("name", &input.name, LINE),
        cvr: cvr(&mut check, input.cvr.as_deref()),
        sor: check.sor("sor", input.sor.as_deref()),
        phone: contact.phone,
        email: contact.email,
        address: check.optional("address", input.address.as_deref(), LINE),
        version: registration.version(),
        annulled_at: None,
        annul_reason: None,
    };
    free_sor(work, &mut check, row.id, row.sor.as_deref()).await?;
    check.that(
        registration.held.as_ref().is_none_or(|held| held.kind == row.kind),
        "kind",
        "an organisation keeps its kind; register the other under its own reference",
        "en organisation beholder sin type; registrér den anden under sin egen reference",
    );
    check.done()?;
    registration.write(work, row).await
}

/// Changes an organisation.
pub(crate) async fn update_organisation(
    work: &mut Work<'_>,
    input: UpdateOrganisationInput,
) -> Result<Done, Refusal> {
    let mut row: organisation::Model =
        entry::standing(work, &input.id, input.expected_version).await?;
    let mut check = Check::default();
    let contact = Contact::patch(&mut check, (&input.phone, row.phone), (&input.email, row.email));
    (row.phone, row.email) = (contact.phone, contact.email);
    row.name = check.patch_required("name", &input.name, row.name, LINE);
    row.address = check.patch("address", &input.address, row.address, LINE);
    if !input.cvr.is_undefined() {
        row.cvr = cvr(&mut check, input.cvr.value().map(String::as_str));
    }
    if !input.sor.is_undefined() {
        row.sor = check.sor("sor", input.sor.value().map(String::as_str));
    }
    free_sor(work, &mut check, row.id, row.sor.as_deref()).await?;
    check.done()?;
    entry::update(work, row).await
}

/// A SOR code is one organisation's own; a CVR number may be shared, as by the administrations of
/// a municipality.
async fn free_sor(
    work: &Work<'_>,
    check: &mut Check,
    own: Uuid,
    sor: Option<&str>,
) -> Result<(), AppError> {
    let Some(sor) = sor else { return Ok(()) };
    use organisation::Column;
    let others = organisation::Entity::find()
        .filter(Column::Sor.eq(sor))
        .filter(Column::Id.ne(own))
        .filter(Column::AnnulledAt.is_null());
    if others.one(&work.txn).await?.is_some() {
        let english = "another organisation has this SOR code; look it up";
        let danish = "en anden organisation har denne SOR-kode; slå den op";
        check.error(UserErrorCode::Taken, "sor", english, danish);
    }
    Ok(())
}

fn cvr(check: &mut Check, text: Option<&str>) -> Option<String> {
    let text = check.optional("cvr", text, LINE)?;
    check.that(
        is_cvr(&text),
        "cvr",
        "a CVR number has eight digits, the last of which checks the others",
        "et CVR-nummer har otte cifre, hvoraf det sidste er kontrolciffer",
    );
    Some(text)
}

/// Eight digits with modulus 11 (weights 2, 7, 6, 5, 4, 3, 2, 1).
fn is_cvr(text: &str) -> bool {
    const WEIGHTS: [u32; 8] = [2, 7, 6, 5, 4, 3, 2, 1];
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    text.len() == 8 && digits.len() == 8 && digits.first() != Some(&0) && sum.is_multiple_of(11)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cvr_number_has_eight_digits_and_modulus_11() {
        for valid in ["64942212", "29190925", "10000009"] {
            assert!(is_cvr(valid), "{valid}");
        }
        for invalid in ["64942213", "6494221", "649422120", "00000000", "6494221x", "", "٦4942212"]
        {
            assert!(!is_cvr(invalid), "{invalid}");
        }
    }
}
