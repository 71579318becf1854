//! Statutory bases (lovhjemler, R18–R22): recorded, objected to, ended.

use async_graphql::{ID, InputObject};
use chrono::{DateTime, SubsecRound, Utc};
use entity::column::{Categories, Code};
use entity::statutory_basis::Model;
use law::basis::BasisDraft;
use law::fields::row_naming;
use law::forms::NoticeKind;
use law::{Category, CategorySet, Fault, Flaw, Relation, Role, Rule, Word, words::Provision};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

use super::check::{self, Check, LINE, TEXT};
use super::notice::{Tell, tell};
use super::reference::{ExternalReferenceInput, Sent};
use super::work::expect_version;
use super::{CaseFile, Done, Refusal, Work};
use crate::domain::EntityKind;
use crate::domain::dates::today;
use crate::domain::of::Of;
use crate::domain::scalars::Date;
use crate::store::Parts;

/// An attempt to get consent (forsøg på samtykke), R21.
#[derive(InputObject)]
pub(crate) struct ConsentAttemptInput {
    /// When (tidspunkt); not in the future.
    pub(crate) at: DateTime<Utc>,
    /// What was tried, and what came of it (beskrivelse).
    pub(crate) text: String,
}

/// Records a statutory basis (notér hjemmel).
#[derive(InputObject)]
pub(crate) struct RecordStatutoryBasisInput {
    /// The case (sag).
    pub(crate) case_id: ID,
    /// Provision (bestemmelse); of § 11 c its number is the ground.
    pub(crate) provision: Option<Of<Provision>>,
    /// Number within the provision (nummer), such as `stk. 2, nr. 3`; R22 asks for it.
    pub(crate) number: Option<String>,
    /// Who receives (modtager).
    pub(crate) requester_id: ID,
    /// Who gives (afgiver).
    pub(crate) holder_id: ID,
    /// What it covers (oplysningskategorier).
    pub(crate) categories: Vec<Of<Category>>,
    /// Reason that the basis demands (begrundelse), R22.
    pub(crate) reason: Option<String>,
    /// § 11 c: why it is necessary (nødvendighed), R21.
    pub(crate) necessity: Option<String>,
    /// § 11 c: the attempt to get consent (forsøg på samtykke), R21.
    pub(crate) consent_attempt: Option<ConsentAttemptInput>,
    /// § 11 a, stk. 3: last day for objecting (indsigelsesfrist), R19.
    pub(crate) objection_deadline: Option<Date>,
    /// The caller's own number of it; what it names already is not recorded twice, and is not
    /// changed under it (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Records that the citizen objected (notér indsigelse), R19.
#[derive(InputObject)]
pub(crate) struct ObjectToBasisInput {
    /// The statutory basis (hjemmel).
    pub(crate) basis_id: ID,
    /// When the citizen objected (tidspunkt), where the lead authority records it; left out: now.
    pub(crate) objected_at: Option<DateTime<Utc>>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Ends a statutory basis (ophør af hjemmel).
#[derive(InputObject)]
pub(crate) struct EndStatutoryBasisInput {
    /// The statutory basis (hjemmel).
    pub(crate) basis_id: ID,
    /// Why it ends (ophørsgrund).
    pub(crate) reason: String,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// R18, R19, R21, R22: opens from now on; the holder is notified and the citizen told with it.
pub(crate) async fn record_statutory_basis(
    work: &mut Work<'_>,
    input: RecordStatutoryBasisInput,
) -> Result<Done, Refusal> {
    let case = check::case_id("caseId", &input.case_id)?;
    let file = work.case(case, "caseId", Parts::FACTS).await?;
    let own = file.organisation().filter(|_| is_caseworker(&file)).ok_or_else(|| {
        Refusal::forbidden(
            "a caseworker of the requester or the holder records it",
            "det gør en sagsbehandler hos den, der modtager eller afgiver",
        )
    })?;
    let sent = Sent::in_case::<Model>(work, input.external_reference.as_ref(), &file).await?;
    let recorded = |row: &Model| row.to_at.is_none() && row.recorded_organisation_id == own.id.0;
    let held = sent.row(&file.rows.bases, recorded)?;
    if held.is_none() {
        file.require_not_closed()?;
    }

    let mut check = Check::default();
    let requester = check.organisation("requesterId", &input.requester_id, &file.directory);
    let holder = check.organisation("holderId", &input.holder_id, &file.directory);
    check.that(
        requester.is_none() || requester != holder,
        "holderId",
        "name another organisation than the requester",
        "angiv en anden organisation end modtageren",
    );
    let number = check.optional("number", input.number.as_deref(), LINE);
    let reason = check.optional("reason", input.reason.as_deref(), TEXT);
    let necessity = check.optional("necessity", input.necessity.as_deref(), TEXT);
    if let Some(last) = input.objection_deadline {
        check.near("objectionDeadline", last.0, today(work.now));
    }
    let attempt = input.consent_attempt.as_ref();
    let attempted = attempt.map(|a| check.required("consentAttempt.text", &a.text, TEXT));
    if let Some(attempt) = attempt {
        check.that(
            attempt.at <= work.now,
            "consentAttempt.at",
            "the time lies in the future; state when consent was asked for",
            "tidspunktet ligger i fremtiden; angiv hvornår der blev spurgt om samtykke",
        );
        if attempt.at <= work.now {
            check.near("consentAttempt.at", today(attempt.at), today(work.now));
        }
    }
    let categories: CategorySet = input.categories.iter().map(|c| c.0).collect();
    let provision = input.provision.map(|provision| provision.0);
    if let (Some(requester), Some(holder)) = (requester, holder) {
        let flaws = law::basis::flaws(&BasisDraft {
            provision,
            requester,
            holder,
            recorded_by: own.id,
            categories,
            reason: reason.clone(),
            necessity: necessity.clone(),
            attempted_at: attempt.map(|a| a.at),
            objection_deadline: input.objection_deadline.map(|day| day.0),
            objected: false,
            from: held.map_or(work.now, |held| held.from_at),
            to: None,
            recorded_at: held.map_or(work.now, |held| held.from_at),
        });
        check.flaws(flaws.into_iter().map(as_input));
    }
    if provision.is_some_and(|p| law::basis::rule(p) == Rule::R22) && number.is_none() {
        let (fault, path) = (Fault::ProvisionMissing, "number".to_owned());
        check.flaws([Flaw { fault, rule: Rule::R22, path }]);
    }
    check.done()?;
    let (Some(provision), Some(requester), Some(holder)) = (provision, requester, holder) else {
        return Err(Refusal::not_found("holderId"));
    };

    let id = held.map_or_else(|| work.id(), |held| held.id);
    let row = Model {
        citizen_id: file.citizen(),
        id,
        case_id: case.id,
        provision: Code(provision),
        number: number.clone(),
        requester_organisation_id: requester.id.0,
        holder_organisation_id: holder.id.0,
        categories: Categories(categories),
        reason: reason.unwrap_or_default(),
        necessity,
        consent_attempt: attempt.zip(attempted).map(|(a, text)| format!("{}: {text}", today(a.at))),
        objection_deadline: input.objection_deadline.map(|day| day.0),
        objected_at: None,
        from_at: work.now,
        to_at: None,
        recorded_by: file.viewer().user.map(|user| user.0),
        recorded_organisation_id: own.id.0,
        holder_notified_at: Some(work.now),
        version: 1,
        annul_reason: None,
    };
    if let Some(held) = held {
        let next = Model {
            objected_at: held.objected_at,
            from_at: held.from_at,
            recorded_by: held.recorded_by,
            holder_notified_at: held.holder_notified_at,
            version: held.version,
            ..row
        };
        let other = (
            "a recorded basis stands as it was recorded; end it, and record another under another reference",
            "en noteret hjemmel står, som den blev noteret; ophæv den, og notér en ny under en anden reference",
        );
        return sent.same(work, &file, (held, &next), other).await;
    }
    sent.first(work, &file, row, "STATUTORY_BASIS_RECORDED").await?;
    let notice = Tell {
        citizen: file.citizen(),
        case: case.id,
        kind: NoticeKind::StatutoryBasis,
        subject_key: format!("basis:{id}"),
        organisation: Some(holder.id.0),
        text: told(&file, provision, number.as_deref(), [requester, holder], categories),
    };
    tell(work.session, &work.txn, notice, work.now).await?;
    work.changed(&file, "HOLDER_NOTIFIED", id).await?;
    Ok(Done::in_case(case, id))
}

/// R19: an objection in time closes the basis for good.
pub(crate) async fn object_to_basis(
    work: &mut Work<'_>,
    input: ObjectToBasisInput,
) -> Result<Done, Refusal> {
    let (file, held) = open(work, &input.basis_id).await?;
    if !file.is_citizen_side() {
        file.require_coordination()?;
    }
    let mut check = Check::default();
    let at = input.objected_at.map_or(work.now, |at| at.trunc_subsecs(6));
    check.that(
        at <= work.now && (input.objected_at.is_none() || !file.is_citizen_side()),
        "objectedAt",
        "state when the citizen objected, if the lead authority records it; not in the future",
        "angiv, når myndigheden registrerer det, hvornår borgeren gjorde indsigelse; ikke i fremtiden",
    );
    // An objection may have come before the basis was recorded, and been overlooked.
    if at <= work.now {
        check.near("objectedAt", today(at), today(work.now));
    }
    check.state(
        held.provision.0 == Provision::LegalSecurity11a3,
        "basisId",
        "only a basis by § 11 a, stk. 3, is open to objection",
        "der kan kun gøres indsigelse efter § 11 a, stk. 3",
    );
    check.state(
        held.objected_at.is_none() && held.to_at.is_none(),
        "basisId",
        "it is closed already",
        "den er allerede lukket",
    );
    check.state(
        held.objection_deadline.is_none_or(|last| today(at) <= last),
        "basisId",
        "the last day for objecting has passed; ask the caseworker to end the basis",
        "indsigelsesfristen er udløbet; bed sagsbehandleren om at ophæve hjemlen",
    );
    check.done()?;
    let (case, id) = (held.case_id, held.id);
    // The version stays: to whom the objection is not shown it would tell of it. A second one is
    // refused by what stands.
    let mut row = held.into_active_model();
    row.objected_at = Set(Some(at));
    row.update(&work.txn).await?;
    work.changed(&file, "STATUTORY_BASIS_OBJECTED", id).await?;
    Ok(Done::in_case(case, id))
}

/// Ends a basis: by a caseworker of the authority that recorded it, or of the lead's unit.
pub(crate) async fn end_statutory_basis(
    work: &mut Work<'_>,
    input: EndStatutoryBasisInput,
) -> Result<Done, Refusal> {
    let (file, held) = open(work, &input.basis_id).await?;
    let recorded = file.organisation().is_some_and(|o| o.id.0 == held.recorded_organisation_id);
    if !(recorded && is_caseworker(&file)) {
        file.require_caseworker()?;
    }
    expect_version("expectedVersion", input.expected_version, held.version)?;
    let mut check = Check::default();
    let reason = check.required("reason", &input.reason, TEXT);
    check.state(held.to_at.is_none(), "basisId", "it has ended already", "den er allerede ophørt");
    check.done()?;
    let (case, id, version) = (held.case_id, held.id, held.version + 1);
    let mut row = held.into_active_model();
    row.to_at = Set(Some(work.now));
    row.annul_reason = Set(Some(reason));
    row.version = Set(version);
    row.update(&work.txn).await?;
    work.changed(&file, "STATUTORY_BASIS_ENDED", id).await?;
    Ok(Done::in_case(case, id))
}

/// The case and the basis, as far as the caller may know of it: the two it concerns, the lead, and
/// the citizen.
async fn open(work: &mut Work<'_>, id: &ID) -> Result<(CaseFile, Model), Refusal> {
    const PATH: &str = "basisId";
    let (case, id) = check::in_case(PATH, id, EntityKind::StatutoryBasis)?;
    let file = work.case(case, PATH, Parts::FACTS).await?;
    let held = file.rows.bases.iter().find(|b| b.id == id).cloned();
    let held = held.ok_or_else(|| Refusal::not_found(PATH))?;
    let requester = file.directory.organisation(held.requester_organisation_id)?;
    let holder = file.directory.organisation(held.holder_organisation_id)?;
    let naming = row_naming(requester.kind).union(row_naming(holder.kind));
    let concerned = file.organisation().is_some_and(|own| [requester, holder].contains(&own));
    let sees = match concerned {
        true => file.sees(&[file.lead(), requester, holder], naming),
        false => file.verdict.lead && file.verdict.granted.contains(naming),
    };
    if sees { Ok((file, held)) } else { Err(Refusal::not_found(PATH)) }
}

/// A caseworker with a relation to the case, or a system that acts for a unit with one; of the
/// lead, those of the case's own unit.
fn is_caseworker(file: &CaseFile) -> bool {
    match file.verdict.relation {
        Relation::Lead => file.is_unit_caseworker(),
        Relation::Participant | Relation::Holder => {
            let viewer = file.viewer();
            viewer.user.is_none() || viewer.roles.has(Role::Caseworker)
        }
        _ => false,
    }
}

/// The law names its own draft; the input names it so.
fn as_input(mut flaw: Flaw) -> Flaw {
    let path = match flaw.path.as_str() {
        "holder" => "holderId",
        "attemptedAt" => "consentAttempt.at",
        _ => return flaw,
    };
    flaw.path = path.to_owned();
    flaw
}

/// What the citizen is told: who gives what to whom, and by which provision.
fn told(
    file: &CaseFile,
    provision: Provision,
    number: Option<&str>,
    [requester, holder]: [law::facts::Organisation; 2],
    categories: CategorySet,
) -> String {
    let name = |o: law::facts::Organisation| {
        file.directory.organisations.get(&o.id.0).map_or("", |row| row.name.as_str())
    };
    let about: Vec<_> = categories.iter().map(Word::danish).collect();
    let number = number.map(|number| format!(", {number}")).unwrap_or_default();
    format!(
        "{} kan uden dit samtykke få oplysninger om dig fra {} efter {}{number}. Det gælder: {}.",
        name(requester),
        name(holder),
        provision.danish(),
        about.join(", "),
    )
}
