//! Contact points (kontaktpunkter) of the pathfinder network, with what each is competent in.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::column::Code;
use entity::{contact_point, contact_point_competence};
use law::OrganisationKind;
use law::pathfinder::Competence;
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::check::{Check, LINE, TEXT};
use super::directory::{self, Contact};
use super::reference::ExternalReferenceInput;
use super::{AppError, Done, Refusal, UserErrorCode, Work, entry};
use crate::domain::dates::today;
use crate::domain::of::Of;
use crate::domain::scalars::Date;
use crate::domain::{EntityKind, GlobalId};

/// What a contact point advises on or decides (kompetence).
#[derive(InputObject)]
pub(crate) struct ContactPointCompetenceInput {
    /// Competence (kompetence).
    pub(crate) competence: Of<Competence>,
    /// In the contact point's own words (bemærkning).
    pub(crate) note: Option<String>,
}

/// Registers a contact point (registrér kontaktpunkt).
#[derive(InputObject)]
pub(crate) struct RegisterContactPointInput {
    /// Administration; it never changes (forvaltning).
    pub(crate) administration: Of<OrganisationKind>,
    /// Its organisation in the directory, of that administration (organisation).
    pub(crate) organisation_id: Option<ID>,
    /// Its unit in the directory, of that organisation (enhed).
    pub(crate) unit_id: Option<ID>,
    /// Name (navn).
    pub(crate) name: String,
    /// What it does (beskrivelse).
    pub(crate) description: Option<String>,
    /// For whom (målgruppe).
    pub(crate) target_group: Option<String>,
    /// Phone (telefon).
    pub(crate) phone: Option<String>,
    /// E-mail (e-mail).
    pub(crate) email: Option<String>,
    /// Address (adresse).
    pub(crate) address: Option<String>,
    /// Website, with `https://` (hjemmeside).
    pub(crate) website: Option<String>,
    /// First day (gyldig fra).
    pub(crate) valid_from: Date,
    /// First day on which it no longer holds (gyldig til).
    pub(crate) valid_to: Option<Date>,
    /// What it advises on or decides, each once (kompetencer).
    pub(crate) competences: Vec<ContactPointCompetenceInput>,
    /// The caller's own number of it; sent again, it is changed (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Changes a contact point (ret kontaktpunkt); what is left out stands, null clears.
#[derive(InputObject)]
pub(crate) struct UpdateContactPointInput {
    /// The contact point (kontaktpunkt).
    pub(crate) id: ID,
    /// Its organisation in the directory, of its administration (organisation).
    pub(crate) organisation_id: MaybeUndefined<ID>,
    /// Its unit in the directory, of that organisation (enhed).
    pub(crate) unit_id: MaybeUndefined<ID>,
    /// Name (navn).
    pub(crate) name: MaybeUndefined<String>,
    /// What it does (beskrivelse).
    pub(crate) description: MaybeUndefined<String>,
    /// For whom (målgruppe).
    pub(crate) target_group: MaybeUndefined<String>,
    /// Phone (telefon).
    pub(crate) phone: MaybeUndefined<String>,
    /// E-mail (e-mail).
    pub(crate) email: MaybeUndefined<String>,
    /// Address (adresse).
    pub(crate) address: MaybeUndefined<String>,
    /// Website, with `https://` (hjemmeside).
    pub(crate) website: MaybeUndefined<String>,
    /// First day (gyldig fra).
    pub(crate) valid_from: Option<Date>,
    /// First day on which it no longer holds (gyldig til).
    pub(crate) valid_to: MaybeUndefined<Date>,
    /// What it advises on or decides, in place of what stood (kompetencer).
    pub(crate) competences: Option<Vec<ContactPointCompetenceInput>>,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Registers a contact point, or changes the one that the caller's own number names.
pub(crate) async fn register_contact_point(
    work: &mut Work<'_>,
    input: RegisterContactPointInput,
) -> Result<Done, Refusal> {
    let registration =
        entry::begin::<contact_point::Model>(work, input.external_reference.as_ref()).await?;
    let mut check = Check::default();
    check.that(
        input.administration.0.is_municipal(),
        "administration",
        "choose one of the municipality's administrations",
        "vælg en af kommunens forvaltninger",
    );
    let named = (input.organisation_id.as_ref(), input.unit_id.as_ref());
    let (organisation_id, unit_id) = place(work, &mut check, input.administration.0, named).await?;
    let contact = Contact::of(&mut check, input.phone.as_deref(), input.email.as_deref());
    let row = contact_point::Model {
        id: registration.id(work),
        administration: Code(input.administration.0),
        organisation_id,
        unit_id,
        name: check.required("name", &input.name, LINE),
        description: check.optional("description", input.description.as_deref(), TEXT),
        target_group: check.optional("targetGroup", input.target_group.as_deref(), TEXT),
        phone: contact.phone,
        email: contact.email,
        address: check.optional("address", input.address.as_deref(), LINE),
        website: website(&mut check, input.website.as_deref()),
        valid_from: input.valid_from.0,
        valid_to: input.valid_to.map(|to| to.0),
        version: registration.version(),
        annulled_at: None,
        annul_reason: None,
    };
    valid(work, &mut check, &row);
    let competences = competences(work, &mut check, row.id, &input.competences);
    check.that(
        registration.held.as_ref().is_none_or(|held| held.administration == row.administration),
        "administration",
        "a contact point keeps its administration; register the other under its own reference",
        "et kontaktpunkt bliver i sin forvaltning; registrér det andet under sin egen reference",
    );
    check.done()?;
    let id = row.id;
    let others = told_otherwise(work, id, &competences).await?;
    let (done, written) = registration.write_with(work, row, others).await?;
    if written {
        replace(work, id, competences).await?;
    }
    Ok(done)
}

/// Changes a contact point.
pub(crate) async fn update_contact_point(
    work: &mut Work<'_>,
    input: UpdateContactPointInput,
) -> Result<Done, Refusal> {
    let mut row: contact_point::Model =
        entry::standing(work, &input.id, input.expected_version).await?;
    let mut check = Check::default();
    if !(input.organisation_id.is_undefined() && input.unit_id.is_undefined()) {
        let organisation =
            patched(&input.organisation_id, EntityKind::Organisation, row.organisation_id);
        let unit = patched(&input.unit_id, EntityKind::Unit, row.unit_id);
        let named = (organisation.as_ref(), unit.as_ref());
        (row.organisation_id, row.unit_id) =
            place(work, &mut check, row.administration.0, named).await?;
    }
    let contact = Contact::patch(&mut check, (&input.phone, row.phone), (&input.email, row.email));
    (row.phone, row.email) = (contact.phone, contact.email);
    row.name = check.patch_required("name", &input.name, row.name, LINE);
    row.description = check.patch("description", &input.description, row.description, TEXT);
    row.target_group = check.patch("targetGroup", &input.target_group, row.target_group, TEXT);
    row.address = check.patch("address", &input.address, row.address, LINE);
    if !input.website.is_undefined() {
        row.website = website(&mut check, input.website.value().map(String::as_str));
    }
    row.valid_from = input.valid_from.map_or(row.valid_from, |from| from.0);
    row.valid_to = match input.valid_to {
        MaybeUndefined::Undefined => row.valid_to,
        MaybeUndefined::Null => None,
        MaybeUndefined::Value(to) => Some(to.0),
    };
    valid(work, &mut check, &row);
    let fresh = input.competences.map(|given| competences(work, &mut check, row.id, &given));
    check.done()?;
    if let Some(fresh) = fresh {
        replace(work, row.id, fresh).await?;
    }
    entry::update(work, row).await
}

/// Whether the competences of a contact point are others than these.
async fn told_otherwise(
    work: &Work<'_>,
    id: Uuid,
    fresh: &[contact_point_competence::Model],
) -> Result<bool, AppError> {
    use contact_point_competence::{Column, Entity};
    let held = Entity::find().filter(Column::ContactPointId.eq(id)).all(&work.txn).await?;
    let told = |row: &contact_point_competence::Model| (row.competence.0, row.note.clone());
    let same = |row| held.iter().any(|held| told(held) == told(row));
    Ok(held.len() != fresh.len() || !fresh.iter().all(same))
}

/// Puts competences in place of those that a contact point had.
async fn replace(
    work: &Work<'_>,
    id: Uuid,
    fresh: Vec<contact_point_competence::Model>,
) -> Result<(), AppError> {
    use contact_point_competence::{Column, Entity};
    Entity::delete_many().filter(Column::ContactPointId.eq(id)).exec(&work.txn).await?;
    for competence in fresh {
        work.insert(competence).await?;
    }
    Ok(())
}

/// What an update says of a place in the directory: what it leaves out stands.
fn patched(to: &MaybeUndefined<ID>, kind: EntityKind, held: Option<Uuid>) -> Option<ID> {
    match to {
        MaybeUndefined::Undefined => held.map(|id| ID(GlobalId::outside(kind, id).to_string())),
        MaybeUndefined::Null => None,
        MaybeUndefined::Value(id) => Some(id.clone()),
    }
}

/// Where it stands in the directory: an organisation of its administration, and a unit of that.
async fn place(
    work: &Work<'_>,
    check: &mut Check,
    administration: OrganisationKind,
    (organisation, unit): (Option<&ID>, Option<&ID>),
) -> Result<(Option<Uuid>, Option<Uuid>), AppError> {
    let found = directory::organisation(work, check, "organisationId", organisation).await?;
    check.that(
        found.as_ref().is_none_or(|found| found.kind.0 == administration),
        "organisationId",
        "choose an organisation of that administration",
        "vælg en organisation i den forvaltning",
    );
    check.that(
        unit.is_none() || organisation.is_some(),
        "unitId",
        "name the organisation of the unit too",
        "angiv også enhedens organisation",
    );
    let found = found.map(|found| found.id);
    let unit = directory::unit_of(work, check, "unitId", unit, found).await?;
    Ok((found, unit.map(|unit| unit.id)))
}

fn valid(work: &Work<'_>, check: &mut Check, row: &contact_point::Model) {
    check.in_living_memory("validFrom", row.valid_from, today(work.now));
    if let Some(to) = row.valid_to {
        check.in_living_memory("validTo", to, today(work.now));
    }
    check.ordered("validTo", row.valid_from, row.valid_to);
}

fn website(check: &mut Check, text: Option<&str>) -> Option<String> {
    let text = check.optional("website", text, LINE)?;
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    check.that(
        host.is_some_and(|host| !host.is_empty() && !host.contains(char::is_whitespace)),
        "website",
        "write the address of the website with `https://`",
        "skriv hjemmesidens adresse med `https://`",
    );
    Some(text)
}

fn competences(
    work: &Work<'_>,
    check: &mut Check,
    contact_point_id: Uuid,
    given: &[ContactPointCompetenceInput],
) -> Vec<contact_point_competence::Model> {
    const PATH: &str = "competences";
    if given.is_empty() {
        let (english, danish) = ("name at least one competence", "angiv mindst én kompetence");
        check.error(UserErrorCode::Required, PATH, english, danish);
    }
    let mut rows: Vec<contact_point_competence::Model> = Vec::new();
    for (place, input) in given.iter().enumerate() {
        let path = format!("{PATH}[{place}]");
        check.that(
            rows.iter().all(|row| row.competence.0 != input.competence.0),
            &format!("{path}.competence"),
            "name each competence once",
            "angiv hver kompetence én gang",
        );
        rows.push(contact_point_competence::Model {
            id: work.id(),
            contact_point_id,
            competence: Code(input.competence.0),
            note: check.optional(&format!("{path}.note"), input.note.as_deref(), TEXT),
        });
    }
    rows
}
