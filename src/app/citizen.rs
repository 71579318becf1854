//! Registering citizens, and keeping what is registered right.

mod registration;

use async_graphql::{ID, InputObject, MaybeUndefined};
use chrono::NaiveDate;
use entity::column::Code;
use entity::{citizen, citizen_number, coordination_case, former_identifier, representative};
use law::Purpose;
use law::dates::comes_of_age;
use law::facts::Organisation;
use law::forms::RepresentativeKind;
use law::regime::may_lead;
use law::words::UnitId;
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::check::{self, Check, LINE, TEXT};
use super::citizen_file::does_casework;
use super::reference::{ExternalReferenceInput, Sent, Target, names_another};
use super::work::expect_version;
use super::{AppError, Done, Refusal, UserErrorCode, Work};
use crate::domain::{Cpr, EntityKind, dates, scalars};
use crate::store::StoreError;

pub(crate) use registration::CitizenRegistrationInput;
use registration::{agreed_birth, identifier};
pub(super) use registration::{identified, kept, lock, pass_on, register};

/// Registers a citizen (registrér borger).
#[derive(InputObject)]
pub(crate) struct RegisterCitizenInput {
    /// What is registered (stamdata).
    #[graphql(flatten)]
    pub(crate) registration: CitizenRegistrationInput,
    /// The caller's own number of the citizen; sent again, the citizen is changed (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Changes a citizen (ret borger); what is left out stands, null clears.
#[derive(InputObject)]
pub(crate) struct UpdateCitizenInput {
    /// The citizen (borger).
    pub(crate) citizen_id: ID,
    /// Name (navn).
    pub(crate) name: MaybeUndefined<String>,
    /// Address or residence (adresse/bosted).
    pub(crate) address: MaybeUndefined<String>,
    /// Phone (telefon).
    pub(crate) phone: MaybeUndefined<String>,
    /// E-mail (e-mail).
    pub(crate) email: MaybeUndefined<String>,
    /// Name and address protection (navne- og adressebeskyttelse).
    pub(crate) address_protected: MaybeUndefined<bool>,
    /// Interpreter language (tolkesprog).
    pub(crate) interpreter_language: MaybeUndefined<String>,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Replaces a citizen's person identifier (ret personnummer).
#[derive(InputObject)]
pub(crate) struct CorrectCitizenIdentifierInput {
    /// The citizen (borger).
    pub(crate) citizen_id: ID,
    /// The right number (CPR-nummer).
    pub(crate) cpr: scalars::Cpr,
    /// Why (begrundelse).
    pub(crate) reason: String,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Annuls a wrong registration of a citizen (annullér borger).
#[derive(InputObject)]
pub(crate) struct AnnulCitizenInput {
    /// The citizen (borger).
    pub(crate) citizen_id: ID,
    /// Why (begrundelse).
    pub(crate) reason: String,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

const KIND: EntityKind = EntityKind::Citizen;

/// Purposes of cases.
const PURPOSES: &[Purpose] = &[Purpose::Dkk, Purpose::BrainInjury];

/// Writing table: who may register citizens and open cases; a caseworker of a unit of an authority
/// that leads cases of one of these purposes now, with the scope to write in them. Which
/// authorities do is dated reference data.
pub(super) fn require_lead(
    work: &Work<'_>,
    purposes: &[Purpose],
) -> Result<(Organisation, UnitId), Refusal> {
    let (viewer, today) = (work.viewer(), dates::today(work.now));
    let writing = work.session.caller.writing();
    let leads = viewer
        .organisation
        .filter(|o| purposes.iter().any(|p| writing.has(*p) && may_lead(o.kind, *p, today)));
    match (leads, viewer.unit) {
        (Some(organisation), Some(unit)) if does_casework(viewer) => Ok((organisation, unit)),
        _ => Err(Refusal::forbidden(
            "a caseworker of an authority that leads cases does this",
            "det gør en sagsbehandler hos en myndighed, der har sager",
        )),
    }
}

/// Registers a citizen with the caller's authority. Whoever it has registered already is not
/// registered twice: a caseworker who may register, and so has the number from the citizen or from
/// a register, gets the id and a warning, and nothing of the input is written. What another
/// authority has registered is not told, and not touched.
pub(crate) async fn register_citizen(
    work: &mut Work<'_>,
    input: RegisterCitizenInput,
) -> Result<Done, Refusal> {
    let (organisation, _) = require_lead(work, PURPOSES)?;
    let mut check = Check::default();
    let mut row = input.registration.check(&mut check, "", work, organisation.id.0);
    check.done()?;

    let sent = Sent::of(work, input.external_reference.as_ref(), KIND).await?;
    row.id = identified(work, &row.cpr, row.id).await?;
    let id = row.id;
    let held = kept(work, id, organisation.id.0).await?;
    let stands = held.as_ref().is_some_and(|held| held.annulled_at.is_none());
    match (sent.target(), stands) {
        (Some(named), true) if named.id == id => {
            return register_again(work, &sent, row, id).await;
        }
        (Some(_), _) => return Err(names_another()),
        (None, true) => {
            sent.set(work, Target::citizen(id)).await?;
            return Ok(Done::beside(KIND, id, id).already_registered("cpr"));
        }
        (None, false) => {}
    }
    match register(work, row, held).await {
        // Registered by someone else since it was looked up: done again, it is found.
        Err(AppError::Store(StoreError::Taken(_))) => return Err(taken()),
        other => other?,
    }
    sent.keep(work, Target::citizen(id), 1).await?;
    Ok(Done::beside(KIND, id, id))
}

/// A citizen who is sent again under the caller's own number, changed by whom may change them; to
/// others it is told that nothing was. The identifier is what both agree on; it is corrected apart.
async fn register_again(
    work: &mut Work<'_>,
    sent: &Sent,
    row: citizen::Model,
    id: Uuid,
) -> Result<Done, Refusal> {
    let writer = work.citizen(id, PATH).await.ok().filter(|file| file.require_writer().is_ok());
    let Some(file) = writer else {
        return Ok(Done::beside(KIND, id, id).already_registered("cpr"));
    };
    check::standing(PATH, file.row.annulled_at.is_some())?;
    let held = file.row;
    let next = citizen::Model {
        id,
        cpr: held.cpr.clone(),
        birth_date: held.birth_date,
        registered_by: held.registered_by,
        version: held.version,
        created_at: held.created_at,
        updated_at: held.updated_at,
        ..row
    };
    let mut version = held.version;
    if sent.differs(&held, &next)? {
        version += 1;
        changed(work, next, "CITIZEN_UPDATED").await?;
    }
    sent.keep(work, Target::citizen(id), version).await?;
    Ok(Done::beside(KIND, id, id))
}

const PATH: &str = "externalReference";

/// Changes a citizen.
pub(crate) async fn update_citizen(
    work: &mut Work<'_>,
    input: UpdateCitizenInput,
) -> Result<Done, Refusal> {
    let mut row = to_change(work, &input.citizen_id, input.expected_version).await?;
    let mut check = Check::default();
    row.name = check.patch_required("name", &input.name, row.name, LINE);
    row.address = check.patch("address", &input.address, row.address, LINE);
    row.phone = check.patch("phone", &input.phone, row.phone, LINE);
    row.email = check.patch_email("email", &input.email, row.email);
    let language = &input.interpreter_language;
    row.interpreter_language =
        check.patch("interpreterLanguage", language, row.interpreter_language, LINE);
    match input.address_protected {
        MaybeUndefined::Undefined => {}
        MaybeUndefined::Value(protected) => row.address_protected = protected,
        MaybeUndefined::Null => check.error(
            UserErrorCode::Required,
            "addressProtected",
            "state whether the address is protected",
            "angiv om adressen er beskyttet",
        ),
    }
    check.done()?;
    let id = changed(work, row, "CITIZEN_UPDATED").await?;
    Ok(Done::beside(KIND, id, id))
}

/// Replaces a citizen's person identifier; the former one is kept. The citizen's identity is the
/// internal id, so that nothing else changes (R40).
pub(crate) async fn correct_citizen_identifier(
    work: &mut Work<'_>,
    input: CorrectCitizenIdentifierInput,
) -> Result<Done, Refusal> {
    let mut row = to_change(work, &input.citizen_id, input.expected_version).await?;
    let mut check = Check::default();
    let cpr = identifier(&mut check, "cpr", &input.cpr);
    let reason = check.required("reason", &input.reason, TEXT);
    if let Some(cpr) = &cpr {
        let held = Cpr::try_from(row.cpr.as_str())
            .map_err(|_| StoreError::inconsistent("citizen", "broken number"))?;
        check.that(
            held.is_replacement() || !cpr.is_replacement(),
            "cpr",
            "a CPR number is not replaced by a replacement number",
            "et CPR-nummer afløses ikke af et erstatningsnummer",
        );
        check.that(*cpr != held, "cpr", "the citizen has this number", "borgeren har dette nummer");
        let birth = cpr.is_replacement().then_some(row.birth_date);
        let today = dates::today(work.now);
        row.birth_date = agreed_birth(&mut check, "birthDate", today, cpr, birth);
    }
    let born = row.birth_date;
    check.done()?;
    let number = cpr.as_ref().map(|cpr| cpr.expose().to_owned()).unwrap_or_default();
    if identified(work, &number, row.id).await? != row.id {
        return Err(taken());
    }
    let former = former_identifier::Model {
        citizen_id: row.id,
        id: work.id(),
        registered_by: row.registered_by,
        number: std::mem::replace(&mut row.cpr, number),
        replaced_at: work.now,
        reason,
    };
    let registered_by = row.registered_by;
    work.insert(former).await?;
    let id = changed(work, row, "CITIZEN_IDENTIFIER_CORRECTED").await?;
    end_of_age(work, (id, registered_by), born).await?;
    Ok(Done::beside(KIND, id, id))
}

/// A parent's representation ends when the child comes of age, also where the birth date turns out
/// to be another.
async fn end_of_age(
    work: &Work<'_>,
    (citizen, authority): (Uuid, Uuid),
    born: NaiveDate,
) -> Result<(), AppError> {
    let day = comes_of_age(born);
    let parents = representative::Entity::find()
        .filter(representative::Column::CitizenId.eq(citizen))
        .filter(representative::Column::RegisteredBy.eq(authority))
        .filter(representative::Column::Kind.eq(Code(RepresentativeKind::Parent)))
        .filter(representative::Column::AnnulledAt.is_null())
        .all(&work.txn)
        .await?;
    for mut row in parents.into_iter().filter(|row| row.to_date.is_none_or(|to| day < to)) {
        row.to_date = Some(day.max(row.from_date));
        row.version += 1;
        work.update(row).await?;
    }
    Ok(())
}

/// Annuls a citizen that was registered wrongly, as long as the authority has no case; the number
/// is then free to be registered again.
pub(crate) async fn annul_citizen(
    work: &mut Work<'_>,
    input: AnnulCitizenInput,
) -> Result<Done, Refusal> {
    let mut row = to_change(work, &input.citizen_id, input.expected_version).await?;
    let mut check = Check::default();
    let reason = check.required("reason", &input.reason, TEXT);
    check.done()?;
    let cases = coordination_case::Entity::find()
        .filter(coordination_case::Column::CitizenId.eq(row.id))
        .filter(coordination_case::Column::LeadOrganisationId.eq(row.registered_by));
    if cases.one(&work.txn).await?.is_some() {
        return Err(Refusal::user(
            UserErrorCode::IllegalState,
            "citizenId",
            "only a citizen without cases can be annulled; correct what is wrong instead",
            "kun en borger uden sager kan annulleres; ret i stedet det forkerte",
        ));
    }
    row.annulled_at = Some(work.now);
    row.annul_reason = Some(reason);
    let id = changed(work, row, "CITIZEN_ANNULLED").await?;
    let standing = citizen::Entity::find()
        .filter(citizen::Column::Id.eq(id))
        .filter(citizen::Column::AnnulledAt.is_null());
    if standing.one(&work.txn).await?.is_none() {
        let numbers = citizen_number::Entity::delete_many();
        numbers.filter(citizen_number::Column::CitizenId.eq(id)).exec(&work.txn).await?;
    }
    Ok(Done::beside(KIND, id, id))
}

/// The citizen that the caller is to change, locked, in the version that was read.
pub(super) async fn to_change(
    work: &mut Work<'_>,
    id: &ID,
    expected: i32,
) -> Result<citizen::Model, Refusal> {
    let path = "citizenId";
    let file = work.citizen(check::outside(path, id, KIND)?, path).await?;
    file.require_writer()?;
    check::standing(path, file.row.annulled_at.is_some())?;
    expect_version("expectedVersion", expected, file.row.version)?;
    Ok(file.row)
}

async fn changed(work: &Work<'_>, mut row: citizen::Model, kind: &str) -> Result<Uuid, Refusal> {
    row.version += 1;
    row.updated_at = work.now;
    let id = row.id;
    work.update(row).await?;
    work.note_of(Some(id), None, kind, id).await?;
    Ok(id)
}

/// Tells nothing of who has the number.
fn taken() -> Refusal {
    let english = "this number is registered; register the citizen by it to get the id";
    let danish = "nummeret er registreret; registrér borgeren med det for at få id'et";
    Refusal::user(UserErrorCode::Taken, "cpr", english, danish)
}
