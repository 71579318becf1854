//! Presenting a case to the council (forelæg sag for hjerneskadesamrådet), R32.
//!
//! What an administration presents crosses: to the lead, which holds the presentation together with
//! it, and to the others that sit, as far as the citizen's consents open it to each. So an
//! administration other than the lead presents what is open to it in the case already, or what the
//! lead may collect from it; and before anything crosses, a consent names every administration that
//! sits.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::column::Codes;
use entity::council_case::Model;
use law::brain_injury::CouncilMeetingState;
use law::brain_injury::council::{CouncilCaseDraft, consent_flaw, flaws};
use law::facts::{Facts, Organisation};
use law::forms::NoticeKind;
use law::regime::COUNCIL_RHYTHMS;
use law::request::{CaseOpening, RequestDraft, may_ask};
use law::status::ClauseState;
use law::{Category, CategorySet, Fault, Flaw, OrganisationKind, Purpose, Relation, Rule};
use sea_orm::prelude::Uuid;
use sea_orm::{ConnectionTrait, Statement};

use super::MeetingFile;
use super::take_part::settle;
use crate::app::check::{self, Check, TEXT};
use crate::app::notice::{Tell, tell};
use crate::app::reference::{self, ExternalReferenceInput, Target};
use crate::app::work::expect_version;
use crate::app::{AppError, CaseFile, Done, Refusal, Work};
use crate::domain::EntityKind;
use crate::domain::of::Of;
use crate::store::{Parts, StoreError};

/// Presents a case to the council (forelæg sag for samrådet).
#[derive(InputObject)]
pub(crate) struct PresentCouncilCaseInput {
    /// The brain-injury case (hjerneskadesag).
    pub(crate) case_id: ID,
    /// The meeting (samrådsmøde), which is planned, and at which the caller's administration sits.
    pub(crate) council_meeting_id: ID,
    /// Administrations that the case crosses: two of different kinds or more (berørte forvaltninger), R32.
    pub(crate) administrations: Vec<Of<OrganisationKind>>,
    /// The citizen is informed (borgeren er orienteret); where not, a notice to them arises.
    pub(crate) citizen_informed: bool,
    /// Question to the council (spørgsmål til samrådet).
    pub(crate) question: String,
    /// What is presented, by category (forelæggelse).
    #[graphql(flatten)]
    pub(crate) presentation: PresentationInput,
    /// The caller's own number of it; what it names already is not presented twice (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// What is presented, each part in its own category (forelæggelse); what is left out stays, null
/// clears.
#[derive(InputObject)]
pub(crate) struct PresentationInput {
    /// Health (sundhed).
    pub(crate) presentation_health: MaybeUndefined<String>,
    /// Social matters (sociale forhold).
    pub(crate) presentation_social: MaybeUndefined<String>,
    /// Employment (beskæftigelse).
    pub(crate) presentation_employment: MaybeUndefined<String>,
    /// Education (uddannelse).
    pub(crate) presentation_education: MaybeUndefined<String>,
    /// Housing (bolig).
    pub(crate) presentation_housing: MaybeUndefined<String>,
    /// Economy (økonomi).
    pub(crate) presentation_economy: MaybeUndefined<String>,
    /// Relatives (netværk).
    pub(crate) presentation_network: MaybeUndefined<String>,
}

/// Changes a case presented to the council, until it is decided (ret samrådssag); what is left out
/// stays.
#[derive(InputObject)]
pub(crate) struct UpdateCouncilCaseInput {
    /// The case of the council (samrådssag).
    pub(crate) council_case_id: ID,
    /// Another meeting, which is planned (samrådsmøde).
    pub(crate) council_meeting_id: Option<ID>,
    /// Administrations that the case crosses (berørte forvaltninger).
    pub(crate) administrations: Option<Vec<Of<OrganisationKind>>>,
    /// The citizen is informed (borgeren er orienteret).
    pub(crate) citizen_informed: Option<bool>,
    /// Question to the council (spørgsmål til samrådet).
    pub(crate) question: MaybeUndefined<String>,
    /// What is presented, by category (forelæggelse).
    #[graphql(flatten)]
    pub(crate) presentation: PresentationInput,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Annuls a case of the council that was presented wrongly (annullér samrådssag).
#[derive(InputObject)]
pub(crate) struct AnnulCouncilCaseInput {
    /// The case of the council (samrådssag).
    pub(crate) council_case_id: ID,
    /// Why the record is wrong (annulleringsgrund).
    pub(crate) reason: String,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

const KIND: EntityKind = EntityKind::CouncilCase;
pub(super) const PATH: &str = "councilCaseId";
const MEETING: &str = "councilMeetingId";
/// With the tasks that came of it, one of which a number may name.
pub(super) const PARTS: Parts = Parts::COUNCIL.with(Parts::CITIZEN).with(Parts::TASKS);

/// Presents a case, or gives the one that the caller's own number names.
pub(crate) async fn present_council_case(
    work: &mut Work<'_>,
    input: PresentCouncilCaseInput,
) -> Result<Done, Refusal> {
    let case = check::case_of("caseId", &input.case_id, Purpose::BrainInjury)?;
    let file = work.case(case, "caseId", PARTS).await?;
    let own = presenter(&file)?;
    let open = meeting(work, &input.council_meeting_id).await?;
    file.require_not_closed()?;
    let reference = input.external_reference.as_ref();
    if let Some(named) = reference::named(work, reference, KIND).await? {
        if named.case != Some(case.id) {
            return Err(reference::names_another());
        }
        return Ok(Done::in_case(case, named.id).already_registered("externalReference"));
    }
    let viewer = file.viewer();
    let blank = Model {
        citizen_id: file.citizen(),
        id: work.id(),
        case_id: case.id,
        organisation_id: own.id.0,
        unit_id: viewer.unit.map(|unit| unit.0),
        author_id: viewer.user.map(|user| user.0),
        council_meeting_id: open.meeting.id,
        administrations: Codes::of(&[]),
        citizen_informed: input.citizen_informed,
        consent_id: Uuid::nil(),
        question: String::new(),
        presentation_health: None,
        presentation_social: None,
        presentation_employment: None,
        presentation_education: None,
        presentation_housing: None,
        presentation_economy: None,
        presentation_network: None,
        deliberation: None,
        deliberation_version: 0,
        decision_type: None,
        decision_text: None,
        decided_at: None,
        decided_by: None,
        follow_up_meeting_id: None,
        position: position(work, open.meeting.id).await?,
        recorded_at: work.now,
        version: 1,
        annulled_at: None,
        annul_reason: None,
    };
    let mut check = Check::default();
    let administrations: Vec<_> = input.administrations.iter().map(|kind| kind.0).collect();
    let question = MaybeUndefined::Value(input.question);
    let row = Draft { administrations, question: &question, presentation: &input.presentation }
        .check(&mut check, &file, (own, &open), blank)?;
    check.done()?;
    let id = row.id;
    work.insert(row.clone()).await?;
    if own.id != file.lead().id {
        work.hold(&file, own.id.0, row.unit_id, row.author_id).await?;
    }
    informed(work, &file, &row, &open).await?;
    let standing = standing(&file, Some(&row), None);
    settle(work, &file, &standing, Some(&open)).await?;
    reference::attach(work, reference, Target::in_case(KIND, id, file.citizen(), case)).await?;
    work.changed(&file, "COUNCIL_CASE_PRESENTED", id).await?;
    Ok(Done::in_case(case, id))
}

/// Changes what is presented, or to which meeting; all that stands against presenting it stands
/// against this too.
pub(crate) async fn update_council_case(
    work: &mut Work<'_>,
    input: UpdateCouncilCaseInput,
) -> Result<Done, Refusal> {
    let (file, row) = open(work, &input.council_case_id).await?;
    let own = presenter(&file)?;
    only_its_own(own, &row)?;
    file.require_not_closed()?;
    expect_version("expectedVersion", input.expected_version, row.version)?;
    check::standing(PATH, row.annulled_at.is_some())?;
    let meeting = match &input.council_meeting_id {
        Some(id) => meeting(work, id).await?,
        None => work.council_meeting(row.council_meeting_id, PATH).await?,
    };
    let mut check = Check::default();
    check.state(
        row.decided_at.is_none(),
        PATH,
        "the council has decided; present the case anew",
        "samrådet har besluttet; forelæg sagen på ny",
    );
    let former = file.rows.council.meeting(row.council_meeting_id);
    let held = former.is_some_and(|former| former.state.0 == CouncilMeetingState::Held);
    // Who sat there may have said something of it, which nobody who sits elsewhere may meet with.
    check.state(
        !held || meeting.meeting.id == row.council_meeting_id,
        MEETING,
        "the meeting was held; present the case to another meeting anew",
        "mødet er afholdt; forelæg sagen på ny for et andet møde",
    );
    let administrations = match &input.administrations {
        Some(kinds) => kinds.iter().map(|kind| kind.0).collect(),
        None => row.administrations.words().to_vec(),
    };
    let (id, version) = (row.id, row.version);
    let next = Model {
        council_meeting_id: meeting.meeting.id,
        citizen_informed: input.citizen_informed.unwrap_or(row.citizen_informed),
        position: match meeting.meeting.id == row.council_meeting_id {
            true => row.position,
            false => position(work, meeting.meeting.id).await?,
        },
        version: version + 1,
        ..row
    };
    let draft =
        Draft { administrations, question: &input.question, presentation: &input.presentation };
    let next = draft.check(&mut check, &file, (own, &meeting), next)?;
    check.done()?;
    work.update(next.clone()).await?;
    informed(work, &file, &next, &meeting).await?;
    let standing = standing(&file, Some(&next), Some(id));
    settle(work, &file, &standing, Some(&meeting)).await?;
    work.changed(&file, "COUNCIL_CASE_UPDATED", id).await?;
    Ok(Done::in_case(file.id(), id))
}

/// The presentation was wrong: it stays with who wrote it, the lead and the citizen, and who was to
/// sit has no more to do with the case by it.
pub(crate) async fn annul_council_case(
    work: &mut Work<'_>,
    input: AnnulCouncilCaseInput,
) -> Result<Done, Refusal> {
    let (file, mut row) = open(work, &input.council_case_id).await?;
    let own = presenter(&file)?;
    if own.id != file.lead().id {
        only_its_own(own, &row)?;
    }
    expect_version("expectedVersion", input.expected_version, row.version)?;
    check::standing(PATH, row.annulled_at.is_some())?;
    let mut check = Check::default();
    let reason = check.required("reason", &input.reason, TEXT);
    check.done()?;
    let id = row.id;
    row.annulled_at = Some(work.now);
    row.annul_reason = Some(reason);
    row.version += 1;
    work.update(row).await?;
    settle(work, &file, &standing(&file, None, Some(id)), None).await?;
    work.changed(&file, "COUNCIL_CASE_ANNULLED", id).await?;
    Ok(Done::in_case(file.id(), id))
}

/// Opens the case of a case of the council, and the latter, for whoever may see it.
pub(super) async fn open(work: &mut Work<'_>, id: &ID) -> Result<(CaseFile, Model), Refusal> {
    let (case, id) = check::in_case(PATH, id, KIND)?;
    let file = work.case(case, PATH, PARTS).await?;
    let row = file.rows.council_cases.iter().find(|row| row.id == id).cloned();
    let seen = row.map(|row| Ok::<_, AppError>(sees(&file, &row)?.then_some(row))).transpose()?;
    let row = seen.flatten().ok_or_else(|| Refusal::not_found(PATH))?;
    Ok((file, row))
}

/// Whether the caller may see that the row is there, as it is sealed.
fn sees(file: &CaseFile, row: &Model) -> Result<bool, AppError> {
    let presents = file.directory.organisation(row.organisation_id)?;
    let holders = [file.lead(), presents];
    let own = file.organisation().map(|own| own.id);
    let sat = file.rows.sittings.iter().filter(|sitting| sitting.council_case_id == row.id);
    let mut wrote = sat.map(|sitting| sitting.organisation_id).chain([row.organisation_id]);
    let kept = row.annulled_at.is_some() && !wrote.any(|id| own.map(|own| own.0) == Some(id));
    Ok(file.sees(&holders, CaseFile::PROCESS) && (!kept || file.verdict.lead))
}

/// Whether a presentation would come to a meeting beside another, as far as the caller sees them: of
/// one that is hidden nothing is told, so that two may stand; then each can still be changed.
fn presented_already(file: &CaseFile, id: Uuid, meeting: Uuid) -> Result<bool, AppError> {
    let there = |row: &&Model| row.council_meeting_id == meeting && row.annulled_at.is_none();
    let mut seen = false;
    for row in file.rows.council_cases.iter().filter(there) {
        if row.id == id {
            return Ok(false);
        }
        seen |= sees(file, row)?;
    }
    Ok(seen)
}

/// The meeting of an input, which takes cases: it is planned.
async fn meeting(work: &Work<'_>, id: &ID) -> Result<MeetingFile, Refusal> {
    let id = check::outside(MEETING, id, EntityKind::CouncilMeeting)?;
    work.council_meeting(id, MEETING).await
}

/// The administration that the caller presents for: the lead, by its coordination; another, by who
/// takes part for it.
fn presenter(file: &CaseFile) -> Result<Organisation, Refusal> {
    let own = file.organisation();
    let may = match (file.verdict.relation, own) {
        (Relation::Lead, _) => file.is_unit_caseworker() || file.is_coordinator(),
        (Relation::Participant, Some(own)) => own.kind.is_municipal() && own.id != file.lead().id,
        _ => false,
    };
    own.filter(|_| may).ok_or_else(|| {
        Refusal::forbidden(
            "the coordinator, a caseworker of the case's unit or of an administration that takes part does this",
            "det gør hjerneskadekoordinatoren eller en sagsbehandler i sagens enhed eller i en deltagende forvaltning",
        )
    })
}

fn only_its_own(own: Organisation, row: &Model) -> Result<(), Refusal> {
    if own.id.0 == row.organisation_id {
        return Ok(());
    }
    Err(Refusal::forbidden(
        "the administration that presents the case does this",
        "det gør den forvaltning, der forelægger sagen",
    ))
}

/// What is to be presented, before it is checked.
struct Draft<'i> {
    administrations: Vec<OrganisationKind>,
    question: &'i MaybeUndefined<String>,
    presentation: &'i PresentationInput,
}

impl Draft<'_> {
    /// The row as it is to stand; `held` is what stands, or a blank.
    fn check(
        self,
        check: &mut Check,
        file: &CaseFile,
        (own, open): (Organisation, &MeetingFile),
        held: Model,
    ) -> Result<Model, AppError> {
        check.state(
            open.meeting.state.0 == CouncilMeetingState::Planned,
            MEETING,
            "the meeting takes no more cases; choose one that is planned",
            "mødet tager ikke flere sager; vælg et, der er planlagt",
        );
        let sits = open.law.seats.iter().any(|seat| seat.organisation.id == own.id);
        check.that(
            sits,
            MEETING,
            "choose a meeting at which your administration sits",
            "vælg et møde, hvor forvaltningen deltager",
        );
        check.state(
            !presented_already(file, held.id, open.meeting.id)?,
            MEETING,
            "the case is presented to that meeting already; change that",
            "sagen er allerede forelagt mødet; ret den",
        );
        let question = match self.question {
            MaybeUndefined::Undefined => held.question.clone(),
            MaybeUndefined::Null => check.required("question", "", TEXT),
            MaybeUndefined::Value(text) => {
                crosses(check, file, own, (Category::Social, "question"));
                check.required("question", text, TEXT)
            }
        };
        let now = file.now();
        let members = open.administrations();
        let draft = CouncilCaseDraft {
            administrations: self.administrations.clone(),
            members: members.clone(),
            meeting: open.meeting.date,
            question: question.clone(),
            at: now,
        };
        let facts = file.law.facts();
        // That the question says nothing is told above; whom the citizen has consented to, only to
        // who sits among them, and to the lead.
        let told = |flaw: &Flaw| match flaw.path.as_str() {
            "question" => false,
            "consentId" => sits || own.id == file.lead().id,
            _ => true,
        };
        check.flaws(flaws(facts, &draft, COUNCIL_RHYTHMS).into_iter().filter(told));
        let mut row = Model {
            administrations: Codes::of(&self.administrations),
            consent_id: consent(file, &members).unwrap_or(held.consent_id),
            question,
            ..held
        };
        for part in parts(self.presentation, &mut row) {
            if let MaybeUndefined::Value(_) = part.to {
                crosses(check, file, own, (part.category, part.path));
            }
            *part.held = check.patch(part.path, part.to, part.held.take(), TEXT);
        }
        Ok(row)
    }
}

/// One part of a presentation: its place in the input, its category, what is to stand there.
struct Part<'a> {
    path: &'static str,
    category: Category,
    to: &'a MaybeUndefined<String>,
    held: &'a mut Option<String>,
}

fn parts<'a>(input: &'a PresentationInput, row: &'a mut Model) -> [Part<'a>; 7] {
    let part = |path, category, to, held| Part { path, category, to, held };
    [
        part(
            "presentationHealth",
            Category::Health,
            &input.presentation_health,
            &mut row.presentation_health,
        ),
        part(
            "presentationSocial",
            Category::Social,
            &input.presentation_social,
            &mut row.presentation_social,
        ),
        part(
            "presentationEmployment",
            Category::Employment,
            &input.presentation_employment,
            &mut row.presentation_employment,
        ),
        part(
            "presentationEducation",
            Category::Education,
            &input.presentation_education,
            &mut row.presentation_education,
        ),
        part(
            "presentationHousing",
            Category::Housing,
            &input.presentation_housing,
            &mut row.presentation_housing,
        ),
        part(
            "presentationEconomy",
            Category::Economy,
            &input.presentation_economy,
            &mut row.presentation_economy,
        ),
        part(
            "presentationNetwork",
            Category::Network,
            &input.presentation_network,
            &mut row.presentation_network,
        ),
    ]
}

/// What an administration other than the lead presents crosses to the lead: it is open to it in the
/// case, or a consent or statutory basis lets the lead collect it.
fn crosses(
    check: &mut Check,
    file: &CaseFile,
    own: Organisation,
    (category, path): (Category, &str),
) {
    let (lead, categories) = (file.lead(), CategorySet::of(&[category]));
    if own.id == lead.id || file.verdict.granted.contains(categories) {
        return;
    }
    let draft = RequestDraft {
        from: lead,
        to: own,
        categories,
        journal: false,
        opened_by: CaseOpening::OwnInitiative,
        at: file.now(),
    };
    if !may_ask(file.law.facts(), &draft).is_empty() {
        let path = path.to_owned();
        check.flaws([Flaw { fault: Fault::NotCovered, rule: Rule::R17, path }]);
    }
}

/// R32: the consent that it rests on: effective, for the purpose of the case; one that names every
/// administration by itself before one that does so with others, and of these the one signed last.
fn consent(file: &CaseFile, members: &[Organisation]) -> Option<Uuid> {
    let (facts, now) = (file.law.facts(), file.now());
    let effective = |id| {
        file.law.windows().any(|(consent, clause, window)| {
            consent.id == id
                && clause.purpose == facts.purpose
                && window.state(now) == ClauseState::Effective
        })
    };
    let names_all = |consent: &law::facts::Consent| {
        let alone = Facts { consents: vec![consent.clone()], ..facts.clone() };
        consent_flaw(&alone, members, now).is_none()
    };
    let all = facts.consents.iter().filter(|consent| effective(consent.id));
    all.max_by_key(|consent| (names_all(consent), consent.signed_at, consent.id)).map(|c| c.id.0)
}

/// The citizen is told whom their case is presented to, where nobody has informed them.
async fn informed(
    work: &Work<'_>,
    file: &CaseFile,
    row: &Model,
    open: &MeetingFile,
) -> Result<(), AppError> {
    if row.citizen_informed {
        return Ok(());
    }
    let name = |organisation: Organisation| {
        let known = open.directory.organisations.get(&organisation.id.0);
        known.map(|known| known.name.clone())
    };
    let names: Vec<_> = open.administrations().into_iter().filter_map(name).collect();
    let notice = Tell {
        citizen: row.citizen_id,
        case: file.id(),
        kind: NoticeKind::OthersInvited,
        subject_key: format!("council:{}:{}", row.id, open.meeting.id),
        organisation: None,
        text: format!(
            "Din sag forelægges hjerneskadesamrådet den {}, hvor {} deltager.",
            open.meeting.date,
            names.join(", ")
        ),
    };
    tell(work.session, &work.txn, notice, work.now).await
}

/// The presentations of the case that stand, with one as it is to stand in place of one that goes.
pub(super) fn standing(file: &CaseFile, with: Option<&Model>, without: Option<Uuid>) -> Vec<Model> {
    let held = file.rows.council_cases.iter();
    let held = held.filter(|row| row.annulled_at.is_none() && Some(row.id) != without);
    held.chain(with).cloned().collect()
}

/// The place after the last one presented to a meeting. It orders the list, and is never shown.
async fn position(work: &Work<'_>, meeting: Uuid) -> Result<i32, AppError> {
    const SQL: &str = "SELECT COALESCE(MAX(position), 0) + 1 FROM council_case \
        WHERE council_meeting_id = $1";
    let backend = work.txn.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, SQL, [meeting.into()]);
    let row = work.txn.query_one_raw(statement).await?;
    let row = row.ok_or_else(|| StoreError::inconsistent("council_case", "no position"))?;
    Ok(row.try_get_by_index(0)?)
}
