//! Tasks (opgaver) that come of decisions.

use async_graphql::{ID, InputObject, MaybeUndefined};
use chrono::{DateTime, Utc};
use entity::column::{Categories, Code};
use entity::task::Model;
use law::facts::{Ask, Facts};
use law::fields::{UNTAGGED, row_naming};
use law::forms::TaskState;
use law::words::{UnitId, UserId};
use law::{Category, CategorySet, Fault, Flaw, Opening, Relation, Role, RoleSet, Rule, Viewer};
use sea_orm::prelude::Uuid;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

use super::check::{self, Check, LINE, TEXT};
use super::council::decide::held;
use super::meeting::participant::{in_use, works_in};
use super::meeting::{MeetingFile, PARTS};
use super::reference::{ExternalReferenceInput, Sent};
use super::work::expect_version;
use super::{AppError, CaseFile, Done, Refusal, UserErrorCode, Work};
use crate::dkk::meeting::Act;
use crate::dkk::task::may_become;
use crate::domain::EntityKind;
use crate::domain::dates::today;
use crate::domain::of::Of;
use crate::domain::scalars::Date;
use crate::store::view::task_tier;

/// Whether someone of an organisation may read what the lead holds of these categories: the person
/// named, or else whoever takes part for it.
pub(super) fn readable(
    file: &CaseFile,
    now: DateTime<Utc>,
    organisation: Uuid,
    person: Option<Uuid>,
    categories: CategorySet,
) -> Result<bool, AppError> {
    let facts = file.law.facts();
    let organisation = file.directory.organisation(organisation)?;
    let reader = |unit: Option<UnitId>, user: Option<UserId>| Viewer {
        organisation: Some(organisation),
        unit,
        user,
        roles: RoleSet::of(&[Role::Caseworker, Role::Partner]),
        citizen: None,
    };
    let mut readers = Vec::new();
    match person {
        Some(person) => {
            let user = Some(UserId(person));
            readers.push(reader(None, user));
            let memberships = file.directory.memberships.get(&person);
            let units = memberships.into_iter().flatten().filter_map(|m| m.unit_id);
            let current =
                |unit: &Uuid| works_in(file, person, organisation.id.0, Some(*unit), today(now));
            readers.extend(units.filter(current).map(|unit| reader(Some(UnitId(unit)), user)));
        }
        None => {
            let own = facts.participations.iter().filter(|p| p.organisation.id == organisation.id);
            readers.extend(own.map(|p| reader(p.unit, p.user)));
            if organisation.id == facts.lead.id {
                readers.push(reader(Some(facts.unit), None));
            }
        }
    }
    let holders = [facts.lead];
    // Who holds records is theirs to know: an answer that followed from it would tell.
    let law = law::Case::new(Facts { holdings: Vec::new(), ..facts.clone() });
    Ok(readers.iter().any(|viewer| {
        let ask = Ask { viewer, holders: &holders, journal: false, at: now };
        law.decide(&ask).granted.contains(categories)
    }))
}

/// A task cannot be given to someone who may not read it.
pub(super) fn not_readable(path: &str) -> Flaw {
    Flaw { fault: Fault::NotCovered, rule: Rule::R17, path: path.to_owned() }
}

/// Who is responsible for a task.
#[derive(Clone, Debug, Default)]
struct Responsible {
    organisation: Option<Uuid>,
    person: Option<Uuid>,
    name: Option<String>,
}

impl Responsible {
    /// Checks that there is one, that they belong together, and that they may read the task.
    fn check(
        mut self,
        check: &mut Check,
        (work, file): (&Work<'_>, &CaseFile),
        categories: CategorySet,
    ) -> Result<Self, AppError> {
        let path = "responsibleOrganisationId";
        if self.organisation.is_none() && self.name.is_none() {
            check.error(
                UserErrorCode::Required,
                path,
                "name who is responsible: an organisation, or a name",
                "angiv den ansvarlige: en organisation eller et navn",
            );
        }
        check.that(
            self.person.is_none() || self.organisation.is_some(),
            path,
            "name the professional's organisation as well",
            "angiv også fagpersonens organisation",
        );
        let Some(organisation) = self.organisation else { return Ok(self) };
        // Whoever does not work there is not asked whether they may read it.
        let mut belongs = true;
        if let Some(person) = self.person {
            belongs = works_in(file, person, organisation, None, today(work.now));
            check.that(
                belongs,
                "responsibleProfessionalId",
                "the professional does not work there today",
                "fagpersonen arbejder der ikke i dag",
            );
            let known = file.directory.professionals.get(&person);
            self.name = self.name.or_else(|| known.map(|person| person.name.clone()));
        }
        // Who is not the lead meets with whoever takes part unseen as with who may not read it.
        let hidden = file.verdict.relation != Relation::Lead
            && !file.may_name(file.directory.organisation(organisation)?);
        if belongs && (hidden || !readable(file, work.now, organisation, self.person, categories)?)
        {
            check.flaws([not_readable(path)]);
        }
        Ok(self)
    }
}

/// The entry of the directory that an id of the input names, not annulled.
fn listed(
    check: &mut Check,
    file: &CaseFile,
    (path, kind): (&str, EntityKind),
    id: &ID,
) -> Option<Uuid> {
    let id = check::outside(path, id, kind).ok();
    let known = id.filter(|id| in_use(file, *id, kind));
    if known.is_none() {
        check.unknown(path);
    }
    known
}

const ORGANISATION: (&str, EntityKind) = ("responsibleOrganisationId", EntityKind::Organisation);
const PERSON: (&str, EntityKind) = ("responsibleProfessionalId", EntityKind::Professional);

/// Adds a task under an item (tilføj opgave).
#[derive(InputObject)]
pub(crate) struct AddTaskInput {
    /// The item whose decision it comes of (punkt); the task has its categories.
    pub(crate) item_id: ID,
    /// What is to be done (opgave).
    pub(crate) text: String,
    /// Organisation responsible (ansvarlig organisation).
    pub(crate) responsible_organisation_id: Option<ID>,
    /// Professional responsible (ansvarlig fagperson).
    pub(crate) responsible_professional_id: Option<ID>,
    /// Name of the responsible (ansvarlig), for the citizen or someone private.
    pub(crate) responsible_name: Option<String>,
    /// Due date (frist).
    pub(crate) due: Option<Date>,
    /// The caller's own number of it; sent again, the open task is changed (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Adds a task; not to someone who may not read it.
pub(crate) async fn add_task(work: &mut Work<'_>, input: AddTaskInput) -> Result<Done, Refusal> {
    let path = "itemId";
    let (case, id) = check::in_case(path, &input.item_id, EntityKind::AgendaItem)?;
    let file = work.case(case, path, PARTS).await?;
    file.require_coordination()?;
    let sent = Sent::in_case::<Model>(work, input.external_reference.as_ref(), &file).await?;
    let held = sent.row(&file.rows.tasks, |task| task.item_id == Some(id))?.cloned();
    let found = file.rows.items.iter().find(|i| i.id == id && i.removed_at.is_none()).cloned();
    let item = found.filter(|i| i.accepted).ok_or_else(|| Refusal::not_found(path))?;
    let open = MeetingFile::find(file, path, |m| m.id == item.meeting_id)?;
    if held.is_none() {
        open.file.require_not_closed()?;
        open.require(Act::WriteMinutes)?;
    }
    let wording = Wording {
        text: &input.text,
        organisation: input.responsible_organisation_id.as_ref(),
        person: input.responsible_professional_id.as_ref(),
        name: input.responsible_name.as_deref(),
        due: input.due,
    };
    let origin = Origin {
        meeting: Some(open.meeting.id),
        item: Some(item.id),
        council_case: None,
        categories: item.categories,
    };
    add(work, &open.file, Check::default(), wording, origin, (sent, held)).await
}

/// Adds a task that came of a decision of the council (tilføj opgave fra samrådet).
#[derive(InputObject)]
pub(crate) struct AddCouncilTaskInput {
    /// The case of the council whose decision it comes of (samrådssag).
    pub(crate) council_case_id: ID,
    /// What is to be done (opgave).
    pub(crate) text: String,
    /// Categories of the task (oplysningskategorier); left out: HEALTH and SOCIAL.
    pub(crate) categories: Option<Vec<Of<Category>>>,
    /// Organisation responsible (ansvarlig organisation).
    pub(crate) responsible_organisation_id: Option<ID>,
    /// Professional responsible (ansvarlig fagperson).
    pub(crate) responsible_professional_id: Option<ID>,
    /// Name of the responsible (ansvarlig), for the citizen or someone private.
    pub(crate) responsible_name: Option<String>,
    /// Due date (frist).
    pub(crate) due: Option<Date>,
    /// The caller's own number of it; sent again, the open task is changed (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// R32: adds a task that came of the council's decision; by an administration that sat, of what it
/// may read itself.
pub(crate) async fn add_council_task(
    work: &mut Work<'_>,
    input: AddCouncilTaskInput,
) -> Result<Done, Refusal> {
    let presented = held(work, &input.council_case_id).await?;
    let file = &presented.file;
    let council_case = Some(presented.row.id);
    let sent = Sent::in_case::<Model>(work, input.external_reference.as_ref(), file).await?;
    // One that the caller does not see is like one that does not stand: nothing is told of it.
    let mut shown = Vec::new();
    for task in file.rows.tasks.iter().filter(|task| task.council_case_id == council_case) {
        if sees(file, task)? {
            shown.push(task.clone());
        }
    }
    let before = sent.row(&shown, |_| true)?.cloned();
    let mut check = Check::default();
    check.state(
        presented.row.decided_at.is_some(),
        "councilCaseId",
        "the council has not decided; record the decision first",
        "samrådet har ikke besluttet; registrér beslutningen først",
    );
    let categories = check.tags("categories", input.categories.as_deref());
    let needed = categories.map_or(UNTAGGED, |c| c.0);
    if let Err(Refusal::User(errors)) = file.require_open(&file.verdict, needed, "categories") {
        errors.into_iter().for_each(|error| check.push(error));
    }
    let wording = Wording {
        text: &input.text,
        organisation: input.responsible_organisation_id.as_ref(),
        person: input.responsible_professional_id.as_ref(),
        name: input.responsible_name.as_deref(),
        due: input.due,
    };
    let origin = Origin { meeting: None, item: None, council_case, categories };
    add(work, file, check, wording, origin, (sent, before)).await
}

/// A task as an input words it.
struct Wording<'i> {
    text: &'i str,
    organisation: Option<&'i ID>,
    person: Option<&'i ID>,
    name: Option<&'i str>,
    due: Option<Date>,
}

/// What a task comes of, and the categories it has from there.
struct Origin {
    meeting: Option<Uuid>,
    item: Option<Uuid>,
    council_case: Option<Uuid>,
    categories: Option<Categories>,
}

/// Writes a task, whatever it comes of, or changes the one that was sent under its number before;
/// not to someone who may not read it.
async fn add(
    work: &Work<'_>,
    file: &CaseFile,
    mut check: Check,
    wording: Wording<'_>,
    origin: Origin,
    (sent, held): (Sent, Option<Model>),
) -> Result<Done, Refusal> {
    let text = check.required("text", wording.text, TEXT);
    let Wording { organisation, person, .. } = wording;
    let responsible = Responsible {
        organisation: organisation.and_then(|id| listed(&mut check, file, ORGANISATION, id)),
        person: person.and_then(|id| listed(&mut check, file, PERSON, id)),
        name: check.optional("responsibleName", wording.name, LINE),
    };
    let unknown = (organisation.is_some() && responsible.organisation.is_none())
        || (person.is_some() && responsible.person.is_none());
    let needed = origin.categories.map_or(UNTAGGED, |c| c.0);
    // Named by the same again, whoever is responsible may have ceased to read it: nothing changes.
    let stands = held.as_ref().is_some_and(|task| {
        responsible.organisation.is_some()
            && task.responsible_organisation_id == responsible.organisation
            && task.responsible_user_id == responsible.person
    });
    let responsible = match &held {
        Some(task) if stands => Responsible {
            name: responsible.name.or_else(|| task.responsible_name.clone()),
            ..responsible
        },
        _ if unknown => responsible,
        _ => responsible.check(&mut check, (work, file), needed)?,
    };
    if let Some(due) = wording.due {
        check.near("due", due.0, today(work.now));
    }
    check.done()?;
    if let Some(held) = held {
        let next = Model {
            text,
            responsible_organisation_id: responsible.organisation,
            responsible_user_id: responsible.person,
            responsible_name: responsible.name,
            due: wording.due.map(|due| due.0),
            ..held.clone()
        };
        if next != held && held.state.0 != TaskState::Open {
            return Err(closed("externalReference"));
        }
        return sent.over(work, file, &held, next, "TASK_UPDATED").await;
    }
    let task = Model {
        citizen_id: file.citizen(),
        id: work.id(),
        case_id: file.id(),
        meeting_id: origin.meeting,
        item_id: origin.item,
        council_case_id: origin.council_case,
        text,
        responsible_organisation_id: responsible.organisation,
        responsible_user_id: responsible.person,
        responsible_name: responsible.name,
        due: wording.due.map(|due| due.0),
        state: Code(TaskState::Open),
        categories: origin.categories,
        created_at: work.now,
        done_at: None,
        version: 1,
    };
    sent.first(work, file, task, "TASK_ADDED").await
}

/// A task that is done or dropped is opened again before it is changed.
fn closed(path: &str) -> Refusal {
    let english = "the task is closed; open it again first";
    let danish = "opgaven er lukket; genåbn den først";
    Refusal::user(UserErrorCode::IllegalState, path, english, danish)
}

/// Changes an open task (ret opgave); what is left out stays.
#[derive(InputObject)]
pub(crate) struct UpdateTaskInput {
    /// The task (opgave).
    pub(crate) task_id: ID,
    /// What is to be done (opgave).
    pub(crate) text: MaybeUndefined<String>,
    /// Organisation responsible (ansvarlig organisation); null: none.
    pub(crate) responsible_organisation_id: MaybeUndefined<ID>,
    /// Professional responsible (ansvarlig fagperson); null: nobody in particular.
    pub(crate) responsible_professional_id: MaybeUndefined<ID>,
    /// Name of the responsible (ansvarlig); null: the professional's, where one is named.
    pub(crate) responsible_name: MaybeUndefined<String>,
    /// Due date (frist); null: none.
    pub(crate) due: MaybeUndefined<Date>,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Opens the case of a task, and the task.
async fn open_task(work: &mut Work<'_>, id: &ID) -> Result<(CaseFile, Model), Refusal> {
    let path = "taskId";
    let (case, id) = check::in_case(path, id, EntityKind::Task)?;
    let file = work.case(case, path, PARTS).await?;
    let task = file.rows.tasks.iter().find(|t| t.id == id).cloned();
    // Whoever may not see it is told nothing else than of an unknown one.
    let seen =
        task.map(|task| Ok::<_, AppError>(sees(&file, &task)?.then_some(task))).transpose()?;
    seen.flatten().map(|task| (file, task)).ok_or_else(|| Refusal::not_found(path))
}

/// Whether the caller may see a task, as it is sealed: the categories of its item, and of another
/// organisation that it names. The lead alone holds it.
fn sees(file: &CaseFile, task: &Model) -> Result<bool, AppError> {
    let of_item = task.categories.map_or(UNTAGGED, |c| c.0);
    let own = file.organisation().map(|organisation| organisation.id.0);
    let responsible = task.responsible_organisation_id;
    let naming = match responsible {
        None => CaseFile::PROCESS,
        Some(id) if Some(id) == own => CategorySet::NONE,
        Some(id) => row_naming(file.directory.organisation(id)?.kind),
    };
    let tier = task_tier(task, &file.rows, responsible.is_some() && responsible == own);
    let opening = file.verdict_over(&[file.lead()]).open(of_item.union(naming), tier);
    Ok(opening == Opening::Granted)
}

/// Changes an open task. Its categories are its item's.
pub(crate) async fn update_task(
    work: &mut Work<'_>,
    input: UpdateTaskInput,
) -> Result<Done, Refusal> {
    let (file, task) = open_task(work, &input.task_id).await?;
    file.require_coordination()?;
    file.require_not_closed()?;
    expect_version("expectedVersion", input.expected_version, task.version)?;
    let mut check = Check::default();
    if task.state.0 != TaskState::Open {
        let english = "the task is closed; open it again first";
        check.error(
            UserErrorCode::IllegalState,
            "taskId",
            english,
            "opgaven er lukket; genåbn den først",
        );
    }
    let text = match input.text {
        MaybeUndefined::Undefined => task.text.clone(),
        MaybeUndefined::Null => check.required("text", "", TEXT),
        MaybeUndefined::Value(text) => check.required("text", &text, TEXT),
    };
    let mut unknown = false;
    let mut entry = |check: &mut Check, field, id: &MaybeUndefined<ID>, stands| match id {
        MaybeUndefined::Undefined => stands,
        MaybeUndefined::Null => None,
        MaybeUndefined::Value(id) => {
            let found = listed(check, &file, field, id);
            unknown |= found.is_none();
            found
        }
    };
    let organisation = &input.responsible_organisation_id;
    let person = &input.responsible_professional_id;
    let responsible = Responsible {
        organisation: entry(
            &mut check,
            ORGANISATION,
            organisation,
            task.responsible_organisation_id,
        ),
        person: entry(&mut check, PERSON, person, task.responsible_user_id),
        name: match &input.responsible_name {
            // Another professional brings another name.
            MaybeUndefined::Undefined if person.is_undefined() => task.responsible_name.clone(),
            MaybeUndefined::Undefined | MaybeUndefined::Null => None,
            MaybeUndefined::Value(name) => check.optional("responsibleName", Some(name), LINE),
        },
    };
    let needed = task.categories.map_or(UNTAGGED, |c| c.0);
    let responsible =
        if unknown { responsible } else { responsible.check(&mut check, (work, &file), needed)? };
    let due = match input.due {
        MaybeUndefined::Undefined => task.due,
        MaybeUndefined::Null => None,
        MaybeUndefined::Value(due) => {
            check.near("due", due.0, today(work.now));
            Some(due.0)
        }
    };
    check.done()?;
    let (id, version) = (task.id, task.version);
    let mut row = task.into_active_model();
    row.text = Set(text);
    row.responsible_organisation_id = Set(responsible.organisation);
    row.responsible_user_id = Set(responsible.person);
    row.responsible_name = Set(responsible.name);
    row.due = Set(due);
    row.version = Set(version + 1);
    row.update(&work.txn).await?;
    work.changed(&file, "TASK_UPDATED", id).await?;
    Ok(Done::in_case(file.id(), id))
}

/// Says how far a task has come (opdatér opgavestatus).
#[derive(InputObject)]
pub(crate) struct SetTaskStateInput {
    /// The task (opgave).
    pub(crate) task_id: ID,
    /// State (status).
    pub(crate) state: Of<TaskState>,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Whether the caller is the one responsible for a task: the person named, or, where only an
/// organisation is named, whoever has its part in the case.
fn is_responsible(file: &CaseFile, task: &Model) -> bool {
    let viewer = file.viewer();
    let own = viewer.organisation.map(|o| o.id.0);
    if own.is_none() || own != task.responsible_organisation_id {
        return false;
    }
    match (task.responsible_user_id, viewer.user) {
        (Some(named), Some(user)) => named == user.0,
        // A system acts for its unit; a task for the whole organisation is for all of them.
        (_, None) | (None, _) => true,
    }
}

/// Sets the state of a task: by who is responsible for it, or the coordinator.
pub(crate) async fn set_task_state(
    work: &mut Work<'_>,
    input: SetTaskStateInput,
) -> Result<Done, Refusal> {
    let (file, task) = open_task(work, &input.task_id).await?;
    if !file.is_coordinator() && !is_responsible(&file, &task) {
        return Err(Refusal::forbidden(
            "who is responsible for the task does this, or the coordinator",
            "det gør den ansvarlige for opgaven eller den koordinerende kontaktperson",
        ));
    }
    file.require_not_closed()?;
    expect_version("expectedVersion", input.expected_version, task.version)?;
    let (from, to) = (task.state.0, input.state.0);
    if !may_become(from, to) {
        let english = format!("the task is `{from}`, and does not become this; open it first");
        let danish = format!("opgaven er `{from}`, og kan ikke blive det; genåbn den først");
        return Err(Refusal::user(UserErrorCode::IllegalState, "state", &english, &danish));
    }
    let (id, version) = (task.id, task.version);
    let mut row = task.into_active_model();
    row.state = Set(Code(to));
    row.done_at = Set((to != TaskState::Open).then_some(work.now));
    row.version = Set(version + 1);
    row.update(&work.txn).await?;
    work.changed(&file, "TASK_STATE_SET", id).await?;
    Ok(Done::in_case(file.id(), id))
}
