//! Rows of the network map (aktører).

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::column::Code;
use entity::network_actor::Model;
use law::Purpose;
use law::facts::Organisation;
use law::forms::{ActorGroup, ActorRole};
use sea_orm::prelude::Uuid;

use super::require_head;
use crate::app::check::{self, Check, LINE, TEXT};
use crate::app::reference::{ExternalReferenceInput, Sent};
use crate::app::versions::Versioned;
use crate::app::work::expect_version;
use crate::app::{AppError, CaseFile, Done, Refusal, Work};
use crate::domain::EntityKind;
use crate::domain::dates::today;
use crate::domain::of::Of;
use crate::store::Parts;
use crate::store::rows::Version;
use crate::store::view::actor_categories;

/// Adds a row to the network map (tilføj aktør).
#[derive(InputObject)]
pub(crate) struct AddActorInput {
    /// The case (sag).
    pub(crate) case_id: ID,
    /// Group (gruppe), R37.
    pub(crate) group: Of<ActorGroup>,
    /// Role in the group (rolle), R37.
    pub(crate) role: Of<ActorRole>,
    /// Whether the citizen has contact (har borger kontakt til, ja/nej).
    pub(crate) has_contact: bool,
    /// Name (navn).
    pub(crate) name: Option<String>,
    /// Workplace (arbejdssted); none in the private network.
    pub(crate) workplace: Option<String>,
    /// E-mail (e-mail).
    pub(crate) email: Option<String>,
    /// Phone (telefon/mobil).
    pub(crate) phone: Option<String>,
    /// Organisation it names (organisation), where in the directory.
    pub(crate) organisation_id: Option<ID>,
    /// Professional it names (fagperson), who may then update the row.
    pub(crate) professional_id: Option<ID>,
    /// The caller's own number of it; sent again, the row is changed (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Changes a row of the network map (ret aktør); what is left out stands.
#[derive(Clone, InputObject)]
pub(crate) struct UpdateActorInput {
    /// The row (aktør).
    pub(crate) actor_id: ID,
    /// Whether the citizen has contact (har borger kontakt til, ja/nej).
    pub(crate) has_contact: Option<bool>,
    /// Name (navn).
    pub(crate) name: MaybeUndefined<String>,
    /// Workplace (arbejdssted); none in the private network.
    pub(crate) workplace: MaybeUndefined<String>,
    /// E-mail (e-mail).
    pub(crate) email: MaybeUndefined<String>,
    /// Phone (telefon/mobil).
    pub(crate) phone: MaybeUndefined<String>,
    /// Organisation it names (organisation).
    pub(crate) organisation_id: MaybeUndefined<ID>,
    /// Professional it names (fagperson), who may then update the row.
    pub(crate) professional_id: MaybeUndefined<ID>,
    /// The version of the row that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Removes a row from the network map (fjern aktør).
#[derive(Clone, InputObject)]
pub(crate) struct RemoveActorInput {
    /// The row (aktør).
    pub(crate) actor_id: ID,
    /// Why it is removed (begrundelse).
    pub(crate) reason: String,
    /// The version of the row that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Changes one's own contact details in the network map (ret egne kontaktoplysninger); what is
/// left out stands.
#[derive(Clone, InputObject)]
pub(crate) struct UpdateOwnContactInput {
    /// The row that names the caller (aktør).
    pub(crate) actor_id: ID,
    /// Name (navn).
    pub(crate) name: MaybeUndefined<String>,
    /// Workplace (arbejdssted).
    pub(crate) workplace: MaybeUndefined<String>,
    /// E-mail (e-mail).
    pub(crate) email: MaybeUndefined<String>,
    /// Phone (telefon/mobil).
    pub(crate) phone: MaybeUndefined<String>,
    /// The version of the row that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// R37: adds a row to a group, after those of its role.
pub(crate) async fn add_actor(work: &mut Work<'_>, input: AddActorInput) -> Result<Done, Refusal> {
    let case = check::case_of("caseId", &input.case_id, Purpose::Dkk)?;
    let file = work.case_to_show(case, "caseId", Parts::NETWORK).await?;
    file.require_coordination()?;
    let sent = Sent::in_case::<Model>(work, input.external_reference.as_ref(), &file).await?;
    let stands = |row: &Model| row.stands(None) && row.removed_reason.is_none();
    let held = sent.row(&file.rows.actors, stands)?;
    if held.is_none() {
        file.require_not_closed()?;
    }
    let (group, role) = (input.group.0, input.role.0);
    let mut check = Check::default();
    require_head(&mut check, &file);
    let place = held.map_or((group, role), |held| (held.actor_group.0, held.role.0));
    check.that(
        place == (group, role),
        "role",
        "a row keeps its group and role; remove it, and add another",
        "en række beholder gruppe og rolle; fjern den, og tilføj en anden",
    );
    check.that(
        group.roles().contains(&role),
        "role",
        "choose a role of the group",
        "vælg en rolle i gruppen",
    );
    let contact = Contact {
        name: check.optional("name", input.name.as_deref(), LINE),
        workplace: check.optional("workplace", input.workplace.as_deref(), LINE),
        email: check.email("email", input.email.as_deref()),
        phone: check.optional("phone", input.phone.as_deref(), LINE),
    };
    no_workplace(&mut check, group, contact.workplace.as_deref());
    let (organisation, professional) =
        (input.organisation_id.as_ref(), input.professional_id.as_ref());
    let organisation =
        organisation.and_then(|id| check.organisation("organisationId", id, &file.directory));
    let of = organisation.map(|organisation| (organisation, today(work.now)));
    let professional = check.professional("professionalId", professional, of, &file.directory);
    check.done()?;
    let id = work.id();
    let beside = file.rows.actors.iter().filter(|a| a.actor_group.0 == group && a.role.0 == role);
    let row = Model {
        citizen_id: file.citizen(),
        row_id: id,
        id,
        case_id: case.id,
        version: 1,
        recorded_at: work.now,
        superseded_at: None,
        actor_group: Code(group),
        role: Code(role),
        has_contact: input.has_contact,
        name: contact.name,
        workplace: contact.workplace,
        email: contact.email,
        phone: contact.phone,
        organisation_id: organisation.map(|organisation| organisation.id.0),
        professional_id: professional,
        position: beside.map(|a| a.position).max().unwrap_or(0) + 1,
        removed_reason: None,
    };
    let Some(held) = held else { return sent.begin(work, &file, row, "ACTOR_ADDED").await };
    let next = Model { position: held.position, ..row.in_place_of(held) };
    sent.succeed(work, &file, (held, next), |row| row, "ACTOR_UPDATED").await
}

/// Changes a row; its group and role stand.
pub(crate) async fn update_actor(
    work: &mut Work<'_>,
    input: UpdateActorInput,
) -> Result<Done, Refusal> {
    let (file, held) = open(work, &input.actor_id).await?;
    file.require_coordination()?;
    file.require_not_closed()?;
    expect_version("expectedVersion", input.expected_version, held.version)?;
    let mut check = Check::default();
    let mut next = held.clone();
    next.has_contact = input.has_contact.unwrap_or(held.has_contact);
    let contact = (&input.name, &input.workplace, &input.email, &input.phone);
    set_contact(&mut check, &mut next, contact);
    match &input.organisation_id {
        MaybeUndefined::Undefined => {}
        MaybeUndefined::Null => next.organisation_id = None,
        MaybeUndefined::Value(id) => {
            let found = check.organisation("organisationId", id, &file.directory);
            next.organisation_id = found.map(|organisation| organisation.id.0);
        }
    }
    let of = match next.organisation_id {
        Some(id) => Some((file.directory.organisation(id)?, today(work.now))),
        None => None,
    };
    match &input.professional_id {
        MaybeUndefined::Undefined => {}
        MaybeUndefined::Null => next.professional_id = None,
        MaybeUndefined::Value(id) => {
            next.professional_id =
                check.professional("professionalId", Some(id), of, &file.directory);
        }
    }
    check.done()?;
    let done = Done::in_case(file.id(), held.id);
    succeed(work, &file, &held, next, "ACTOR_UPDATED").await?;
    Ok(done)
}

/// Removes a row; it stays readable as of the time when it stood.
pub(crate) async fn remove_actor(
    work: &mut Work<'_>,
    input: RemoveActorInput,
) -> Result<Done, Refusal> {
    let (file, held) = open(work, &input.actor_id).await?;
    file.require_coordination()?;
    file.require_not_closed()?;
    expect_version("expectedVersion", input.expected_version, held.version)?;
    let mut check = Check::default();
    let reason = check.required("reason", &input.reason, TEXT);
    check.done()?;
    let next = Model { removed_reason: Some(reason), ..held.clone() };
    let done = Done::in_case(file.id(), held.id);
    succeed(work, &file, &held, next, "ACTOR_REMOVED").await?;
    Ok(done)
}

/// One's own row: whom it names, and nobody else.
pub(crate) async fn update_own_contact(
    work: &mut Work<'_>,
    input: UpdateOwnContactInput,
) -> Result<Done, Refusal> {
    let (file, held) = open(work, &input.actor_id).await?;
    if !is_own(&file, &held) {
        return Err(Refusal::forbidden(
            "the professional whom the row names does this",
            "det gør den fagperson, rækken nævner",
        ));
    }
    file.require_not_closed()?;
    expect_version("expectedVersion", input.expected_version, held.version)?;
    let mut check = Check::default();
    let mut next = held.clone();
    set_contact(&mut check, &mut next, (&input.name, &input.workplace, &input.email, &input.phone));
    check.done()?;
    let done = Done::in_case(file.id(), held.id);
    succeed(work, &file, &held, next, "ACTOR_UPDATED").await?;
    Ok(done)
}

async fn succeed(
    work: &Work<'_>,
    file: &CaseFile,
    held: &Model,
    next: Model,
    kind: &str,
) -> Result<(), AppError> {
    held.succeed(work, next).await?;
    work.changed(file, kind, held.id).await
}

/// The case and the row that stands, as far as the caller may know of it: whoever may not see the
/// row gets the answer of an unknown id.
async fn open(work: &mut Work<'_>, id: &ID) -> Result<(CaseFile, Model), Refusal> {
    const PATH: &str = "actorId";
    let (case, id) = check::in_case(PATH, id, EntityKind::Actor)?;
    let file = work.case_to_show(case, PATH, Parts::NETWORK).await?;
    let held = file.rows.actors.iter().find(|a| a.id == id && a.stands(None));
    let held = held.filter(|a| a.removed_reason.is_none()).cloned();
    let held = held.ok_or_else(|| Refusal::not_found(PATH))?;
    if !sees(&file, &held)? {
        return Err(Refusal::not_found(PATH));
    }
    Ok((file, held))
}

/// Whether the caller sees the row, in its group or among the rows of its own organisation.
fn sees(file: &CaseFile, row: &Model) -> Result<bool, AppError> {
    let organisation = named(file, row.organisation_id)?;
    let categories = actor_categories(row, &file.directory)?;
    let is_own = |own: &Organisation| {
        organisation.map_or_else(|| is_own(file, row), |named| own.id == named.id)
    };
    let own = file.organisation().filter(is_own);
    Ok(file.sees(&[file.lead()], categories)
        || own.is_some_and(|own| file.sees(&[file.lead(), own], categories)))
}

fn named(file: &CaseFile, id: Option<Uuid>) -> Result<Option<Organisation>, AppError> {
    Ok(id.map(|id| file.directory.organisation(id)).transpose()?)
}

/// Whether the row names the caller, in the organisation that they act for.
fn is_own(file: &CaseFile, row: &Model) -> bool {
    let user = file.viewer().user.map(|user| user.0);
    let organisation = file.organisation().map(|organisation| organisation.id.0);
    user.is_some()
        && row.professional_id == user
        && (row.organisation_id.is_none() || row.organisation_id == organisation)
}

/// Contact columns of a row.
struct Contact {
    name: Option<String>,
    workplace: Option<String>,
    email: Option<String>,
    phone: Option<String>,
}

type Columns<'a> = (
    &'a MaybeUndefined<String>,
    &'a MaybeUndefined<String>,
    &'a MaybeUndefined<String>,
    &'a MaybeUndefined<String>,
);

fn set_contact(check: &mut Check, row: &mut Model, (name, workplace, email, phone): Columns<'_>) {
    if let Some(name) = name.as_opt_deref() {
        row.name = check.optional("name", name, LINE);
    }
    if let Some(workplace) = workplace.as_opt_deref() {
        row.workplace = check.optional("workplace", workplace, LINE);
        no_workplace(check, row.actor_group.0, row.workplace.as_deref());
    }
    if let Some(email) = email.as_opt_deref() {
        row.email = check.email("email", email);
    }
    if let Some(phone) = phone.as_opt_deref() {
        row.phone = check.optional("phone", phone, LINE);
    }
}

/// The form has no such column for relatives and friends.
fn no_workplace(check: &mut Check, group: ActorGroup, workplace: Option<&str>) {
    check.that(
        group != ActorGroup::PrivateNetwork || workplace.is_none(),
        "workplace",
        "leave the workplace out in the private network",
        "udelad arbejdssted i det private netværk",
    );
}
