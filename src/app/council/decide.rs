//! What the council says of a case: its deliberation (drøftelse), kept to the administrations that
//! sat, and its decision (beslutning).
//!
//! Either is recorded by one of the administrations that sat, while the citizen's consent names each
//! of them (R32). Whoever sat holds the deliberation from then on: it stays readable to them whatever
//! becomes of the consent, and to nobody else ever.

use async_graphql::{ID, InputObject};
use entity::column::Code;
use entity::council_case::Model;
use entity::{council_member, council_sitting};
use law::brain_injury::council::{consent_flaw, decision_flaws};
use law::brain_injury::{CouncilDecision, CouncilMeetingState};
use law::facts::Organisation;
use law::forms::Attendance;
use law::{Category, CategorySet, Relation};
use sea_orm::prelude::Uuid;

use super::MeetingFile;
use super::case::{PATH, open};
use crate::app::check::{self, Check, TEXT};
use crate::app::work::expect_version;
use crate::app::{AppError, CaseFile, Done, Refusal, UserError, UserErrorCode, Work};
use crate::domain::EntityKind;
use crate::domain::of::Of;

/// Records what was said of a case (notér samrådets drøftelse).
#[derive(InputObject)]
pub(crate) struct RecordCouncilDeliberationInput {
    /// The case of the council (samrådssag).
    pub(crate) council_case_id: ID,
    /// Deliberation (drøftelse): for the administrations that sat, and nobody else.
    pub(crate) text: String,
    /// The version of the deliberation that was read (version af drøftelsen); left out: there was
    /// none.
    pub(crate) expected_version: Option<i32>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Records what the council decided (notér samrådets beslutning).
#[derive(InputObject)]
pub(crate) struct RecordCouncilDecisionInput {
    /// The case of the council (samrådssag).
    pub(crate) council_case_id: ID,
    /// Decision (beslutning).
    pub(crate) decision_type: Of<CouncilDecision>,
    /// Its text (beslutningens tekst).
    pub(crate) decision_text: String,
    /// A later meeting, which is planned, at which it is followed up (opfølgende møde).
    pub(crate) follow_up_meeting_id: Option<ID>,
    /// To correct a decision that stands, the version that was read (version); by the lead or who
    /// presents the case.
    pub(crate) expected_version: Option<i32>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// A case of the council as it was held: the meeting, and the administration that records.
pub(crate) struct Held {
    pub(crate) file: CaseFile,
    pub(crate) row: Model,
    own: Organisation,
    meeting: MeetingFile,
}

/// Opens a case of the council for an administration that sat when it was taken up.
pub(crate) async fn held(work: &mut Work<'_>, id: &ID) -> Result<Held, Refusal> {
    let (file, row) = open(work, id).await?;
    let meeting = work.council_meeting(row.council_meeting_id, PATH).await;
    // Who sees the case and has no seat is told who records, and not that the id is unknown.
    let meeting = match meeting {
        Err(Refusal::User(_)) => return Err(sat_does_this()),
        other => other?,
    };
    let own = file.organisation().filter(|own| {
        meeting.law.seats.iter().any(|seat| seat.organisation.id == own.id)
            && matches!(file.verdict.relation, Relation::Lead | Relation::Participant)
    });
    let own = own.ok_or_else(sat_does_this)?;
    file.require_not_closed()?;
    check::standing(PATH, row.annulled_at.is_some())?;
    if meeting.meeting.state.0 != CouncilMeetingState::Held {
        return Err(Refusal::user(
            UserErrorCode::IllegalState,
            PATH,
            "the meeting is not recorded as held; record who came first",
            "mødet er ikke registreret som afholdt; registrér fremmødet først",
        ));
    }
    if !meeting.present().any(|member| member.organisation_id == own.id.0) {
        return Err(sat_does_this());
    }
    Ok(Held { file, row, own, meeting })
}

fn sat_does_this() -> Refusal {
    Refusal::forbidden(
        "an administration that sat at the meeting does this",
        "det gør en forvaltning, der deltog i mødet",
    )
}

impl MeetingFile {
    /// The seats that were filled.
    fn present(&self) -> impl Iterator<Item = &council_member::Model> {
        self.members.iter().filter(|member| member.attendance.0 == Attendance::Present)
    }
}

impl Held {
    /// Whether the caller's administration holds the deliberation that stands.
    fn holds(&self) -> bool {
        let mut sat = self.file.rows.sittings.iter();
        sat.any(|s| (s.council_case_id, s.organisation_id) == (self.row.id, self.own.id.0))
    }

    /// R32: a consent names every administration that sat, now.
    fn consented(&self, check: &mut Check) -> Result<(), AppError> {
        let mut sat = Vec::new();
        for member in self.meeting.present() {
            sat.push(self.file.directory.organisation(member.organisation_id)?);
        }
        let flaw = consent_flaw(self.file.law.facts(), &sat, self.file.now());
        // It stands in no input: it is the case that lacks it.
        check.flaws(flaw.map(|flaw| law::Flaw { path: "consent".to_owned(), ..flaw }));
        Ok(())
    }
}

/// Records the deliberation, and who sat: from then on they hold it.
pub(crate) async fn record_council_deliberation(
    work: &mut Work<'_>,
    input: RecordCouncilDeliberationInput,
) -> Result<Done, Refusal> {
    let held = held(work, &input.council_case_id).await?;
    let stands = held.row.deliberation_version;
    // Who is found to have sat once it stands learns of it from those who hold it: they record it
    // again.
    if stands > 0 && !held.holds() {
        return Err(sat_does_this());
    }
    expect_version("expectedVersion", input.expected_version.unwrap_or(0), stands)?;
    let mut check = Check::default();
    let text = check.required("text", &input.text, TEXT);
    held.consented(&mut check)?;
    check.done()?;
    let (file, id) = (&held.file, held.row.id);
    let known = |member: &council_member::Model| {
        let of = (id, member.organisation_id, member.unit_id, member.professional_id);
        let mut sat = file.rows.sittings.iter();
        sat.any(|s| (s.council_case_id, s.organisation_id, s.unit_id, s.user_id) == of)
    };
    for member in held.meeting.present() {
        if !known(member) {
            sits(work, file, id, member).await?;
        }
        work.hold(file, member.organisation_id, member.unit_id, member.professional_id).await?;
    }
    // The version of the row is the lead's, who may not have sat: what is said here leaves it alone.
    let row =
        Model { deliberation: Some(text), deliberation_version: stands + 1, ..held.row.clone() };
    work.update(row).await?;
    work.changed(file, "COUNCIL_DELIBERATION_RECORDED", id).await?;
    Ok(Done::in_case(file.id(), id))
}

async fn sits(
    work: &Work<'_>,
    file: &CaseFile,
    council_case_id: Uuid,
    member: &council_member::Model,
) -> Result<(), AppError> {
    work.insert(council_sitting::Model {
        citizen_id: file.citizen(),
        id: work.id(),
        case_id: file.id(),
        council_case_id,
        organisation_id: member.organisation_id,
        unit_id: member.unit_id,
        user_id: member.professional_id,
        recorded_at: work.now,
    })
    .await
}

/// Records the decision; once it stands, the lead or who presents the case can correct it.
pub(crate) async fn record_council_decision(
    work: &mut Work<'_>,
    input: RecordCouncilDecisionInput,
) -> Result<Done, Refusal> {
    let held = held(work, &input.council_case_id).await?;
    may_correct(&held, input.expected_version)?;
    let follow_up = match &input.follow_up_meeting_id {
        Some(id) => {
            let path = "followUpMeetingId";
            let id = check::outside(path, id, EntityKind::CouncilMeeting)?;
            Some(work.council_meeting(id, path).await?)
        }
        None => None,
    };
    let file = &held.file;
    let mut check = Check::default();
    let text = check.required("decisionText", &input.decision_text, TEXT);
    // That it says nothing is told above.
    let flaws = decision_flaws(Some(input.decision_type.0), Some(&text)).into_iter();
    check.flaws(flaws.filter(|flaw| flaw.path != "decisionText"));
    if let Some(later) = &follow_up {
        let planned = later.meeting.state.0 == CouncilMeetingState::Planned;
        check.that(
            planned && later.meeting.date > held.meeting.meeting.date,
            "followUpMeetingId",
            "choose a later meeting that is planned",
            "vælg et senere møde, der er planlagt",
        );
    }
    held.consented(&mut check)?;
    let social = CategorySet::of(&[Category::Social]);
    if let Err(Refusal::User(errors)) = file.require_open(&file.verdict, social, "decisionText") {
        errors.into_iter().for_each(|error| check.push(error));
    }
    check.done()?;
    let row = held.row.clone();
    let id = row.id;
    work.update(Model {
        decision_type: Some(Code(input.decision_type.0)),
        decision_text: Some(text),
        decided_at: row.decided_at.or(Some(work.now)),
        decided_by: file.viewer().user.map(|user| user.0),
        follow_up_meeting_id: follow_up.map(|later| later.meeting.id),
        version: row.version + 1,
        ..row
    })
    .await?;
    work.changed(file, "COUNCIL_DECISION_RECORDED", id).await?;
    Ok(Done::in_case(file.id(), id))
}

/// The first decision is any administration's that sat. One that stands is corrected by those who
/// read the row whole, its version with it.
fn may_correct(held: &Held, expected: Option<i32>) -> Result<(), Refusal> {
    let (row, own) = (&held.row, held.own.id.0);
    let reads_whole = own == held.file.lead().id.0 || own == row.organisation_id;
    match expected {
        Some(expected) if reads_whole => expect_version("expectedVersion", expected, row.version),
        Some(_) => Err(UserError::new(
            UserErrorCode::Withheld,
            "expectedVersion",
            "the version is withheld from you; leave it out",
            "versionen er tilbageholdt for dig; udelad den",
        )
        .into()),
        None if row.decided_at.is_none() => Ok(()),
        None => Err(Refusal::user(
            UserErrorCode::IllegalState,
            PATH,
            "the council has decided; read the case of the council again",
            "samrådet har besluttet; læs samrådssagen igen",
        )),
    }
}
