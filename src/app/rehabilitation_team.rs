//! The rehabilitation team (rehabiliteringsteam): what it recommends in a brain-injury case. It
//! does not decide (R36).

use async_graphql::{ID, InputObject};
use entity::column::{Code, Codes};
use entity::rehabilitation_team_case::Model;
use law::facts::Organisation;
use law::rehabilitation_team::{Recommendation, RecommendationDraft, TeamParty, flaws};
use law::{Opening, Purpose, Role};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

use super::check::{self, Check, TEXT};
use super::reference::{self, ExternalReferenceInput, Target};
use super::work::expect_version;
use super::{AppError, CaseFile, Done, Refusal, UserErrorCode, Work, statement};
use crate::domain::EntityKind;
use crate::domain::dates::today;
use crate::domain::of::Of;
use crate::domain::scalars::Date;
use crate::store::Parts;
use crate::store::view::team_row;

/// Records what the rehabilitation team recommends (registrér rehabiliteringsteamets indstilling).
#[derive(InputObject)]
pub(crate) struct RecordRehabilitationTeamCaseInput {
    /// The brain-injury case (hjerneskadesag).
    pub(crate) case_id: ID,
    /// Day of the team's meeting (mødedato).
    pub(crate) met_on: Date,
    /// Who sat in the team (deltagende parter).
    pub(crate) parties: Vec<Of<TeamParty>>,
    /// What the team recommends (indstilling).
    pub(crate) recommendation: Of<Recommendation>,
    /// On what grounds (begrundelse); R36 asks for them.
    pub(crate) grounds: Option<String>,
    /// The citizen has been through a resource course (ressourceforløb gennemført).
    #[graphql(default)]
    pub(crate) resource_course: bool,
    /// A resource course is obviously futile (åbenbart formålsløst).
    #[graphql(default)]
    pub(crate) obviously_futile: bool,
    /// Every possibility of treatment is exhausted (behandlingsmuligheder udtømte).
    #[graphql(default)]
    pub(crate) treatment_exhausted: bool,
    /// The other conditions of a disability pension are met (øvrige betingelser opfyldt).
    #[graphql(default)]
    pub(crate) conditions_met: bool,
    /// The caller's own number of it; what it names already is not recorded twice (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Annuls a recommendation that was recorded wrongly (annullér indstilling).
#[derive(InputObject)]
pub(crate) struct AnnulRehabilitationTeamCaseInput {
    /// The recommendation (indstilling).
    pub(crate) rehabilitation_team_case_id: ID,
    /// Why the record is wrong (annulleringsgrund).
    pub(crate) reason: String,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

const KIND: EntityKind = EntityKind::RehabilitationTeamCase;

/// An administration that takes part records what the team recommended; it holds it.
pub(crate) async fn record_rehabilitation_team_case(
    work: &mut Work<'_>,
    input: RecordRehabilitationTeamCaseInput,
) -> Result<Done, Refusal> {
    let case = check::case_of("caseId", &input.case_id, Purpose::BrainInjury)?;
    let file = work.case(case, "caseId", Parts::FACTS).await?;
    let own = administration(&file)?;
    let reference = input.external_reference.as_ref();
    if let Some(held) = reference::named(work, reference, KIND).await? {
        if held.case != Some(case.id) {
            return Err(reference::names_another());
        }
        return Ok(Done::in_case(case, held.id).already_registered("externalReference"));
    }
    file.require_not_closed()?;
    let row = checked(work, &file, own, &input)?;
    let id = row.id;
    work.hold(&file, own.id.0, row.unit_id, row.author_id).await?;
    work.insert(row).await?;
    let target = Target::in_case(KIND, id, file.citizen(), case);
    reference::attach(work, reference, target).await?;
    work.changed(&file, "REHABILITATION_TEAM_CASE_RECORDED", id).await?;
    Ok(Done::in_case(case, id))
}

/// The administration that holds a recommendation takes it back; it stays readable to it.
pub(crate) async fn annul_rehabilitation_team_case(
    work: &mut Work<'_>,
    input: AnnulRehabilitationTeamCaseInput,
) -> Result<Done, Refusal> {
    const PATH: &str = "rehabilitationTeamCaseId";
    let (case, id) = check::in_case(PATH, &input.rehabilitation_team_case_id, KIND)?;
    let file = work.case(case, PATH, Parts::TEAM).await?;
    let held = file.rows.team_cases.iter().find(|row| row.id == id).cloned();
    let held = held.ok_or_else(|| Refusal::not_found(PATH))?;
    if !sees(&file, &held)? {
        return Err(Refusal::not_found(PATH));
    }
    let own = caseworkers_organisation(&file);
    if own.is_none_or(|own| own.id.0 != held.organisation_id) {
        return Err(Refusal::forbidden(
            "a caseworker of the administration that recorded it does this",
            "det gør en sagsbehandler i den forvaltning, der registrerede den",
        ));
    }
    expect_version("expectedVersion", input.expected_version, held.version)?;
    let mut check = Check::default();
    let reason = check.required("reason", &input.reason, TEXT);
    check.done()?;
    check::standing(PATH, held.annulled_at.is_some())?;
    let version = held.version + 1;
    let mut row = held.into_active_model();
    row.annulled_at = Set(Some(work.now));
    row.annul_reason = Set(Some(reason));
    row.version = Set(version);
    row.update(&work.txn).await?;
    work.changed(&file, "REHABILITATION_TEAM_CASE_ANNULLED", id).await?;
    Ok(Done::in_case(case, id))
}

fn checked(
    work: &Work<'_>,
    file: &CaseFile,
    own: Organisation,
    input: &RecordRehabilitationTeamCaseInput,
) -> Result<Model, Refusal> {
    let mut check = Check::default();
    let (met_on, today) = (input.met_on.0, today(work.now));
    check.near("metOn", met_on, today);
    check.that(
        met_on <= today,
        "metOn",
        "the team has not met yet; record it afterwards",
        "teamet har ikke holdt mødet endnu; registrér det bagefter",
    );
    let parties: Vec<_> = input.parties.iter().map(|party| party.0).collect();
    if parties.is_empty() {
        let (english, danish) = ("name who sat in the team", "angiv, hvem der sad i teamet");
        check.error(UserErrorCode::Required, "parties", english, danish);
    }
    let grounds = check.optional("grounds", input.grounds.as_deref(), TEXT);
    let draft = RecommendationDraft {
        recommendation: input.recommendation.0,
        grounds: grounds.clone(),
        resource_course: input.resource_course,
        obviously_futile: input.obviously_futile,
        treatment_exhausted: input.treatment_exhausted,
        conditions_met: input.conditions_met,
    };
    check.flaws(flaws(&draft));
    check.done()?;
    let viewer = file.viewer();
    Ok(Model {
        citizen_id: file.citizen(),
        id: work.id(),
        case_id: file.id(),
        organisation_id: own.id.0,
        unit_id: viewer.unit.map(|unit| unit.0),
        author_id: viewer.user.map(|user| user.0),
        met_on,
        parties: Codes::of(&parties),
        recommendation: Code(input.recommendation.0),
        grounds: grounds.unwrap_or_default(),
        resource_course: input.resource_course,
        obviously_futile: input.obviously_futile,
        treatment_exhausted: input.treatment_exhausted,
        conditions_met: input.conditions_met,
        recorded_at: work.now,
        version: 1,
        annulled_at: None,
        annul_reason: None,
    })
}

/// An administration of the municipality that leads the case or takes part now, by a caseworker.
fn administration(file: &CaseFile) -> Result<Organisation, Refusal> {
    let own = statement::author(file)?;
    let by_caseworker = caseworkers_organisation(file).is_some();
    if own.kind.is_municipal() && by_caseworker {
        return Ok(own);
    }
    Err(Refusal::forbidden(
        "a caseworker of an administration that takes part does this",
        "det gør en sagsbehandler i en deltagende forvaltning",
    ))
}

/// The organisation of a caseworker, or of a system that acts without a user.
fn caseworkers_organisation(file: &CaseFile) -> Option<Organisation> {
    let viewer = file.viewer();
    let acts = viewer.user.is_none() || viewer.roles.has(Role::Caseworker);
    file.organisation().filter(|_| acts && !file.is_citizen_side())
}

/// Whether the caller sees that the recommendation is there.
fn sees(file: &CaseFile, row: &Model) -> Result<bool, AppError> {
    let holder = file.directory.organisation(row.organisation_id)?;
    let (categories, tier) = team_row(row, holder.kind);
    Ok(file.verdict_over(&[holder]).open(categories, tier) == Opening::Granted)
}
