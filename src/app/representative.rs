//! Who acts for a citizen (værge, partsrepræsentant, forælder).

use async_graphql::{ID, InputObject, MaybeUndefined};
use chrono::NaiveDate;
use entity::column::{Categories, Code};
use entity::representative;
use law::dates::comes_of_age;
use law::forms::RepresentativeKind;
use law::{Category, CategorySet};

use super::check::{self, Check, LINE, TEXT};
use super::reference::{ExternalReferenceInput, Sent, Target, gone, names_another};
use super::work::expect_version;
use super::{Done, Refusal, UserErrorCode, Work};
use crate::domain::EntityKind;
use crate::domain::dates::today;
use crate::domain::of::Of;
use crate::domain::scalars::Date;

/// Adds a representative (tilføj repræsentant).
#[derive(InputObject)]
pub(crate) struct AddRepresentativeInput {
    /// Whose (borger).
    pub(crate) citizen_id: ID,
    /// Kind (art); a parent's ends when the child comes of age.
    pub(crate) kind: Of<RepresentativeKind>,
    /// Name (navn).
    pub(crate) name: String,
    /// Phone (telefon).
    pub(crate) phone: Option<String>,
    /// E-mail (e-mail).
    pub(crate) email: Option<String>,
    /// Ground of the representation, as an order or a power of attorney (grundlag).
    pub(crate) ground: String,
    /// Categories it covers (omfang).
    pub(crate) scope: Vec<Of<Category>>,
    /// First day (fra).
    pub(crate) from: Date,
    /// First day on which it no longer holds (til).
    pub(crate) to: Option<Date>,
    /// The caller's own number of it; sent again, the representative is changed (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Changes a representative (ret repræsentant); what is left out stands, null clears.
#[derive(InputObject)]
pub(crate) struct UpdateRepresentativeInput {
    /// Whose (borger).
    pub(crate) citizen_id: ID,
    /// The representative (repræsentant).
    pub(crate) representative_id: ID,
    /// Name (navn).
    pub(crate) name: MaybeUndefined<String>,
    /// Phone (telefon).
    pub(crate) phone: MaybeUndefined<String>,
    /// E-mail (e-mail).
    pub(crate) email: MaybeUndefined<String>,
    /// Ground of the representation (grundlag).
    pub(crate) ground: MaybeUndefined<String>,
    /// Categories it covers (omfang).
    pub(crate) scope: Option<Vec<Of<Category>>>,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Ends a representation (afslut repræsentation).
#[derive(InputObject)]
pub(crate) struct EndRepresentativeInput {
    /// Whose (borger).
    pub(crate) citizen_id: ID,
    /// The representative (repræsentant).
    pub(crate) representative_id: ID,
    /// First day on which it no longer holds (til).
    pub(crate) to: Date,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Annuls a representative that was registered wrongly (annullér repræsentant).
#[derive(InputObject)]
pub(crate) struct AnnulRepresentativeInput {
    /// Whose (borger).
    pub(crate) citizen_id: ID,
    /// The representative (repræsentant).
    pub(crate) representative_id: ID,
    /// Why (begrundelse).
    pub(crate) reason: String,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

const KIND: EntityKind = EntityKind::Representative;

/// Adds a representative.
pub(crate) async fn add_representative(
    work: &mut Work<'_>,
    input: AddRepresentativeInput,
) -> Result<Done, Refusal> {
    let path = "citizenId";
    let citizen = check::outside(path, &input.citizen_id, EntityKind::Citizen)?;
    let file = work.citizen(citizen, path).await?;
    file.require_writer()?;
    check::standing(path, file.row.annulled_at.is_some())?;
    let sent = Sent::of(work, input.external_reference.as_ref(), KIND).await?;
    if sent.target().is_some_and(|target| target.citizen != Some(citizen)) {
        return Err(names_another());
    }
    let held = match sent.target() {
        Some(target) => Some(file.representative(target.id).ok_or_else(gone)?),
        None => None,
    };
    if held.is_some_and(|held| held.annulled_at.is_some()) {
        return Err(gone());
    }
    let mut check = Check::default();
    let mut row = representative::Model {
        citizen_id: citizen,
        id: held.map_or_else(|| work.id(), |held| held.id),
        registered_by: file.row.registered_by,
        kind: Code(input.kind.0),
        name: check.required("name", &input.name, LINE),
        phone: check.optional("phone", input.phone.as_deref(), LINE),
        email: check.email("email", input.email.as_deref()),
        ground: check.required("ground", &input.ground, TEXT),
        scope: scope(&mut check, &input.scope),
        from_date: input.from.0,
        to_date: input.to.map(|to| to.0),
        version: held.map_or(1, |held| held.version),
        annulled_at: None,
        annul_reason: None,
    };
    let today = today(work.now);
    check.in_living_memory("from", row.from_date, today);
    if let Some(to) = row.to_date {
        check.in_living_memory("to", to, today);
    }
    check.ordered("to", row.from_date, row.to_date);
    if row.kind.0 == RepresentativeKind::Parent {
        row.to_date = Some(of_age(&mut check, file.row.birth_date, (row.from_date, row.to_date)));
    }
    check.done()?;
    let target = Target::of_citizen(KIND, row.id, citizen);
    match held {
        None => {
            work.insert(row).await?;
            sent.keep(work, target, 1).await?;
            noted(work, citizen, target.id, "REPRESENTATIVE_ADDED").await
        }
        Some(held) if sent.differs(held, &row)? => {
            check_kind(held, &row)?;
            sent.keep(work, target, row.version + 1).await?;
            changed(work, row, "REPRESENTATIVE_UPDATED").await
        }
        Some(held) => {
            sent.keep(work, target, held.version).await?;
            Ok(Done::beside(EntityKind::Citizen, citizen, held.id))
        }
    }
}

/// The day on which a parent's representation ends: when the child comes of age
/// (forældreansvarsloven § 1), if not before.
fn of_age(
    check: &mut Check,
    birth: NaiveDate,
    (from, to): (NaiveDate, Option<NaiveDate>),
) -> NaiveDate {
    let day = comes_of_age(birth);
    check.that(
        from < day,
        "kind",
        "a parent acts for a child under 18; register who acts for an adult as a guardian or a \
         party representative",
        "en forælder handler for et barn under 18; registrér den, der handler for en voksen, som \
         værge eller partsrepræsentant",
    );
    check.that(
        to.is_none_or(|to| to <= day),
        "to",
        "a parent acts for a child until it is 18; leave the day out, or name one before",
        "en forælder handler for et barn, til det fylder 18; udelad dagen, eller angiv en før",
    );
    to.unwrap_or(day)
}

/// Consents that a representative signed rest on what kind they are.
fn check_kind(held: &representative::Model, next: &representative::Model) -> Result<(), Refusal> {
    let mut check = Check::default();
    check.that(
        held.kind == next.kind,
        "kind",
        "a representative keeps their kind; end this one, and add another",
        "en repræsentant beholder sin art; afslut denne, og tilføj en anden",
    );
    check.done()
}

/// Changes a representative.
pub(crate) async fn update_representative(
    work: &mut Work<'_>,
    input: UpdateRepresentativeInput,
) -> Result<Done, Refusal> {
    let ids = (&input.citizen_id, &input.representative_id);
    let mut row = to_change(work, ids, input.expected_version).await?;
    let mut check = Check::default();
    row.name = check.patch_required("name", &input.name, row.name, LINE);
    row.phone = check.patch("phone", &input.phone, row.phone, LINE);
    row.email = check.patch_email("email", &input.email, row.email);
    row.ground = check.patch_required("ground", &input.ground, row.ground, TEXT);
    if let Some(categories) = &input.scope {
        row.scope = scope(&mut check, categories);
    }
    check.done()?;
    changed(work, row, "REPRESENTATIVE_UPDATED").await
}

/// Ends a representation: from that day on nothing is seen or decided by it.
pub(crate) async fn end_representative(
    work: &mut Work<'_>,
    input: EndRepresentativeInput,
) -> Result<Done, Refusal> {
    let ids = (&input.citizen_id, &input.representative_id);
    let mut row = to_change(work, ids, input.expected_version).await?;
    let to = input.to.0;
    let mut check = Check::default();
    check.ordered("to", row.from_date, Some(to));
    check.that(
        row.to_date.is_none_or(|held| to <= held),
        "to",
        "it ends before that day; add a new representation",
        "den slutter inden da; opret en ny repræsentation",
    );
    check.done()?;
    row.to_date = Some(to);
    changed(work, row, "REPRESENTATIVE_ENDED").await
}

/// Annuls a representative: it opens nothing any more, and stays on record.
pub(crate) async fn annul_representative(
    work: &mut Work<'_>,
    input: AnnulRepresentativeInput,
) -> Result<Done, Refusal> {
    let ids = (&input.citizen_id, &input.representative_id);
    let mut row = to_change(work, ids, input.expected_version).await?;
    let mut check = Check::default();
    row.annul_reason = Some(check.required("reason", &input.reason, TEXT));
    check.done()?;
    row.annulled_at = Some(work.now);
    changed(work, row, "REPRESENTATIVE_ANNULLED").await
}

async fn to_change(
    work: &mut Work<'_>,
    (citizen, id): (&ID, &ID),
    expected: i32,
) -> Result<representative::Model, Refusal> {
    let path = "citizenId";
    let file = work.citizen(check::outside(path, citizen, EntityKind::Citizen)?, path).await?;
    file.require_writer()?;
    let path = "representativeId";
    let id = check::outside(path, id, EntityKind::Representative)?;
    let row = file.representative(id).cloned().ok_or_else(|| Refusal::not_found(path))?;
    check::standing(path, row.annulled_at.is_some())?;
    expect_version("expectedVersion", expected, row.version)?;
    Ok(row)
}

async fn changed(
    work: &Work<'_>,
    mut row: representative::Model,
    kind: &str,
) -> Result<Done, Refusal> {
    row.version += 1;
    let (citizen, id) = (row.citizen_id, row.id);
    work.update(row).await?;
    noted(work, citizen, id, kind).await
}

async fn noted(
    work: &Work<'_>,
    citizen: sea_orm::prelude::Uuid,
    id: sea_orm::prelude::Uuid,
    kind: &str,
) -> Result<Done, Refusal> {
    work.note_of(Some(citizen), None, kind, id).await?;
    Ok(Done::beside(EntityKind::Citizen, citizen, id))
}

fn scope(check: &mut Check, categories: &[Of<Category>]) -> Categories {
    let scope: CategorySet = categories.iter().map(|category| category.0).collect();
    if scope.is_empty() {
        let english = "state which information the representation covers";
        let danish = "angiv hvilke oplysninger repræsentationen omfatter";
        check.error(UserErrorCode::Required, "scope", english, danish);
    }
    Categories(scope)
}
