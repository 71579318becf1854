//! Withdrawing (tilbagekaldelse, R07): at any time, whole or one grant, without a version to read
//! first and without a reason. It is effective from the transaction that records it.

use async_graphql::{ID, InputObject};
use law::status::ClauseState;
use law::{CategorySet, Relation, Word};
use sea_orm::prelude::Uuid;

use super::super::versions::Versioned;
use super::{not_annulled, standing};
use crate::app::{CaseFile, Done, Refusal, UserErrorCode, Work, check};
use crate::domain::EntityKind;
use crate::store::Parts;
use crate::store::rows::Version;

/// Withdraws a consent (træk samtykke tilbage).
#[derive(InputObject)]
pub(crate) struct WithdrawConsentInput {
    /// The consent (samtykke).
    pub(crate) consent_id: ID,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Withdraws one grant of a consent (træk ét led tilbage).
#[derive(InputObject)]
pub(crate) struct WithdrawConsentClauseInput {
    /// The grant (samtykkets led).
    pub(crate) clause_id: ID,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// R07: the whole consent.
pub(crate) async fn withdraw_consent(
    work: &mut Work<'_>,
    input: WithdrawConsentInput,
) -> Result<Done, Refusal> {
    let (case, id) = check::in_case("consentId", &input.consent_id, EntityKind::Consent)?;
    let file = work.case(case, "consentId", Parts::FACTS).await?;
    let held = standing(&file, id, "consentId")?;
    let clauses = || file.rows.clauses.iter().filter(|c| c.consent_id == id && c.stands(None));
    if let (Relation::Participant, Some(own)) = (file.verdict.relation, file.organisation()) {
        // It knows of its own grants alone, and takes down that those are withdrawn.
        let known: Vec<_> = clauses().filter(|c| names(&file, c.id)).cloned().collect();
        let own = !known.is_empty() && known.iter().all(|c| for_treatment(c, own.id.0));
        require_withdrawal(&file, CategorySet::NONE, |_| own, "consentId")?;
        not_annulled(&held)?;
        return withdraw_grants(work, &file, held, known).await;
    }
    let covered = clauses().fold(CategorySet::NONE, |all, c| all.union(c.categories.0));
    require_withdrawal(&file, covered, |_| false, "consentId")?;
    not_annulled(&held)?;
    if held.withdrawn_at.is_some() {
        return Err(withdrawn("consentId"));
    }
    let mut next = held.clone();
    next.withdrawn_at = Some(work.now);
    next.withdrawn_by = Some(by(&file));
    held.succeed(work, next).await?;
    work.changed(&file, "CONSENT_WITHDRAWN", id).await?;
    Ok(Done::in_case(case, id))
}

/// R05, R07: one grant alone; the others stand.
pub(crate) async fn withdraw_consent_clause(
    work: &mut Work<'_>,
    input: WithdrawConsentClauseInput,
) -> Result<Done, Refusal> {
    let (case, id) = check::in_case("clauseId", &input.clause_id, EntityKind::ConsentClause)?;
    let file = work.case(case, "clauseId", Parts::FACTS).await?;
    let held = file.rows.clauses.iter().find(|c| c.id == id && c.stands(None));
    let held = held.cloned().ok_or_else(|| Refusal::not_found("clauseId"))?;
    let consent = standing(&file, held.consent_id, "clauseId")?;
    // Another organisation that knows of the consent knows of its own clauses only.
    if !file.verdict.lead && !names(&file, id) {
        return Err(Refusal::not_found("clauseId"));
    }
    require_withdrawal(&file, held.categories.0, |own| for_treatment(&held, own), "clauseId")?;
    not_annulled(&consent)?;
    if held.withdrawn_at.is_some() || consent.withdrawn_at.is_some() {
        return Err(withdrawn("clauseId"));
    }
    withdraw_grants(work, &file, consent, vec![held]).await
}

/// Withdraws grants of a consent.
async fn withdraw_grants(
    work: &Work<'_>,
    file: &CaseFile,
    consent: entity::consent::Model,
    grants: Vec<entity::consent_clause::Model>,
) -> Result<Done, Refusal> {
    for held in grants {
        let (id, mut next) = (held.id, held.clone());
        next.withdrawn_at = Some(work.now);
        held.succeed(work, next).await?;
        work.changed(file, "CONSENT_CLAUSE_WITHDRAWN", id).await?;
    }
    // The consent is another now: who read it before must read it again to correct it.
    let again = consent.clone();
    consent.succeed(work, again).await?;
    Ok(Done::in_case(file.id(), consent.id))
}

/// Whether the caller's organisation is a side of the clause, which is effective.
fn names(file: &CaseFile, clause: Uuid) -> bool {
    let effective = ClauseState::Effective;
    let one = file
        .law
        .windows()
        .find(|(_, c, window)| c.id.0 == clause && window.state(file.now()) == effective);
    let sides = one.zip(file.organisation()).map(|((_, c, _), own)| {
        c.granted_to.id == own.id
            || law::status::is_counterpart(file.law.facts(), c, own, file.now())
    });
    sides.unwrap_or(false)
}

/// Whether a clause is for treatment and was given to this organisation (R12).
fn for_treatment(clause: &entity::consent_clause::Model, own: Uuid) -> bool {
    clause.purpose.0 == law::Purpose::Treatment && clause.granted_to == own
}

/// Who withdraws or records it: the citizen; a representative for what the representation covers;
/// the lead's caseworker and coordinator; a health organisation for the treatment consent that it
/// was given itself.
fn require_withdrawal(
    file: &CaseFile,
    covered: CategorySet,
    own: impl Fn(Uuid) -> bool,
    path: &str,
) -> Result<(), Refusal> {
    match (file.verdict.relation, file.organisation()) {
        (Relation::Citizen, _) => Ok(()),
        (Relation::Representative, _) if file.verdict.granted.contains(covered) => Ok(()),
        (Relation::Representative, _) => Err(Refusal::user(
            UserErrorCode::Forbidden,
            path,
            "the representation does not cover all of it; withdraw the grants that it covers",
            "repræsentationen omfatter ikke det hele; træk de led tilbage, den omfatter",
        )),
        (Relation::Participant, Some(organisation)) if own(organisation.id.0) => Ok(()),
        _ => file.require_coordination(),
    }
}

/// By whom, as the record keeps it: the side, never the person.
fn by(file: &CaseFile) -> String {
    file.verdict.relation.code().to_owned()
}

fn withdrawn(path: &str) -> Refusal {
    Refusal::user(
        UserErrorCode::IllegalState,
        path,
        "it is withdrawn already; nothing is left to do, read it anew",
        "det er allerede trukket tilbage; der er intet at gøre, læs det på ny",
    )
}
