//! Calling a meeting (indkald til koordinerende møde): a draft until its agenda is sent.

use async_graphql::{ID, InputObject};
use entity::column::Code;
use entity::{agenda_item, meeting};
use law::Category;
use law::Word;
use law::forms::{ItemKind, MeetingKind, MeetingState};
use sea_orm::prelude::Uuid;

use super::PARTS;
use super::participant::{MOST, ParticipantInput, at_most, once, resolve};
use super::update::check_times;
use crate::app::check::{self, Check, LINE, TEXT};
use crate::app::reference::{ExternalReferenceInput, Sent, Target};
use crate::app::{CaseFile, Done, Refusal, Work};
use crate::dkk::agenda::form;
use crate::domain::EntityKind;
use crate::domain::dates::today;
use crate::domain::of::Of;
use crate::domain::scalars::Date;

/// A flexible item of a new agenda (fleksibelt punkt).
#[derive(InputObject, Clone, Debug)]
pub(crate) struct FlexibleItemInput {
    /// Subject (emne).
    pub(crate) subject: String,
    /// What shall we achieve (hvad skal vi opnå).
    pub(crate) goal: Option<String>,
    /// Time in minutes (tid).
    pub(crate) duration_minutes: Option<i32>,
    /// Categories of the item (oplysningskategorier); left out: HEALTH and SOCIAL.
    pub(crate) categories: Option<Vec<Of<Category>>>,
    /// The caller's own number of it, for `addAgendaItem` to change it by (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
}

/// Calls a coordinating meeting (opret møde).
#[derive(InputObject)]
pub(crate) struct CreateMeetingInput {
    /// The case (sag).
    pub(crate) case_id: ID,
    /// Kind (mødetype).
    pub(crate) kind: Of<MeetingKind>,
    /// Date (dato).
    pub(crate) date: Date,
    /// Start, HH:MM local (start).
    pub(crate) start_time: String,
    /// End, HH:MM local (slut).
    pub(crate) end_time: String,
    /// Place (sted).
    pub(crate) place: String,
    /// Where the citizen stays now, if not at home (aktuelt opholdssted).
    pub(crate) current_residence: Option<String>,
    /// Who is to be invited (deltagere).
    #[graphql(default)]
    pub(crate) participants: Vec<ParticipantInput>,
    /// Flexible items, between the fixed ones (fleksible punkter).
    #[graphql(default)]
    pub(crate) items: Vec<FlexibleItemInput>,
    /// Whether the citizen's own status stands first (borgerens egen status).
    #[graphql(default)]
    pub(crate) citizen_status_first: bool,
    /// The caller's own number of it; sent again, kind, date, time, place and current
    /// residence are changed (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Makes the draft with the form's fixed items in their order, and the flexible ones between.
pub(crate) async fn create_meeting(
    work: &mut Work<'_>,
    input: CreateMeetingInput,
) -> Result<Done, Refusal> {
    let case = check::case_id("caseId", &input.case_id)?;
    let file = work.case(case, "caseId", PARTS).await?;
    file.require_coordination()?;
    let sent = Sent::in_case::<meeting::Model>(work, input.external_reference.as_ref(), &file);
    let sent = sent.await?;
    if sent.target().is_some() {
        return super::again::create_again(work, file, &sent, &input).await;
    }
    file.require_not_closed()?;
    let mut check = Check::default();
    check.near("date", input.date.0, today(work.now));
    check_times(&mut check, &input.start_time, &input.end_time);
    let place = check.required("place", &input.place, LINE);
    let current_residence = residence(&mut check, &input);
    at_most(&mut check, "participants", input.participants.len() <= MOST);
    let english = format!("state at most {MOST} items; leave some out");
    let danish = format!("angiv højst {MOST} punkter; udelad nogle");
    check.that(input.items.len() <= MOST, "items", &english, &danish);

    let id = work.id();
    let (mut participants, mut numbers) = (Vec::new(), Vec::new());
    for (index, participant) in input.participants.iter().enumerate().take(MOST) {
        let path = format!("participants[{index}]");
        let number = new(work, &mut check, &path, participant.external_reference.as_ref());
        numbers.push(number.await?);
        if let Some(invited) = resolve(&mut check, (work, &file), &path, participant)? {
            once(&mut check, &path, &invited, &participants);
            let position = i32::try_from(index).unwrap_or(i32::MAX);
            participants.push(invited.row(&file, (id, work.id(), position)));
        }
    }
    let mut flexible = Vec::new();
    for (index, item) in input.items.iter().enumerate().take(MOST) {
        let path = format!("items[{index}]");
        let number = new(work, &mut check, &path, item.external_reference.as_ref()).await?;
        flexible.push((checked(&mut check, &path, item), Some(number)));
    }
    check.done()?;

    let row = meeting::Model {
        citizen_id: file.citizen(),
        id,
        case_id: file.id(),
        kind: Code(input.kind.0),
        state: Code(MeetingState::Draft),
        date: input.date.0,
        start_time: input.start_time,
        end_time: input.end_time,
        place,
        current_residence,
        minute_taker_id: None,
        chair_id: None,
        citizen_present: None,
        informs_citizen_id: None,
        sent_at: None,
        held_at: None,
        minutes_sent_at: None,
        cancelled_at: None,
        cancel_reason: None,
        created_at: work.now,
        version: 1,
    };
    let done = sent.first(work, &file, row, "MEETING_CREATED").await?;
    for (participant, number) in participants.into_iter().zip(numbers) {
        let target = of_case(&file, EntityKind::MeetingParticipant, participant.id);
        work.insert(participant).await?;
        number.keep(work, target, 1).await?;
    }
    let kinds = form(flexible.len(), input.citizen_status_first);
    let mut flexible = flexible.into_iter();
    for (position, kind) in (1..).zip(kinds) {
        let (text, number) = match kind {
            ItemKind::Flexible => flexible.next().unwrap_or_default(),
            fixed => (Text { subject: fixed.danish().to_owned(), ..Text::default() }, None),
        };
        let item = work.id();
        work.insert(agenda_item::Model {
            citizen_id: file.citizen(),
            id: item,
            case_id: file.id(),
            meeting_id: id,
            kind: Code(kind),
            position,
            subject: text.subject,
            responsible_id: None,
            goal: text.goal,
            duration_minutes: text.duration_minutes,
            decision: None,
            correction_reason: None,
            categories: text.categories,
            proposed_by: None,
            accepted: true,
            version: 1,
            removed_at: None,
        })
        .await?;
        if let Some(number) = number {
            number.keep(work, of_case(&file, EntityKind::AgendaItem, item), 1).await?;
        }
    }
    Ok(done)
}

/// Where the citizen stays now.
pub(super) fn residence(check: &mut Check, input: &CreateMeetingInput) -> Option<String> {
    check.optional("currentResidence", input.current_residence.as_deref(), LINE)
}

fn of_case(file: &CaseFile, kind: EntityKind, id: Uuid) -> Target {
    Target::in_case(kind, id, file.citizen(), file.id())
}

/// The number of something new: one that names anything already is taken.
async fn new(
    work: &Work<'_>,
    check: &mut Check,
    path: &str,
    input: Option<&ExternalReferenceInput>,
) -> Result<Sent, Refusal> {
    let sent = Sent::at(work, &check::under(path, "externalReference"), input, None).await?;
    if sent.target().is_some() {
        check.push(sent.taken());
    }
    Ok(sent)
}

/// The text of an item that was found in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Text {
    pub(crate) subject: String,
    pub(crate) goal: Option<String>,
    pub(crate) duration_minutes: Option<i32>,
    pub(crate) categories: Option<entity::column::Categories>,
}

/// Checks the text of an item.
pub(crate) fn checked(check: &mut Check, path: &str, item: &FlexibleItemInput) -> Text {
    let path = |field: &str| check::under(path, field);
    Text {
        subject: check.required(&path("subject"), &item.subject, LINE),
        goal: check.optional(&path("goal"), item.goal.as_deref(), TEXT),
        duration_minutes: minutes(check, &path("durationMinutes"), item.duration_minutes),
        categories: check.tags(&path("categories"), item.categories.as_deref()),
    }
}

/// Checks a time in minutes: part of one day's meeting.
pub(crate) fn minutes(check: &mut Check, path: &str, minutes: Option<i32>) -> Option<i32> {
    let within = minutes.is_none_or(|minutes| (1..=720).contains(&minutes));
    check.that(within, path, "1 to 720 minutes", "1 til 720 minutter");
    minutes
}
