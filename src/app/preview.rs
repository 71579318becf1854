//! What each organisation would see if the citizen signed a consent. Nothing is stored.

use async_graphql::{ID, InputObject};
use chrono::{DateTime, Utc};
use law::consent::{ClauseDraft, ConsentDraft, ConsentForm, Signer, flaws};
use law::facts::{Ask, Clause, Consent, Counterpart, Facts, Organisation, Participation};
use law::fields::{Field, Held, TABLE, row_naming};
use law::words::{ClauseId, ConsentId, OrganisationId, UnitId};
use law::{
    Case, Category, CategorySet, Direction, Opening, OrganisationKind, Purpose, Relation, RoleSet,
    Verdict, Viewer,
};
use sea_orm::prelude::Uuid;

use super::check::{Check, outside};
use super::{AppError, Refusal, Session, UserError, UserErrorCode};
use crate::domain::of::Of;
use crate::domain::scalars::Date;
use crate::domain::{CaseRef, EntityKind};
use crate::store::view::{OrganisationRef, case_view};
use crate::store::{Directory, Parts, Which, case_of};

/// A consent that the citizen considers to sign (påtænkt samtykke).
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ConsentPreviewInput {
    /// Its separate grants (samtykkets enkelte led), R05.
    pub(crate) clauses: Vec<PreviewClauseInput>,
}

/// One grant of a consent that the citizen considers to sign (påtænkt led).
#[derive(Clone, Debug, InputObject)]
pub(crate) struct PreviewClauseInput {
    /// Direction, seen from `grantedTo` (retning).
    pub(crate) direction: Of<Direction>,
    /// Authority it would be given to; the lead authority where left out (modtager af samtykket).
    pub(crate) granted_to: Option<ID>,
    /// Organisations on the other side (modparter).
    #[graphql(default)]
    pub(crate) counterpart_organisations: Vec<ID>,
    /// Kinds on the other side: the participating organisations of each (modparternes art).
    #[graphql(default)]
    pub(crate) counterpart_kinds: Vec<Of<OrganisationKind>>,
    /// What it would open (oplysningskategorier), R24.
    pub(crate) categories: Vec<Of<Category>>,
    /// Purpose; that of the case where left out (formål).
    pub(crate) purpose: Option<Of<Purpose>>,
    /// First day (fra).
    pub(crate) from: Option<Date>,
    /// First day on which it would no longer hold (til).
    pub(crate) to: Option<Date>,
}

/// What a consent would open.
#[derive(Clone, Debug, Default)]
pub(crate) struct Preview {
    pub(crate) exchanges: Vec<Exchange>,
    pub(crate) errors: Vec<UserError>,
}

/// What one organisation would see of what another holds.
#[derive(Clone, Debug)]
pub(crate) struct Exchange {
    pub(crate) viewer: OrganisationRef,
    pub(crate) holder: OrganisationRef,
    pub(crate) journal: bool,
    pub(crate) now: Verdict,
    pub(crate) then: Verdict,
    pub(crate) fields: Vec<FieldPreview>,
}

/// One field of what is held.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FieldPreview {
    pub(crate) field: &'static Field,
    pub(crate) now: Opening,
    pub(crate) then: Opening,
}

/// What a consent would open in a case; nothing where the case is unknown to the caller. For the
/// lead authority and the citizen's side: to others it would tell of the others.
pub(crate) async fn preview(
    session: &Session,
    case: CaseRef,
    input: &ConsentPreviewInput,
) -> Result<Option<Preview>, AppError> {
    let (snapshot, at) = session.load(&Which::case(case.id), Parts::FACTS, false).await?;
    let viewing = session.viewing(at);
    let Some(rows) = snapshot.cases.first() else { return Ok(None) };
    let view = case_view(rows, &snapshot.directory, viewing)?;
    let Some(view) = view.filter(|view| view.of() == case) else { return Ok(None) };
    let side = [Relation::Lead, Relation::Citizen, Relation::Representative];
    // It tells what is consented to today: of a representative that is asked within PROCESS.
    let related = side.contains(&view.verdict.relation);
    if !related || !view.verdict.granted.has(Category::Process) {
        let refusal = UserError::new(
            UserErrorCode::Forbidden,
            "",
            "the lead authority and the citizen ask this",
            "det spørger den ansvarlige myndighed og borgeren om",
        );
        return Ok(Some(Preview { errors: vec![refusal], ..Preview::default() }));
    }
    let known = view.verdict.granted;
    let facts = known_of(case_of(rows, &snapshot.directory)?.into_facts(), known);
    let clauses = match read(input, &facts, &snapshot.directory, viewing.at) {
        Ok(clauses) => clauses,
        Err(Refusal::User(errors)) => {
            return Ok(Some(Preview { errors, ..Preview::default() }));
        }
        Err(Refusal::Fault(error)) => return Err(error),
    };
    let exchanges = weigh(&facts, &clauses, &snapshot.directory, viewing.at)?;
    Ok(Some(Preview { exchanges, errors: Vec::new() }))
}

/// The facts that the caller may know of, who may see these categories. Whoever holds records in
/// the case sees how it runs besides; that there are such records may be withheld even from the
/// lead (what a partner states is its own), so that nothing here hangs on it.
fn known_of(mut facts: Facts, known: CategorySet) -> Facts {
    let knows = |organisation: &Organisation| known.contains(row_naming(organisation.kind));
    facts.holdings.clear();
    facts.participations.retain(|p| knows(&p.organisation));
    facts.bases.retain(|b| knows(&b.requester) && knows(&b.holder));
    facts
}

/// The clauses of the input, or all that is wrong with them.
fn read(
    input: &ConsentPreviewInput,
    facts: &Facts,
    directory: &Directory,
    at: DateTime<Utc>,
) -> Result<Vec<Clause>, Refusal> {
    let mut errors = Vec::new();
    let mut organisation = |path: &str, id: &ID| {
        let known = outside(path, id, EntityKind::Organisation)
            .ok()
            .and_then(|id| directory.organisation(id).ok());
        if known.is_none() {
            errors.push(UserError::not_found(path));
        }
        known
    };
    let mut drafts = Vec::new();
    for (i, clause) in input.clauses.iter().enumerate() {
        let granted_to = match &clause.granted_to {
            Some(id) => organisation(&format!("clauses[{i}].grantedTo"), id),
            None => Some(facts.lead),
        };
        let mut counterparts: Vec<Counterpart> =
            clause.counterpart_kinds.iter().map(|kind| Counterpart::Kind(kind.0)).collect();
        for (j, id) in clause.counterpart_organisations.iter().enumerate() {
            let path = format!("clauses[{i}].counterpartOrganisations[{j}]");
            let found = organisation(&path, id);
            counterparts.extend(found.map(|found| Counterpart::Organisation(found.id)));
        }
        drafts.push(ClauseDraft {
            direction: Some(clause.direction.0),
            granted_to: granted_to.unwrap_or(facts.lead),
            counterparts,
            categories: clause.categories.iter().map(|category| category.0).collect(),
            purpose: Some(clause.purpose.map_or(facts.purpose, |purpose| purpose.0)),
            from: clause.from.map(|day| day.0),
            to: clause.to.map(|day| day.0),
        });
    }
    let draft = ConsentDraft {
        signed_at: at,
        recorded_at: at,
        form: ConsentForm::Written,
        oral_reason: None,
        signer: Signer::Citizen,
        signer_ground: None,
        signer_scope: CategorySet::NONE,
        clauses: drafts,
    };
    let mut check = Check::default();
    check.flaws(flaws(&draft));
    if let Err(Refusal::User(found)) = check.done() {
        errors.extend(found);
    }
    if !errors.is_empty() {
        return Err(Refusal::User(errors));
    }
    Ok(draft.clauses.into_iter().enumerate().filter_map(hypothetical).collect())
}

/// A clause of a consent that does not exist: its id is none that was ever given.
fn hypothetical((i, draft): (usize, ClauseDraft)) -> Option<Clause> {
    Some(Clause {
        id: ClauseId(Uuid::from_u128(u128::try_from(i).ok()?)),
        direction: draft.direction?,
        granted_to: draft.granted_to,
        counterparts: draft.counterparts,
        categories: draft.categories,
        purpose: draft.purpose?,
        from: draft.from,
        to: draft.to,
        withdrawn_at: None,
    })
}

/// Who would see what of whom, by facts that the caller may know of.
fn weigh(
    facts: &Facts,
    clauses: &[Clause],
    directory: &Directory,
    at: DateTime<Utc>,
) -> Result<Vec<Exchange>, AppError> {
    let named = named(facts, clauses, directory, at)?;
    let grantees: Vec<_> = clauses.iter().map(|clause| clause.granted_to).collect();
    let between = |one: Organisation, other: Organisation| {
        one != other
            && (one == facts.lead
                || other == facts.lead
                || grantees.contains(&one)
                || grantees.contains(&other))
    };
    let shown = |o: Organisation| directory.organisations.get(&o.id.0).cloned();
    let mut exchanges = Vec::new();
    for &viewer in &named {
        let [now, then] = [facts.clone(), with(facts, clauses, at)]
            .map(|facts| Case::new(taking_part(facts, viewer, at)));
        let person = someone(viewer);
        for &holder in named.iter().filter(|holder| between(viewer, **holder)) {
            for journal in [false, true] {
                // Journal material is what partners hold; the lead's forms are none.
                if journal && holder == facts.lead {
                    continue;
                }
                let ask = Ask { viewer: &person, holders: &[holder], journal, at };
                let (now, then) = (now.decide(&ask), then.decide(&ask));
                if journal && now.granted.is_empty() && then.granted.is_empty() {
                    continue;
                }
                let (Some(viewer), Some(of)) = (shown(viewer), shown(holder)) else { continue };
                exchanges.push(Exchange {
                    viewer: OrganisationRef(viewer),
                    holder: OrganisationRef(of),
                    journal,
                    fields: fields(facts.purpose, holder == facts.lead, &now, &then),
                    now,
                    then,
                });
            }
        }
    }
    Ok(exchanges)
}

/// The lead, who takes part, and whom the clauses name, in the order of their ids.
fn named(
    facts: &Facts,
    clauses: &[Clause],
    directory: &Directory,
    at: DateTime<Utc>,
) -> Result<Vec<Organisation>, AppError> {
    let mut named: Vec<_> = facts
        .participations
        .iter()
        .filter(|p| p.from <= at && p.to.is_none_or(|end| at < end))
        .map(|p| p.organisation)
        .collect();
    for clause in clauses {
        named.push(clause.granted_to);
        for counterpart in &clause.counterparts {
            if let Counterpart::Organisation(OrganisationId(id)) = counterpart {
                named.push(directory.organisation(*id)?);
            }
        }
    }
    named.push(facts.lead);
    named.sort_unstable_by_key(|organisation| (*organisation != facts.lead, organisation.id));
    named.dedup();
    Ok(named)
}

fn with(facts: &Facts, clauses: &[Clause], at: DateTime<Utc>) -> Facts {
    let mut facts = facts.clone();
    facts.consents.push(Consent {
        id: ConsentId(Uuid::nil()),
        signed_at: at,
        withdrawn_at: None,
        clauses: clauses.to_vec(),
    });
    facts
}

/// A unit that is nobody's: whoever is asked about works in it.
const SOMEWHERE: UnitId = UnitId(Uuid::nil());

/// The case with the organisation taking part by someone who needs to know (R15).
fn taking_part(mut facts: Facts, organisation: Organisation, at: DateTime<Utc>) -> Facts {
    facts.participations.push(Participation {
        organisation,
        unit: Some(SOMEWHERE),
        user: None,
        from: at,
        to: None,
    });
    facts
}

fn someone(organisation: Organisation) -> Viewer {
    Viewer {
        organisation: Some(organisation),
        unit: Some(SOMEWHERE),
        user: None,
        roles: RoleSet::NONE,
        citizen: None,
    }
}

/// Every classified field of the lead's forms, or of what another organisation states, sends in or
/// plans.
fn fields(purpose: Purpose, of_lead: bool, now: &Verdict, then: &Verdict) -> Vec<FieldPreview> {
    let open = |verdict: &Verdict, field: &Field| match verdict.relation {
        Relation::None => Verdict::unknown().open(field.categories, field.tier),
        _ => verdict.open(field.categories, field.tier),
    };
    TABLE
        .iter()
        .filter(|field| field.stands_in(purpose))
        .filter(|field| match field.held() {
            Held::Lead => of_lead,
            Held::Author => !of_lead,
            // Both: the lead as co-holder, or as one of those who assess, plan or sit.
            Held::Sender | Held::Assessor | Held::Administration | Held::Council => true,
        })
        .map(|field| FieldPreview { field, now: open(now, field), then: open(then, field) })
        .collect()
}

#[cfg(test)]
mod tests {
    use law::words::{CaseId, CitizenId};

    use super::*;

    fn organisation(id: u128, kind: OrganisationKind) -> Organisation {
        Organisation { id: OrganisationId(Uuid::from_u128(id)), kind }
    }

    fn case(lead: Organisation) -> Facts {
        Facts {
            citizen: CitizenId(Uuid::from_u128(1)),
            case: CaseId(Uuid::from_u128(2)),
            purpose: Purpose::Dkk,
            lead,
            unit: UnitId(Uuid::from_u128(3)),
            closed_at: None,
            representations: Vec::new(),
            participations: Vec::new(),
            holdings: Vec::new(),
            assignments: Vec::new(),
            consents: Vec::new(),
            bases: Vec::new(),
        }
    }

    #[test]
    fn r05_a_disclosure_would_open_its_categories_one_way_only() {
        let at = "2026-11-22T10:00:00Z".parse().unwrap();
        let lead = organisation(10, OrganisationKind::SocialAdministration);
        let partner = organisation(11, OrganisationKind::EmploymentAdministration);
        let facts = case(lead);
        let clause = Clause {
            id: ClauseId(Uuid::nil()),
            direction: Direction::Disclose,
            granted_to: lead,
            counterparts: vec![Counterpart::Organisation(partner.id)],
            categories: CategorySet::of(&[Category::Employment]),
            purpose: Purpose::Dkk,
            from: None,
            to: None,
            withdrawn_at: None,
        };
        let decide = |viewer, holder, facts: Facts| {
            let case = Case::new(taking_part(facts, viewer, at));
            let (person, holders) = (someone(viewer), [holder]);
            case.decide(&Ask { viewer: &person, holders: &holders, journal: false, at })
        };
        let then = || with(&facts, std::slice::from_ref(&clause), at);
        assert_eq!(decide(partner, lead, facts.clone()).relation, Relation::None);
        let granted = decide(partner, lead, then()).granted;
        assert_eq!(granted, CategorySet::of(&[Category::Process, Category::Employment]));
        assert!(!decide(lead, partner, then()).granted.has(Category::Employment));
        assert!(facts.consents.is_empty(), "nothing is kept");
    }
}
