//! What a caller may see in a case: category by category, for each holder, on what basis.

use law::facts::{Ask, Organisation};
use law::{Relation, Verdict, fields};
use sea_orm::prelude::Uuid;

use super::{AppError, Session};
use crate::domain::CaseRef;
use crate::store::view::{CaseView, OrganisationRef, case_view};
use crate::store::{Parts, Which, case_of};

/// What a caller may see in a case.
#[derive(Clone, Debug)]
pub(crate) struct Access {
    pub(crate) case: CaseRef,
    pub(crate) relation: Relation,
    pub(crate) holders: Vec<HolderAccess>,
}

/// What a caller may see of what one organisation holds.
#[derive(Clone, Debug)]
pub(crate) struct HolderAccess {
    pub(crate) case: CaseRef,
    pub(crate) holder: OrganisationRef,
    pub(crate) journal: bool,
    pub(crate) verdict: Verdict,
}

/// What tells of holders besides the lead.
const PARTS: Parts = Parts::EXCHANGE
    .with(Parts::REFERRALS)
    .with(Parts::REHABILITATION)
    .with(Parts::BRAIN_INJURY_ASSESSMENTS);

/// What the caller may see in a case; nothing where it is unknown to the caller.
pub(crate) async fn access(session: &Session, id: CaseRef) -> Result<Option<Access>, AppError> {
    let (snapshot, at) = session.load(&Which::case(id.id), PARTS, false).await?;
    let viewing = session.viewing(at);
    let Some(rows) = snapshot.cases.first() else { return Ok(None) };
    let Some(view) = case_view(rows, &snapshot.directory, viewing)? else { return Ok(None) };
    if view.of() != id {
        return Ok(None);
    }
    let case = case_of(rows, &snapshot.directory)?;
    let mut wanted = vec![(case.facts().lead, false)];
    let own = viewing.viewer.organisation.map(|own| (own, false));
    for (id, journal) in known_holders(&view) {
        wanted.push((snapshot.directory.organisation(id)?, journal));
    }
    wanted.extend(own);
    let mut holders: Vec<HolderAccess> = Vec::new();
    let mut seen: Vec<(Organisation, bool)> = Vec::new();
    for (holder, journal) in wanted {
        if seen.contains(&(holder, journal)) {
            continue;
        }
        seen.push((holder, journal));
        let ask = Ask { viewer: viewing.viewer, holders: &[holder], journal, at: viewing.at };
        let found = snapshot.directory.organisations.get(&holder.id.0).cloned();
        holders.extend(found.map(OrganisationRef).map(|organisation| HolderAccess {
            case: id,
            holder: organisation,
            journal,
            verdict: case.decide(&ask),
        }));
    }
    Ok(Some(Access { case: id, relation: view.verdict.relation, holders }))
}

/// Organisations besides the lead that the caller may know of: by a participation, or by what one
/// stated, sent or assessed, that the caller sees. Others' part in the case is not told.
fn known_holders(view: &CaseView) -> Vec<(Uuid, bool)> {
    let statements = view
        .statements
        .iter()
        .filter(|s| s.0.refusal(view.class(&fields::dkk_case::statements)).is_none())
        .filter_map(|s| s.0.outline(|s| (s.organisation_id, s.journal)));
    let participants = view
        .participations
        .iter()
        .filter(|p| p.0.refusal(view.class(&fields::dkk_case::participations)).is_none())
        .filter_map(|p| p.0.outline(|p| (p.organisation_id, false)));
    let sent = view.referrals.iter().filter_map(|v| v.row.outline(|r| r.organisation_id).flatten());
    let plans = view.rehabilitation_plans.iter();
    let planned = plans.filter_map(|v| v.row.outline(|r| r.organisation_id));
    let assessments = view.brain_injury_assessments.iter();
    let assessed = assessments.filter_map(|v| v.row.outline(|r| r.organisation_id));
    let forms = sent.chain(planned).chain(assessed).map(|organisation| (organisation, false));
    let mut known: Vec<_> = participants.chain(statements).chain(forms).collect();
    known.sort_unstable();
    known.dedup();
    known
}
