//! Information requests (anmodninger om oplysninger): asked on a clause or a statutory basis,
//! answered by a statement or declined.

use async_graphql::{ID, InputObject};
use entity::column::{Categories, Code};
use entity::information_request::Model;
use law::facts::{Ask, Organisation};
use law::fields::row_naming;
use law::forms::{OpenedBy, ParticipationOrigin, RequestState};
use law::request::{CaseOpening, RequestDraft, may_ask};
use law::{Basis, Category, CategorySet, Fault, Flaw, Purpose, Relation, Rule};
use sea_orm::prelude::Uuid;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

use super::check::{self, Check, TEXT};
use super::participation::take_part;
use super::reference::{ExternalReferenceInput, Sent};
use super::statement::{StatementContentInput, correct, insert};
use super::work::expect_version;
use super::{AppError, CaseFile, Done, Refusal, UserErrorCode, Work};
use crate::domain::EntityKind;
use crate::domain::dates::today;
use crate::domain::of::Of;
use crate::domain::scalars::Date;
use crate::store::Parts;

/// Asks for information (anmod om oplysninger).
#[derive(InputObject)]
pub(crate) struct AskForInformationInput {
    /// The case (sag).
    pub(crate) case_id: ID,
    /// Who is asked (adressat).
    pub(crate) to_organisation_id: ID,
    /// Unit asked (enhed); it takes part from then on.
    pub(crate) to_unit_id: Option<ID>,
    /// Professional asked (fagperson); they take part from then on.
    pub(crate) to_professional_id: Option<ID>,
    /// About what (oplysningskategorier); each rests on a clause or a statutory basis.
    pub(crate) categories: Vec<Of<Category>>,
    /// Whether journal material is asked for (journalmateriale), which JOURNAL_READ opens.
    #[graphql(default)]
    pub(crate) journal: bool,
    /// Question (spørgsmål).
    pub(crate) question: String,
    /// Due date (frist).
    pub(crate) due: Option<Date>,
    /// The caller's own number of it; sent again while it is open, question and due date are
    /// changed (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Answers an information request (besvar anmodning).
#[derive(InputObject)]
pub(crate) struct AnswerRequestInput {
    /// The request (anmodning).
    pub(crate) request_id: ID,
    /// What is told (oplysning).
    #[graphql(flatten)]
    pub(crate) content: StatementContentInput,
    /// The version of the request that was read (version).
    pub(crate) expected_version: i32,
    /// The caller's own number of the statement; sent again, it is corrected (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Declines an information request (afslå anmodning).
#[derive(InputObject)]
pub(crate) struct DeclineRequestInput {
    /// The request (anmodning).
    pub(crate) request_id: ID,
    /// Why (afslagsgrund), forvaltningsloven § 31.
    pub(crate) reason: String,
    /// The version of the request that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// R17, R23: asks on what is consented to or recorded, and notes on which.
pub(crate) async fn ask_for_information(
    work: &mut Work<'_>,
    input: AskForInformationInput,
) -> Result<Done, Refusal> {
    let case = check::case_id("caseId", &input.case_id)?;
    let file = work.case(case, "caseId", Parts::EXCHANGE).await?;
    let from = asker(&file)?;
    let sent = Sent::in_case::<Model>(work, input.external_reference.as_ref(), &file).await?;
    if let Some(held) =
        sent.row(&file.rows.requests, |row| row.from_organisation_id == from.id.0)?
    {
        return ask_again(work, &file, &sent, held, &input).await;
    }
    file.require_not_closed()?;
    let mut check = Check::default();
    let question = check.required("question", &input.question, TEXT);
    check.that(
        input.due.is_none_or(|due| due.0 >= today(work.now)),
        "due",
        "set the due date today or later",
        "sæt fristen til i dag eller senere",
    );
    if let Some(due) = input.due.filter(|due| due.0 >= today(work.now)) {
        check.near("due", due.0, today(work.now));
    }
    let categories: CategorySet = input.categories.iter().map(|c| c.0).collect();
    if categories.is_empty() {
        check.error(
            UserErrorCode::Required,
            "categories",
            "state which information is asked for",
            "angiv hvilke oplysninger der anmodes om",
        );
    }
    let to = check.organisation("toOrganisationId", &input.to_organisation_id, &file.directory);
    let unit = check.unit("toUnitId", input.to_unit_id.as_ref(), to, &file.directory);
    let of = to.map(|to| (to, today(work.now)));
    let person = input.to_professional_id.as_ref();
    let person = check.professional("toProfessionalId", person, of, &file.directory);
    let asked = to.map(|to| Asked { to, unit, person });
    if let Some(asked) = &asked {
        asked.check(&mut check, &file, from);
        // What a clause says of one whom the caller may not name is not told.
        if file.verdict.relation == Relation::Lead || file.may_name(asked.to) {
            check.flaws(may_ask(
                file.law.facts(),
                &RequestDraft {
                    from,
                    to: asked.to,
                    categories,
                    journal: input.journal,
                    opened_by: opening(file.case()?.opened_by.0),
                    at: work.now,
                },
            ));
        }
    }
    check.done()?;
    let Some(asked) = asked else { return Err(Refusal::not_found("toOrganisationId")) };

    let rests = rests_on(&file, asked.to, categories, input.journal);
    if file.verdict.relation == Relation::Lead && asked.to.id != file.lead().id {
        let who = (asked.to.id.0, asked.unit, asked.person);
        take_part(work, &file, who, ParticipationOrigin::InformationRequest).await?;
    }
    let id = work.id();
    let row = Model {
        citizen_id: file.citizen(),
        id,
        case_id: case.id,
        from_organisation_id: from.id.0,
        to_organisation_id: asked.to.id.0,
        to_unit_id: asked.unit,
        to_professional_id: asked.person,
        categories: Categories(categories),
        journal: input.journal,
        purpose: Code(rests.purpose),
        clause_id: rests.clause,
        basis_id: rests.basis,
        question,
        due: input.due.map(|day| day.0),
        state: Code(RequestState::Open),
        decline_reason: None,
        asked_by: file.viewer().user.map(|user| user.0),
        asked_at: work.now,
        answered_at: None,
        version: 1,
    };
    sent.first(work, &file, row, "INFORMATION_REQUESTED").await
}

/// An open request may be put into other words, and get another due date. Who is asked about what
/// is what it rests on: another of that is another request.
async fn ask_again(
    work: &Work<'_>,
    file: &CaseFile,
    sent: &Sent,
    held: &Model,
    input: &AskForInformationInput,
) -> Result<Done, Refusal> {
    let mut check = Check::default();
    let question = check.required("question", &input.question, TEXT);
    let due = input.due.map(|day| day.0);
    if let Some(due) = due.filter(|due| Some(*due) != held.due) {
        check.near("due", due, today(work.now));
    }
    let to = check.organisation("toOrganisationId", &input.to_organisation_id, &file.directory);
    let unit = check.unit("toUnitId", input.to_unit_id.as_ref(), to, &file.directory);
    let person = input.to_professional_id.as_ref();
    let person = check.professional("toProfessionalId", person, None, &file.directory);
    check.done()?;
    let next = Model { question, due, ..held.clone() };
    let categories: CategorySet = input.categories.iter().map(|c| c.0).collect();
    let same = to.is_some_and(|to| to.id.0 == held.to_organisation_id)
        && unit == held.to_unit_id
        && person == held.to_professional_id
        && input.journal == held.journal
        && categories == held.categories.0;
    if !same || (next != *held && held.state.0 != RequestState::Open) {
        return Err(Refusal::user(
            UserErrorCode::IllegalState,
            "externalReference",
            "of a request that stands, question and due date change while it is open; ask anew under another reference",
            "af en stående anmodning kan spørgsmål og frist ændres, mens den er åben; anmod på ny under en anden reference",
        ));
    }
    sent.over(work, file, held, next, "INFORMATION_REQUEST_CHANGED").await
}

/// The organisation asked tells what it holds; the statement is its own.
pub(crate) async fn answer_request(
    work: &mut Work<'_>,
    input: AnswerRequestInput,
) -> Result<Done, Refusal> {
    let (file, held) = open(work, &input.request_id).await?;
    let own = require_asked(&file, &held)?;
    let sent =
        Sent::in_case::<entity::statement::Model>(work, input.external_reference.as_ref(), &file)
            .await?;
    let answers = |row: &entity::statement::Model| {
        row.annulled_at.is_none() && row.request_id == Some(held.id)
    };
    if let Some(answer) = sent.row(&file.rows.statements, answers)? {
        return correct(work, &file, &sent, answer, &input.content).await;
    }
    file.require_not_closed()?;
    expect_version("expectedVersion", input.expected_version, held.version)?;
    let mut check = Check::default();
    let content = input.content.check(&mut check, held.journal, today(work.now));
    require_unanswered(&mut check, &held);
    check.done()?;
    let (case, request) = (held.case_id, held.id);
    let statement = insert(work, &file, own, (content, Some(request)), &sent).await?;
    close(work, held, RequestState::Answered, None).await?;
    work.changed(&file, "REQUEST_ANSWERED", request).await?;
    Ok(Done::in_case(case, statement))
}

/// Forvaltningsloven § 31: the organisation asked gives its reason.
pub(crate) async fn decline_request(
    work: &mut Work<'_>,
    input: DeclineRequestInput,
) -> Result<Done, Refusal> {
    let (file, held) = open(work, &input.request_id).await?;
    require_asked(&file, &held)?;
    expect_version("expectedVersion", input.expected_version, held.version)?;
    let mut check = Check::default();
    let reason = check.required("reason", &input.reason, TEXT);
    require_unanswered(&mut check, &held);
    check.done()?;
    let (case, request) = (held.case_id, held.id);
    close(work, held, RequestState::Declined, Some(reason)).await?;
    work.changed(&file, "REQUEST_DECLINED", request).await?;
    Ok(Done::in_case(case, request))
}

/// Who is asked.
struct Asked {
    to: Organisation,
    unit: Option<Uuid>,
    person: Option<Uuid>,
}

impl Asked {
    fn check(&self, check: &mut Check, file: &CaseFile, from: Organisation) {
        check.that(
            self.to.id != from.id,
            "toOrganisationId",
            "ask another organisation than your own",
            "anmod en anden organisation end din egen",
        );
        let is_lead = self.to.id == file.lead().id;
        if file.verdict.relation == Relation::Lead {
            // What names neither unit nor person would reach nobody.
            if !is_lead && self.unit.is_none() && self.person.is_none() && !file.takes_part(self.to)
            {
                check.error(
                    UserErrorCode::Required,
                    "toUnitId",
                    "name the unit or the professional who is asked",
                    "angiv den enhed eller fagperson, der anmodes",
                );
            }
        } else {
            // Only the lead lets others into the case.
            if !file.may_name(self.to) {
                let (fault, path) = (Fault::NotNamed, "toOrganisationId".to_owned());
                check.flaws([Flaw { fault, rule: Rule::R17, path }]);
            }
        }
    }
}

/// The organisation that asks: the lead, by its coordinator or its unit's caseworkers, or one that
/// takes part by consent or statutory basis.
fn asker(file: &CaseFile) -> Result<Organisation, Refusal> {
    match (file.verdict.relation, file.organisation()) {
        (Relation::Lead, _) => file.require_coordination().map(|()| file.lead()),
        (Relation::Participant, Some(own)) if own.id != file.lead().id => Ok(own),
        _ => Err(Refusal::forbidden(
            "the lead authority or an organisation that takes part asks for information",
            "den ansvarlige myndighed eller en deltagende organisation anmoder om oplysninger",
        )),
    }
}

/// What a request rests on: the clause and the statutory basis that open most to the asker.
struct Rests {
    clause: Option<Uuid>,
    basis: Option<Uuid>,
    purpose: Purpose,
}

fn rests_on(file: &CaseFile, to: Organisation, categories: CategorySet, journal: bool) -> Rests {
    let of_case = file.law.facts().purpose;
    let asked = file.law_with(to);
    let ask = Ask { viewer: file.viewer(), holders: &[to], journal, at: file.now() };
    let verdict = asked.decide(&ask);
    let mut rests = Rests { clause: None, basis: None, purpose: of_case };
    for basis in categories.iter().filter_map(|category| verdict.basis(category)) {
        match basis {
            Basis::Clause(id, _) => {
                rests.clause.get_or_insert(id.0);
            }
            Basis::Statutory(id, _) => {
                rests.basis.get_or_insert(id.0);
            }
            _ => {}
        }
    }
    let clause = asked.windows().find(|(_, clause, _)| Some(clause.id.0) == rests.clause);
    rests.purpose = clause.map_or(of_case, |(_, clause, _)| clause.purpose);
    rests
}

/// The case and the request, as far as the caller may know of it.
async fn open(work: &mut Work<'_>, id: &ID) -> Result<(CaseFile, Model), Refusal> {
    const PATH: &str = "requestId";
    let (case, id) = check::in_case(PATH, id, EntityKind::InformationRequest)?;
    let file = work.case(case, PATH, Parts::EXCHANGE).await?;
    let held = file.rows.requests.iter().find(|r| r.id == id).cloned();
    let held = held.ok_or_else(|| Refusal::not_found(PATH))?;
    let from = file.directory.organisation(held.from_organisation_id)?;
    let to = file.directory.organisation(held.to_organisation_id)?;
    let naming = row_naming(from.kind).union(row_naming(to.kind));
    if file.sees(&[from, to], naming.union(CaseFile::PROCESS)) {
        Ok((file, held))
    } else {
        Err(Refusal::not_found(PATH))
    }
}

fn require_asked(file: &CaseFile, held: &Model) -> Result<Organisation, Refusal> {
    let own = file.organisation().filter(|_| !file.is_citizen_side());
    own.filter(|own| own.id.0 == held.to_organisation_id).ok_or_else(|| {
        Refusal::forbidden(
            "the organisation asked does this",
            "det gør den organisation, der er anmodet",
        )
    })
}

fn require_unanswered(check: &mut Check, held: &Model) {
    check.state(
        held.state.0 == RequestState::Open,
        "requestId",
        "the request is answered or declined already",
        "anmodningen er allerede besvaret eller afslået",
    );
}

async fn close(
    work: &Work<'_>,
    held: Model,
    state: RequestState,
    reason: Option<String>,
) -> Result<(), AppError> {
    let version = held.version + 1;
    let mut row = held.into_active_model();
    row.state = Set(Code(state));
    row.decline_reason = Set(reason);
    row.answered_at = Set(Some(work.now));
    row.version = Set(version);
    row.update(&work.txn).await?;
    Ok(())
}

fn opening(opened_by: OpenedBy) -> CaseOpening {
    match opened_by {
        OpenedBy::Enquiry => CaseOpening::Enquiry,
        OpenedBy::Application => CaseOpening::Application,
        OpenedBy::OwnInitiative => CaseOpening::OwnInitiative,
    }
}
