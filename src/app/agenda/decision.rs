//! Minutes: what was decided under an item, and what categories it carries.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::agenda_item::Model;
use entity::column::Categories;
use law::Category;
use law::fields::UNTAGGED;
use law::forms::TaskState;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

use super::{change_item, done, open_item};
use crate::app::check::{Check, TEXT};
use crate::app::meeting::MeetingFile;
use crate::app::meeting::send::send_corrected;
use crate::app::task::{not_readable, readable};
use crate::app::{AppError, Done, Refusal, Work};
use crate::dkk::meeting::{Act, allows};
use crate::domain::of::Of;

/// Writes what was decided under an item (skriv beslutning).
#[derive(InputObject)]
pub(crate) struct RecordDecisionInput {
    /// The item (punkt).
    pub(crate) item_id: ID,
    /// Decision and who does what (beslutning og hvem gør hvad); null: none.
    pub(crate) decision: Option<String>,
    /// Categories of the item (oplysningskategorier): left out they stay; null: HEALTH and SOCIAL.
    pub(crate) categories: MaybeUndefined<Vec<Of<Category>>>,
    /// Why minutes that were sent are corrected (begrundelse for rettelse); required then, and left
    /// out before.
    pub(crate) reason: Option<String>,
    /// The item's version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Writes a decision, during the meeting or after it. In minutes that were sent it is corrected, with
/// the reason why: what is tagged anew is withheld at once from who may not read it, and the minutes
/// are sent again to those whose own view of them changed.
pub(crate) async fn record_decision(
    work: &mut Work<'_>,
    input: RecordDecisionInput,
) -> Result<Done, Refusal> {
    let (open, item) = open_item(work, &input.item_id, Some(input.expected_version)).await?;
    let corrects = allows(open.meeting.state.0, Act::CorrectMinutes);
    if !corrects {
        open.require(Act::WriteMinutes)?;
    }
    let mut check = Check::default();
    let (english, danish) = ("take the proposal on first", "optag forslaget først");
    check.that(item.accepted, "itemId", english, danish);
    check.that(
        item.proposed_by.is_none() || input.categories.is_undefined(),
        "categories",
        "a proposed item keeps the categories of its proposer",
        "et foreslået punkt beholder forslagsstillerens kategorier",
    );
    let decision = check.optional("decision", input.decision.as_deref(), TEXT);
    let categories = retag(&mut check, (work, &open), &item, &input.categories)?;
    let reason = reason(&mut check, input.reason.as_deref(), corrects);
    check.done()?;
    change_item(work, &item, |row| {
        row.decision = Set(decision);
        row.categories = Set(categories);
        row.correction_reason = Set(reason);
    })
    .await?;
    retag_tasks(work, &open, &item, categories).await?;
    if corrects {
        send_corrected(work, &open).await?;
        return done(work, &open, "DECISION_CORRECTED", item.id).await;
    }
    done(work, &open, "DECISION_RECORDED", item.id).await
}

/// Why minutes that were sent are corrected; before, nobody has read what is changed.
fn reason(check: &mut Check, reason: Option<&str>, corrects: bool) -> Option<String> {
    if corrects {
        return Some(check.required("reason", reason.unwrap_or_default(), TEXT));
    }
    let reason = check.optional("reason", reason, TEXT);
    check.that(
        reason.is_none(),
        "reason",
        "the minutes are not sent yet, and nothing is corrected; leave the reason out",
        "referatet er ikke udsendt endnu, og intet rettes; udelad begrundelsen",
    );
    None
}

/// The categories of an item after a change. Whoever has an open task of it must be able to read
/// the task still: it has the categories of its item.
pub(super) fn retag(
    check: &mut Check,
    (work, open): (&Work<'_>, &MeetingFile),
    item: &Model,
    tags: &MaybeUndefined<Vec<Of<Category>>>,
) -> Result<Option<Categories>, Refusal> {
    let categories = match tags {
        MaybeUndefined::Undefined => return Ok(item.categories),
        MaybeUndefined::Null => None,
        MaybeUndefined::Value(tags) => check.tags("categories", Some(tags)),
    };
    let needed = categories.map_or(UNTAGGED, |c| c.0);
    for task in open.file.rows.tasks.iter().filter(|t| t.item_id == Some(item.id)) {
        if task.state.0 == TaskState::Open
            && let Some(id) = task.responsible_organisation_id
            && !readable(&open.file, work.now, id, task.responsible_user_id, needed)?
        {
            check.flaws([not_readable("categories")]);
        }
    }
    Ok(categories)
}

/// Gives the item's categories to its tasks.
pub(super) async fn retag_tasks(
    work: &Work<'_>,
    open: &MeetingFile,
    item: &Model,
    categories: Option<Categories>,
) -> Result<(), AppError> {
    if categories == item.categories {
        return Ok(());
    }
    for task in open.file.rows.tasks.iter().filter(|t| t.item_id == Some(item.id)) {
        let mut row = task.clone().into_active_model();
        row.categories = Set(categories);
        row.version = Set(task.version + 1);
        row.update(&work.txn).await?;
    }
    Ok(())
}
