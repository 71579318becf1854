//! Columns added to an agenda (ekstra kolonner) and what stands in them.

use async_graphql::{ID, InputObject};
use entity::{agenda_cell, agenda_column};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
};

use super::{change_item, done, open_item};
use crate::app::check::{self, Check, LINE, TEXT};
use crate::app::meeting::{MeetingFile, PARTS, coordinate};
use crate::app::reference::{self, ExternalReferenceInput, Sent};
use crate::app::work::expect_version;
use crate::app::{Done, Refusal, Work};
use crate::dkk::meeting::Act;
use crate::domain::EntityKind;

/// Most added columns: a form wider than this is no form.
const MOST: usize = 10;

/// Adds a column to an agenda (tilføj kolonne).
#[derive(InputObject)]
pub(crate) struct AddAgendaColumnInput {
    /// The meeting (møde).
    pub(crate) meeting_id: ID,
    /// Title (overskrift).
    pub(crate) title: String,
    /// The meeting's version that was read (version).
    pub(crate) expected_version: i32,
    /// The caller's own number of it; sent again, the column gets the title that is sent (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Adds a column, after those that stand.
pub(crate) async fn add_agenda_column(
    work: &mut Work<'_>,
    input: AddAgendaColumnInput,
) -> Result<Done, Refusal> {
    let open = coordinate(work, &input.meeting_id, None, PARTS).await?;
    let mut check = Check::default();
    let title = check.required("title", &input.title, LINE);
    let reference = input.external_reference.as_ref();
    let sent = Sent::in_case::<agenda_column::Model>(work, reference, &open.file).await?;
    let of_meeting = |c: &agenda_column::Model| c.meeting_id == open.meeting.id;
    if let Some(held) = sent.row(&open.file.rows.columns, of_meeting)? {
        check.done()?;
        let next = agenda_column::Model { title, ..held.clone() };
        if next != *held {
            open.require(Act::Arrange)?;
            open.change(work, |_| ()).await?;
        }
        return sent.over(work, &open.file, held, next, "AGENDA_COLUMN_CHANGED").await;
    }
    expect_version("expectedVersion", input.expected_version, open.meeting.version)?;
    open.require(Act::Arrange)?;
    let columns = open.file.rows.columns.iter().filter(|c| c.meeting_id == open.meeting.id);
    let positions: Vec<_> = columns.map(|c| c.position).collect();
    let english = format!("an agenda has at most {MOST} added columns; remove one first");
    let danish = format!("en dagsorden har højst {MOST} ekstra kolonner; fjern en først");
    check.that(positions.len() < MOST, "meetingId", &english, &danish);
    check.done()?;
    let column = agenda_column::Model {
        citizen_id: open.file.citizen(),
        id: work.id(),
        case_id: open.file.id(),
        meeting_id: open.meeting.id,
        title,
        position: positions.iter().max().map_or(0, |last| last + 1),
        version: 1,
    };
    open.change(work, |_| ()).await?;
    sent.first(work, &open.file, column, "AGENDA_COLUMN_ADDED").await
}

/// Removes an added column (fjern kolonne).
#[derive(InputObject)]
pub(crate) struct RemoveAgendaColumnInput {
    /// The column (kolonne).
    pub(crate) column_id: ID,
    /// The meeting's version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Removes a column and what stands in it.
pub(crate) async fn remove_agenda_column(
    work: &mut Work<'_>,
    input: RemoveAgendaColumnInput,
) -> Result<Done, Refusal> {
    let path = "columnId";
    let (case, id) = check::in_case(path, &input.column_id, EntityKind::AgendaColumn)?;
    let file = work.case(case, path, PARTS).await?;
    file.require_coordination()?;
    file.require_not_closed()?;
    let found = file.rows.columns.iter().find(|c| c.id == id).cloned();
    let column = found.ok_or_else(|| Refusal::not_found(path))?;
    let open = MeetingFile::find(file, path, |m| m.id == column.meeting_id)?;
    expect_version("expectedVersion", input.expected_version, open.meeting.version)?;
    open.require(Act::Arrange)?;
    for cell in open.file.rows.cells.iter().filter(|c| c.column_id == id) {
        if let Some(item) = open.file.rows.items.iter().find(|i| i.id == cell.item_id) {
            change_item(work, item, |_| ()).await?;
        }
    }
    agenda_cell::Entity::delete_many()
        .filter(agenda_cell::Column::CitizenId.eq(column.citizen_id))
        .filter(agenda_cell::Column::ColumnId.eq(id))
        .exec(&work.txn)
        .await?;
    let key = (column.citizen_id, id);
    agenda_column::Entity::delete_by_id(key).exec(&work.txn).await?;
    reference::forget(work, id).await?;
    open.change(work, |_| ()).await?;
    done(work, &open, "AGENDA_COLUMN_REMOVED", open.meeting.id).await
}

/// Writes into an added column of an item (udfyld celle).
#[derive(InputObject)]
pub(crate) struct SetAgendaCellInput {
    /// The item (punkt).
    pub(crate) item_id: ID,
    /// The column (kolonne).
    pub(crate) column_id: ID,
    /// Text (tekst); null: nothing.
    pub(crate) text: Option<String>,
    /// The item's version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Writes a cell; it is text of its item, and carries its categories.
pub(crate) async fn set_agenda_cell(
    work: &mut Work<'_>,
    input: SetAgendaCellInput,
) -> Result<Done, Refusal> {
    let (open, item) = open_item(work, &input.item_id, Some(input.expected_version)).await?;
    open.require(Act::FillIn)?;
    let path = "columnId";
    let (case, id) = check::in_case(path, &input.column_id, EntityKind::AgendaColumn)?;
    let rows = &open.file.rows;
    let column = rows
        .columns
        .iter()
        .find(|c| c.id == id && c.meeting_id == open.meeting.id && case == open.file.of());
    let column = column.ok_or_else(|| Refusal::not_found(path))?;
    let mut check = Check::default();
    let (english, danish) = ("take the proposal on first", "optag forslaget først");
    check.that(item.accepted, "itemId", english, danish);
    let text = check.optional("text", input.text.as_deref(), TEXT);
    check.done()?;
    let cell = rows.cells.iter().find(|c| c.item_id == item.id && c.column_id == column.id);
    match (cell, text) {
        (Some(cell), Some(text)) => {
            let mut row = cell.clone().into_active_model();
            row.text = Set(text);
            row.update(&work.txn).await?;
        }
        (Some(cell), None) => {
            let key = (cell.citizen_id, cell.id);
            agenda_cell::Entity::delete_by_id(key).exec(&work.txn).await?;
        }
        (None, Some(text)) => {
            work.insert(agenda_cell::Model {
                citizen_id: open.file.citizen(),
                id: work.id(),
                case_id: open.file.id(),
                meeting_id: open.meeting.id,
                item_id: item.id,
                column_id: column.id,
                text,
            })
            .await?;
        }
        (None, None) => {}
    }
    change_item(work, &item, |_| ()).await?;
    done(work, &open, "AGENDA_CELL_SET", item.id).await
}
