//! Statements (oplysninger, udtalelser): what an organisation tells in a case; it stays their
//! holder.

use async_graphql::{ID, InputObject};
use chrono::NaiveDate;
use entity::column::Categories;
use entity::statement::Model;
use law::facts::Organisation;
use law::fields::{UNTAGGED, row_held_by};
use law::{Category, CategorySet, Relation, Tier};
use sea_orm::prelude::Uuid;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

use super::check::{self, Check, TEXT};
use super::reference::{ExternalReferenceInput, Sent};
use super::work::expect_version;
use super::{AppError, CaseFile, Done, Refusal, Work};
use crate::domain::EntityKind;
use crate::domain::dates::today;
use crate::domain::of::Of;
use crate::domain::scalars::Date;
use crate::store::Parts;

/// What is told (oplysningens indhold).
#[derive(InputObject)]
pub(crate) struct StatementContentInput {
    /// Text (tekst).
    pub(crate) text: String,
    /// Categories of the text (oplysningskategorier); none: health and social matters.
    pub(crate) categories: Option<Vec<Of<Category>>>,
    /// Journal material (journalmateriale), which JOURNAL_READ opens and nothing else; left out: as
    /// the request asks, or as what it corrects.
    pub(crate) journal: Option<bool>,
    /// A third party's information (tredjemands oplysninger): kept to the author's organisation.
    #[graphql(default)]
    pub(crate) third_party: bool,
    /// Date (dato); left out: today.
    pub(crate) date: Option<Date>,
}

/// Records a statement (registrér oplysning).
#[derive(InputObject)]
pub(crate) struct RecordStatementInput {
    /// The case (sag).
    pub(crate) case_id: ID,
    /// What is told (oplysning).
    #[graphql(flatten)]
    pub(crate) content: StatementContentInput,
    /// The caller's own number of it; sent again, the statement is corrected (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Annuls a statement that was recorded wrongly (annullér oplysning).
#[derive(InputObject)]
pub(crate) struct AnnulStatementInput {
    /// The statement (oplysning).
    pub(crate) statement_id: ID,
    /// Why the record is wrong (annulleringsgrund).
    pub(crate) reason: String,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// What is told, checked.
pub(super) struct Content {
    text: String,
    categories: Option<CategorySet>,
    journal: bool,
    third_party: bool,
    date: NaiveDate,
}

impl StatementContentInput {
    /// Checks what is told; `journal`: what is meant where it does not say.
    pub(super) fn check(&self, check: &mut Check, journal: bool, today: NaiveDate) -> Content {
        let text = check.required("text", &self.text, TEXT);
        let date = self.date.map_or(today, |day| day.0);
        check.that(
            date <= today,
            "date",
            "the day lies in the future; state when it was told",
            "dagen ligger i fremtiden; angiv hvornår det blev oplyst",
        );
        if date <= today {
            check.near("date", date, today);
        }
        let categories: CategorySet = self.categories.iter().flatten().map(|c| c.0).collect();
        Content {
            text,
            // No category at all would open the text to everyone: it is untagged then.
            categories: (!categories.is_empty()).then_some(categories),
            journal: self.journal.unwrap_or(journal),
            third_party: self.third_party,
            date,
        }
    }
}

/// An organisation tells on its own account.
pub(crate) async fn record_statement(
    work: &mut Work<'_>,
    input: RecordStatementInput,
) -> Result<Done, Refusal> {
    let case = check::case_id("caseId", &input.case_id)?;
    let file = work.case(case, "caseId", Parts::EXCHANGE).await?;
    let sent = Sent::in_case::<Model>(work, input.external_reference.as_ref(), &file).await?;
    // What another told is not asked further: it may be withheld by now.
    let stands = |row: &Model| row.annulled_at.is_none() || require_author(&file, row).is_err();
    if let Some(held) = sent.row(&file.rows.statements, stands)? {
        return correct(work, &file, &sent, held, &input.content).await;
    }
    let own = author(&file)?;
    file.require_not_closed()?;
    let mut check = Check::default();
    let content = input.content.check(&mut check, false, today(work.now));
    check.done()?;
    let id = insert(work, &file, own, (content, None), &sent).await?;
    Ok(Done::in_case(case, id))
}

/// The author's organisation sends what it told again: what it said before stays beside it,
/// annulled.
pub(super) async fn correct(
    work: &Work<'_>,
    file: &CaseFile,
    sent: &Sent,
    held: &Model,
    input: &StatementContentInput,
) -> Result<Done, Refusal> {
    require_author(file, held)?;
    let mut check = Check::default();
    let content = input.check(&mut check, held.journal, today(work.now));
    check.done()?;
    let next = Model {
        date: input.date.map_or(held.date, |_| content.date),
        categories: content.categories.map(Categories),
        text: content.text,
        journal: content.journal,
        third_party: content.third_party,
        ..held.clone()
    };
    sent.correct(work, file, held, next, "STATEMENT_CORRECTED").await
}

fn require_author(file: &CaseFile, held: &Model) -> Result<(), Refusal> {
    let own = file.organisation().filter(|_| !file.is_citizen_side());
    if own.is_some_and(|own| own.id.0 == held.organisation_id) {
        return Ok(());
    }
    Err(Refusal::forbidden(
        "the author's organisation does this",
        "det gør forfatterens organisation",
    ))
}

/// The author's organisation takes back what was recorded wrongly; it stays readable to it.
pub(crate) async fn annul_statement(
    work: &mut Work<'_>,
    input: AnnulStatementInput,
) -> Result<Done, Refusal> {
    const PATH: &str = "statementId";
    let (case, id) = check::in_case(PATH, &input.statement_id, EntityKind::Statement)?;
    let file = work.case(case, PATH, Parts::EXCHANGE).await?;
    let held = file.rows.statements.iter().find(|s| s.id == id).cloned();
    let held = held.ok_or_else(|| Refusal::not_found(PATH))?;
    if !sees(&file, &held)? {
        return Err(Refusal::not_found(PATH));
    }
    require_author(&file, &held)?;
    expect_version("expectedVersion", input.expected_version, held.version)?;
    let mut check = Check::default();
    let reason = check.required("reason", &input.reason, TEXT);
    check.state(
        held.annulled_at.is_none(),
        PATH,
        "the statement is annulled already",
        "oplysningen er allerede annulleret",
    );
    check.done()?;
    let version = held.version + 1;
    let mut row = held.into_active_model();
    row.annulled_at = Set(Some(work.now));
    row.annul_reason = Set(Some(reason));
    row.version = Set(version);
    row.update(&work.txn).await?;
    work.changed(&file, "STATEMENT_ANNULLED", id).await?;
    Ok(Done::in_case(case, id))
}

/// Writes a statement of an organisation, on a request or on its own account; its id.
pub(super) async fn insert(
    work: &Work<'_>,
    file: &CaseFile,
    own: Organisation,
    (content, request): (Content, Option<Uuid>),
    sent: &Sent,
) -> Result<Uuid, Refusal> {
    let id = work.id();
    let viewer = file.viewer();
    let row = Model {
        citizen_id: file.citizen(),
        id,
        case_id: file.id(),
        request_id: request,
        organisation_id: own.id.0,
        unit_id: viewer.unit.map(|unit| unit.0),
        author_id: viewer.user.map(|user| user.0),
        date: content.date,
        categories: content.categories.map(Categories),
        text: content.text,
        journal: content.journal,
        third_party: content.third_party,
        created_at: work.now,
        version: 1,
        annulled_at: None,
        annul_reason: None,
    };
    work.hold(file, own.id.0, row.unit_id, row.author_id).await?;
    sent.first(work, file, row, "STATEMENT_RECORDED").await?;
    Ok(id)
}

/// The lead, or an organisation that takes part now; who only wrote earlier reads its own.
pub(super) fn author(file: &CaseFile) -> Result<Organisation, Refusal> {
    let own = file.organisation().filter(|own| match file.verdict.relation {
        Relation::Lead => true,
        Relation::Participant | Relation::Holder => file.takes_part(*own),
        _ => false,
    });
    own.ok_or_else(|| {
        Refusal::forbidden(
            "the lead authority or an organisation that takes part does this",
            "det gør den ansvarlige myndighed eller en deltagende organisation",
        )
    })
}

/// Whether the caller sees that the statement is there.
fn sees(file: &CaseFile, row: &Model) -> Result<bool, AppError> {
    let holder = file.directory.organisation(row.organisation_id)?;
    let tags = row.categories.map_or(UNTAGGED, |c| c.0);
    let tier =
        if row.third_party || row.annulled_at.is_some() { Tier::AuthorOnly } else { Tier::Shared };
    let holders = [holder];
    let at = file.now();
    let ask = law::Ask { viewer: file.viewer(), holders: &holders, journal: row.journal, at };
    let opening = file.law.decide(&ask).open(row_held_by(holder.kind).union(tags), tier);
    Ok(opening == law::Opening::Granted)
}
