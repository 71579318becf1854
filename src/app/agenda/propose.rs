//! Further items from the participants (yderligere punkter), R26.

use async_graphql::{ID, InputObject};
use entity::agenda_item::Model;
use entity::column::Code;
use law::Category;
use law::dates::start_of;
use law::deadlines::item_flaw;
use law::forms::ItemKind;
use sea_orm::ActiveValue::Set;

use super::{MOST, change_item, done, open_item, put_in_place};
use crate::app::check::{self, Check, TEXT};
use crate::app::meeting::create::{FlexibleItemInput, checked};
use crate::app::meeting::{MeetingFile, PARTS};
use crate::app::reference::{ExternalReferenceInput, Sent};
use crate::app::{Done, Refusal, UserErrorCode, Work};
use crate::dkk::meeting::Act;
use crate::domain::EntityKind;
use crate::domain::of::Of;

/// Proposes a further item (foreslå punkt).
#[derive(InputObject)]
pub(crate) struct ProposeAgendaItemInput {
    /// The meeting (møde).
    pub(crate) meeting_id: ID,
    /// Subject (emne).
    pub(crate) subject: String,
    /// What shall we achieve (hvad skal vi opnå).
    pub(crate) goal: Option<String>,
    /// Time in minutes (tid).
    pub(crate) duration_minutes: Option<i32>,
    /// Categories of the item (oplysningskategorier); left out: HEALTH and SOCIAL.
    pub(crate) categories: Option<Vec<Of<Category>>>,
    /// The caller's own number of it; sent again, the proposal is changed until it is taken on or declined (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Proposes an item: by a participant of the meeting, at latest four days before it (R26). Until
/// the coordination takes it on it is between the two.
pub(crate) async fn propose_agenda_item(
    work: &mut Work<'_>,
    input: ProposeAgendaItemInput,
) -> Result<Done, Refusal> {
    let path = "meetingId";
    let (case, id) = check::in_case(path, &input.meeting_id, EntityKind::Meeting)?;
    let file = work.case(case, path, PARTS).await?;
    let open = MeetingFile::find(file, path, |m| m.id == id)?;
    if open.own().is_empty() {
        // The lead adds items itself; to others the meeting is unknown.
        open.file.require_coordination().map_err(|_| Refusal::not_found(path))?;
        return Err(Refusal::forbidden(
            "a participant of the meeting proposes; add the item instead",
            "en mødedeltager foreslår; tilføj punktet i stedet",
        ));
    }
    let own = open.file.organisation().map(|o| o.id.0);
    let reference = input.external_reference.as_ref();
    let sent = Sent::in_case::<Model>(work, reference, &open.file).await?;
    let proposed = |i: &Model| i.meeting_id == id && i.proposed_by == own;
    let held = sent.row(&open.file.rows.items, proposed)?;
    if held.is_none() {
        open.file.require_not_closed()?;
        open.require(Act::Propose)?;
    }
    let mut check = Check::default();
    let flaw = item_flaw(work.now, start_of(open.meeting.date));
    check.flaws(flaw.map(|flaw| law::Flaw { path: path.to_owned(), ..flaw }));
    let text = FlexibleItemInput {
        subject: input.subject,
        goal: input.goal,
        duration_minutes: input.duration_minutes,
        categories: input.categories,
        external_reference: None,
    };
    let text = checked(&mut check, "", &text);
    if let Some(held) = held {
        let next = Model {
            subject: text.subject,
            goal: text.goal,
            duration_minutes: text.duration_minutes,
            categories: text.categories,
            ..held.clone()
        };
        if next == *held {
            return sent.over(work, &open.file, held, next, "AGENDA_ITEM_UPDATED").await;
        }
        check.done()?;
        open.require(Act::Propose)?;
        if held.accepted || held.removed_at.is_some() {
            return Err(Refusal::user(
                UserErrorCode::IllegalState,
                "externalReference",
                "the proposal is taken on or declined, and stands; propose anew under another reference",
                "forslaget er optaget eller afvist og står fast; foreslå på ny under en anden reference",
            ));
        }
        return sent.over(work, &open.file, held, next, "AGENDA_ITEM_UPDATED").await;
    }
    let waiting = |i: &&Model| {
        i.meeting_id == id && !i.accepted && i.removed_at.is_none() && i.proposed_by == own
    };
    // Counted among the proposer's own: others' proposals are not for it to know of.
    let many = open.file.rows.items.iter().filter(waiting).count();
    let english = format!("at most {MOST} of your proposals wait at a time; let some be answered");
    let danish =
        format!("højst {MOST} af jeres forslag kan afvente; lad nogle blive besvaret først");
    check.that(many < MOST, path, &english, &danish);
    check.done()?;
    let positions = open.file.rows.items.iter().filter(|i| i.meeting_id == id).map(|i| i.position);
    let row = Model {
        citizen_id: open.file.citizen(),
        id: work.id(),
        case_id: open.file.id(),
        meeting_id: id,
        kind: Code(ItemKind::Flexible),
        position: positions.max().map_or(1, |last| last.saturating_add(1)),
        subject: text.subject,
        responsible_id: None,
        goal: text.goal,
        duration_minutes: text.duration_minutes,
        decision: None,
        correction_reason: None,
        categories: text.categories,
        proposed_by: own,
        accepted: false,
        version: 1,
        removed_at: None,
    };
    sent.first(work, &open.file, row, "AGENDA_ITEM_PROPOSED").await
}

/// Takes a proposed item on (optag foreslået punkt).
#[derive(InputObject)]
pub(crate) struct AcceptAgendaItemInput {
    /// The proposed item (punkt).
    pub(crate) item_id: ID,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Takes a proposal on: it stands among the flexible items.
pub(crate) async fn accept_agenda_item(
    work: &mut Work<'_>,
    input: AcceptAgendaItemInput,
) -> Result<Done, Refusal> {
    let (open, item) = open_proposal(work, &input.item_id, input.expected_version).await?;
    change_item(work, &item, |row| row.accepted = Set(true)).await?;
    put_in_place(work, &open, &item).await?;
    done(work, &open, "AGENDA_ITEM_ACCEPTED", item.id).await
}

/// Declines a proposed item (afvis foreslået punkt).
#[derive(InputObject)]
pub(crate) struct DeclineAgendaItemInput {
    /// The proposed item (punkt).
    pub(crate) item_id: ID,
    /// Why (begrundelse); the proposer reads it.
    pub(crate) reason: String,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Declines a proposal. It stays among the proposals, for its proposer to read why.
pub(crate) async fn decline_agenda_item(
    work: &mut Work<'_>,
    input: DeclineAgendaItemInput,
) -> Result<Done, Refusal> {
    let (open, item) = open_proposal(work, &input.item_id, input.expected_version).await?;
    let mut check = Check::default();
    let reason = check.required("reason", &input.reason, TEXT);
    check.done()?;
    change_item(work, &item, |row| {
        row.removed_at = Set(Some(work.now));
        row.decision = Set(Some(reason));
    })
    .await?;
    done(work, &open, "AGENDA_ITEM_DECLINED", item.id).await
}

async fn open_proposal(
    work: &mut Work<'_>,
    item_id: &ID,
    version: i32,
) -> Result<(MeetingFile, Model), Refusal> {
    let (open, item) = open_item(work, item_id, Some(version)).await?;
    open.require(Act::Arrange)?;
    let mut check = Check::default();
    let (english, danish) =
        ("the item stands on the agenda already", "punktet er allerede optaget");
    check.that(!item.accepted, "itemId", english, danish);
    check.done()?;
    Ok((open, item))
}
