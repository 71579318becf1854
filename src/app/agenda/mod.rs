//! Agenda items (dagsordenspunkter). Any item may be added, moved or removed, the form's own too.

pub(crate) mod column;
pub(crate) mod decision;
pub(crate) mod propose;

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::agenda_item::{self, Model};
use entity::column::Code;
use law::forms::{ItemKind, TaskState};
use law::{Category, Word};
use sea_orm::prelude::Uuid;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

use super::check::{self, Check, LINE, TEXT};
use super::meeting::create::minutes;
use super::meeting::{MeetingFile, PARTS, coordinate};
use super::reference::{ExternalReferenceInput, Sent};
use super::work::expect_version;
use super::{AppError, Done, Refusal, UserErrorCode, Work};
use crate::dkk::agenda::{place, takes};
use crate::dkk::meeting::Act;
use crate::domain::EntityKind;
use crate::domain::of::Of;

/// Most items of one agenda.
const MOST: usize = 100;

/// Opens the item of an input, with its meeting, for the coordination.
async fn open_item(
    work: &mut Work<'_>,
    item_id: &ID,
    version: Option<i32>,
) -> Result<(MeetingFile, Model), Refusal> {
    let path = "itemId";
    let (case, id) = check::in_case(path, item_id, EntityKind::AgendaItem)?;
    let file = work.case(case, path, PARTS).await?;
    file.require_coordination()?;
    file.require_not_closed()?;
    let standing = |i: &&Model| i.id == id && i.removed_at.is_none();
    let item = file.rows.items.iter().find(standing).cloned();
    let item = item.ok_or_else(|| Refusal::not_found(path))?;
    if let Some(version) = version {
        expect_version("expectedVersion", version, item.version)?;
    }
    let open = MeetingFile::find(file, path, |m| m.id == item.meeting_id)?;
    Ok((open, item))
}

/// Changes an item's row; its version grows.
async fn change_item(
    work: &Work<'_>,
    item: &Model,
    set: impl FnOnce(&mut agenda_item::ActiveModel),
) -> Result<(), AppError> {
    let mut row = item.clone().into_active_model();
    row.version = Set(item.version + 1);
    set(&mut row);
    row.update(&work.txn).await?;
    Ok(())
}

/// Gives the items of an agenda their positions, in this order. No version grows: a reader who
/// sees some of the items would learn of the others by it.
async fn reorder(work: &Work<'_>, items: &[&Model]) -> Result<(), AppError> {
    for (position, item) in (1..).zip(items) {
        if item.position != position {
            let mut row = (*item).clone().into_active_model();
            row.position = Set(position);
            row.update(&work.txn).await?;
        }
    }
    Ok(())
}

/// Puts an item that stands in no order yet into the agenda, where its kind has its place.
async fn put_in_place(work: &Work<'_>, open: &MeetingFile, item: &Model) -> Result<(), AppError> {
    let mut items = open.agenda();
    items.retain(|i| i.id != item.id);
    let kinds: Vec<_> = items.iter().map(|i| i.kind.0).collect();
    items.insert(place(&kinds, item.kind.0), item);
    reorder(work, &items).await
}

/// Adds an item to an agenda (tilføj punkt).
#[derive(InputObject)]
pub(crate) struct AddAgendaItemInput {
    /// The meeting (møde).
    pub(crate) meeting_id: ID,
    /// Kind (punktets art); what stands on the form stands once.
    #[graphql(default_with = "Of(ItemKind::Flexible)")]
    pub(crate) kind: Of<ItemKind>,
    /// Subject (emne); left out: the form's own words, for what stands on the form.
    pub(crate) subject: Option<String>,
    /// Participant who is responsible (ansvarlig).
    pub(crate) responsible_id: Option<ID>,
    /// What shall we achieve (hvad skal vi opnå).
    pub(crate) goal: Option<String>,
    /// Time in minutes (tid).
    pub(crate) duration_minutes: Option<i32>,
    /// Categories of the item (oplysningskategorier); left out: HEALTH and SOCIAL.
    pub(crate) categories: Option<Vec<Of<Category>>>,
    /// The caller's own number of it; sent again, the item is changed (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Adds an item where the form has its place.
pub(crate) async fn add_agenda_item(
    work: &mut Work<'_>,
    input: AddAgendaItemInput,
) -> Result<Done, Refusal> {
    let open = coordinate(work, &input.meeting_id, None, PARTS).await?;
    let reference = input.external_reference.as_ref();
    let sent = Sent::in_case::<Model>(work, reference, &open.file).await?;
    let standing = |i: &Model| i.meeting_id == open.meeting.id && i.removed_at.is_none();
    if let Some(held) = sent.row(&open.file.rows.items, standing)? {
        return add_again(work, &open, &sent, held, &input).await;
    }
    open.require(Act::Arrange)?;
    let mut check = Check::default();
    let kind = input.kind.0;
    let kinds: Vec<_> = open.agenda().iter().map(|i| i.kind.0).collect();
    if !takes(&kinds, kind) {
        let english = "the agenda has this item already";
        check.error(UserErrorCode::Taken, "kind", english, "dagsordenen har allerede punktet");
    }
    let english = format!("an agenda has at most {MOST} items; remove one first");
    let danish = format!("en dagsorden har højst {MOST} punkter; fjern et først");
    check.that(kinds.len() < MOST, "meetingId", &english, &danish);
    let own = (kind != ItemKind::Flexible).then(|| kind.danish());
    let subject = input.subject.as_deref().or(own).unwrap_or_default();
    let subject = check.required("subject", subject, LINE);
    let responsible = input.responsible_id.as_ref();
    let responsible = responsible.map(|id| open.participant("responsibleId", id)).transpose()?;
    let row = Model {
        citizen_id: open.file.citizen(),
        id: work.id(),
        case_id: open.file.id(),
        meeting_id: open.meeting.id,
        kind: Code(kind),
        position: i32::MAX,
        subject,
        responsible_id: responsible.map(|p| p.id),
        goal: check.optional("goal", input.goal.as_deref(), TEXT),
        duration_minutes: minutes(&mut check, "durationMinutes", input.duration_minutes),
        decision: None,
        correction_reason: None,
        categories: check.tags("categories", input.categories.as_deref()),
        proposed_by: None,
        accepted: true,
        version: 1,
        removed_at: None,
    };
    check.done()?;
    let added = sent.first(work, &open.file, row.clone(), "AGENDA_ITEM_ADDED").await?;
    put_in_place(work, &open, &row).await?;
    Ok(added)
}

/// An item that is sent again is changed as [`update_agenda_item`] changes it; its kind stands.
async fn add_again(
    work: &Work<'_>,
    open: &MeetingFile,
    sent: &Sent,
    held: &Model,
    input: &AddAgendaItemInput,
) -> Result<Done, Refusal> {
    let mut check = Check::default();
    let (english, danish) = ("the item is of another kind", "punktet er af en anden art");
    check.that(input.kind.0 == held.kind.0, "kind", english, danish);
    let own = (held.kind.0 != ItemKind::Flexible).then(|| held.kind.0.danish());
    let subject = input.subject.as_deref().or(own).unwrap_or_default();
    let responsible = input.responsible_id.as_ref();
    let responsible = responsible.map(|id| open.participant("responsibleId", id)).transpose()?;
    let tags = match &input.categories {
        // Left out, it is untagged: not the same as left out of an update.
        None => MaybeUndefined::Null,
        Some(tags) => MaybeUndefined::Value(tags.clone()),
    };
    let next = Model {
        subject: check.required("subject", subject, LINE),
        responsible_id: responsible.map(|p| p.id),
        goal: check.optional("goal", input.goal.as_deref(), TEXT),
        duration_minutes: minutes(&mut check, "durationMinutes", input.duration_minutes),
        categories: decision::retag(&mut check, (work, open), held, &tags)?,
        ..held.clone()
    };
    check.done()?;
    if next != *held {
        open.require(Act::Arrange)?;
        require_own(held)?;
    }
    decision::retag_tasks(work, open, held, next.categories).await?;
    sent.over(work, &open.file, held, next, "AGENDA_ITEM_UPDATED").await
}

/// What a participant proposed stands as it was proposed.
fn require_own(item: &Model) -> Result<(), Refusal> {
    let mut check = Check::default();
    check.that(
        item.proposed_by.is_none(),
        "itemId",
        "a proposed item stands as it was proposed; add one of your own beside it",
        "et foreslået punkt står, som det blev foreslået; tilføj et andet ved siden af",
    );
    check.done()
}

/// Changes an item (ret punkt); what is left out stays.
#[derive(InputObject)]
pub(crate) struct UpdateAgendaItemInput {
    /// The item (punkt).
    pub(crate) item_id: ID,
    /// Subject (emne).
    pub(crate) subject: MaybeUndefined<String>,
    /// Participant who is responsible (ansvarlig); null: nobody.
    pub(crate) responsible_id: MaybeUndefined<ID>,
    /// What shall we achieve (hvad skal vi opnå); null: nothing stated.
    pub(crate) goal: MaybeUndefined<String>,
    /// Time in minutes (tid); null: not stated.
    pub(crate) duration_minutes: MaybeUndefined<i32>,
    /// Categories of the item (oplysningskategorier); null: HEALTH and SOCIAL.
    pub(crate) categories: MaybeUndefined<Vec<Of<Category>>>,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Changes an item. One that a participant proposed stands as it was proposed: its proposer reads
/// it as its own, so that nothing of the lead's may be written into it.
pub(crate) async fn update_agenda_item(
    work: &mut Work<'_>,
    input: UpdateAgendaItemInput,
) -> Result<Done, Refusal> {
    let (open, item) = open_item(work, &input.item_id, Some(input.expected_version)).await?;
    open.require(Act::Arrange)?;
    let mut check = Check::default();
    let text = [&input.subject, &input.goal].iter().any(|field| !field.is_undefined());
    let retold = text || !input.categories.is_undefined();
    check.that(
        item.proposed_by.is_none() || !retold,
        "itemId",
        "a proposed item stands as it was proposed; add one of your own beside it",
        "et foreslået punkt står, som det blev foreslået; tilføj et andet ved siden af",
    );
    let subject = match input.subject {
        MaybeUndefined::Undefined => item.subject.clone(),
        MaybeUndefined::Null => check.required("subject", "", LINE),
        MaybeUndefined::Value(subject) => check.required("subject", &subject, LINE),
    };
    let goal = match &input.goal {
        MaybeUndefined::Undefined => item.goal.clone(),
        MaybeUndefined::Null => None,
        MaybeUndefined::Value(goal) => check.optional("goal", Some(goal), TEXT),
    };
    let duration = match input.duration_minutes {
        MaybeUndefined::Undefined => item.duration_minutes,
        MaybeUndefined::Null => None,
        MaybeUndefined::Value(value) => minutes(&mut check, "durationMinutes", Some(value)),
    };
    let responsible = match &input.responsible_id {
        MaybeUndefined::Undefined => item.responsible_id,
        MaybeUndefined::Null => None,
        MaybeUndefined::Value(id) => Some(open.participant("responsibleId", id)?.id),
    };
    let categories = decision::retag(&mut check, (work, &open), &item, &input.categories)?;
    check.done()?;
    change_item(work, &item, |row| {
        row.subject = Set(subject);
        row.goal = Set(goal);
        row.duration_minutes = Set(duration);
        row.responsible_id = Set(responsible);
        row.categories = Set(categories);
    })
    .await?;
    decision::retag_tasks(work, &open, &item, categories).await?;
    done(work, &open, "AGENDA_ITEM_UPDATED", item.id).await
}

/// Removes an item from an agenda (fjern punkt).
#[derive(InputObject)]
pub(crate) struct RemoveAgendaItemInput {
    /// The item (punkt).
    pub(crate) item_id: ID,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Removes an item; its row is kept. A proposal is declined instead, so that its proposer is told.
pub(crate) async fn remove_agenda_item(
    work: &mut Work<'_>,
    input: RemoveAgendaItemInput,
) -> Result<Done, Refusal> {
    let (open, item) = open_item(work, &input.item_id, Some(input.expected_version)).await?;
    open.require(Act::Arrange)?;
    let mut check = Check::default();
    let (english, danish) = ("decline the proposal instead", "afvis forslaget i stedet");
    check.that(item.accepted, "itemId", english, danish);
    let open_task =
        |t: &entity::task::Model| t.item_id == Some(item.id) && t.state.0 == TaskState::Open;
    check.that(
        !open.file.rows.tasks.iter().any(open_task),
        "itemId",
        "an open task comes of this item; close it first",
        "en åben opgave udspringer af punktet; luk den først",
    );
    check.done()?;
    change_item(work, &item, |row| row.removed_at = Set(Some(work.now))).await?;
    let left: Vec<_> = open.agenda().into_iter().filter(|i| i.id != item.id).collect();
    reorder(work, &left).await?;
    done(work, &open, "AGENDA_ITEM_REMOVED", open.meeting.id).await
}

/// Moves an item within its agenda (flyt punkt).
#[derive(InputObject)]
pub(crate) struct MoveAgendaItemInput {
    /// The item (punkt).
    pub(crate) item_id: ID,
    /// The item that it is to stand after (efter punkt); null: first.
    pub(crate) after_id: Option<ID>,
    /// The meeting's version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Moves an item; the order belongs to the meeting, whose version grows.
pub(crate) async fn move_agenda_item(
    work: &mut Work<'_>,
    input: MoveAgendaItemInput,
) -> Result<Done, Refusal> {
    let (open, item) = open_item(work, &input.item_id, None).await?;
    expect_version("expectedVersion", input.expected_version, open.meeting.version)?;
    open.require(Act::Arrange)?;
    let mut items = open.agenda();
    let from = items.iter().position(|i| i.id == item.id);
    let moved = from.map(|from| items.remove(from));
    let moved = moved.ok_or_else(|| Refusal::not_found("itemId"))?;
    let to = match &input.after_id {
        None => 0,
        Some(id) => {
            let (case, id) = check::in_case("afterId", id, EntityKind::AgendaItem)?;
            let after = items.iter().position(|i| i.id == id && case == open.file.of());
            after.ok_or_else(|| Refusal::not_found("afterId"))? + 1
        }
    };
    items.insert(to, moved);
    reorder(work, &items).await?;
    open.change(work, |_| ()).await?;
    done(work, &open, "AGENDA_ITEM_MOVED", item.id).await
}

/// Notes a change within the agenda.
async fn done(
    work: &Work<'_>,
    open: &MeetingFile,
    kind: &str,
    entity: Uuid,
) -> Result<Done, Refusal> {
    work.changed(&open.file, kind, entity).await?;
    Ok(Done::in_case(open.file.id(), entity))
}
