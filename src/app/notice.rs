//! Notices to the citizen (underretninger): each told once, by its subject key.

use chrono::{DateTime, Utc};
use entity::citizen_notice::{Column, Entity, Model};
use entity::column::Code;
use law::facts::Organisation;
use law::forms::NoticeKind;
use law::{Basis, CategorySet, Direction};
use sea_orm::prelude::Uuid;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, TryInsertResult};

use super::{AppError, Session};
use crate::domain::dates::today;
use crate::sealed::{Account, Entry};
use crate::store::Collected;

/// Something that the citizen must be told.
pub(crate) struct Tell {
    pub(crate) citizen: Uuid,
    pub(crate) case: Uuid,
    pub(crate) kind: NoticeKind,
    /// What it is about; the citizen is told once of each.
    pub(crate) subject_key: String,
    /// Organisation concerned.
    pub(crate) organisation: Option<Uuid>,
    pub(crate) text: String,
}

/// Records a notice and notes the change, unless the citizen is told of it already.
pub(crate) async fn tell<C: ConnectionTrait>(
    session: &Session,
    connection: &C,
    tell: Tell,
    at: DateTime<Utc>,
) -> Result<(), AppError> {
    let Tell { citizen, case, kind, subject_key, organisation, text } = tell;
    let ids = &session.app.ids;
    let id = ids.at(at);
    let row = Model {
        citizen_id: citizen,
        id,
        case_id: case,
        kind: Code(kind),
        subject_key,
        organisation_id: organisation,
        text,
        arisen_at: at,
        delivered_at: None,
        delivered_by: None,
        channel: None,
        version: 1,
    };
    let key = [Column::CitizenId, Column::CaseId, Column::Kind, Column::SubjectKey];
    let insert = Entity::insert(row.into_active_model().reset_all());
    let inserted = insert.on_conflict_do_nothing_on(key).exec_without_returning(connection).await?;
    // A notice that stood already was noted when it arose.
    if matches!(inserted, TryInsertResult::Inserted(1..)) {
        let change = entity::outbox::Model {
            id: ids.at(at),
            citizen_id: Some(citizen),
            case_id: Some(case),
            kind: "CITIZEN_NOTICE_ARISEN".to_owned(),
            entity_id: id,
            at,
        };
        let change = change.into_active_model().reset_all();
        entity::outbox::Entity::insert(change).exec_without_returning(connection).await?;
    }
    Ok(())
}

/// R14: what these accounts disclosed that was collected outside the municipality and is not noted
/// yet. Nothing, and no statement, for a read that collected nothing.
pub(crate) fn collected(
    session: &Session,
    accounts: &[Account],
    at: DateTime<Utc>,
) -> Vec<Collected> {
    let noted = &session.app.db.noted;
    let mut found = Vec::new();
    let Some(by) = session.caller.viewer.organisation else { return found };
    for (account, from) in accounts.iter().filter_map(|a| Some((a, outside(by, a)?))) {
        let subject = &account.subject;
        let (Some(citizen), Some(case)) = (subject.citizen, subject.case) else { continue };
        let (citizen, day) = (citizen.0, today(at));
        let one = Collected { citizen, case: case.0, by: by.id.0, from: from.id.0, day };
        if !found.contains(&one) && !noted.has(&one) {
            found.push(one);
        }
    }
    found
}

/// Records the notices of what was collected; all in the caller's transaction.
pub(crate) async fn tell_collected<C: ConnectionTrait>(
    session: &Session,
    connection: &C,
    collected: &[Collected],
    at: DateTime<Utc>,
) -> Result<(), AppError> {
    for one in collected {
        let (by, from) = (name(connection, one.by).await?, name(connection, one.from).await?);
        let notice = Tell {
            citizen: one.citizen,
            case: one.case,
            kind: NoticeKind::CollectedOutside,
            subject_key: format!("collected:{}:{}:{}", one.by, one.from, one.day),
            organisation: Some(one.from),
            text: format!(
                "{by} har den {} indhentet oplysninger om dig fra {from} efter dit samtykke.",
                one.day
            ),
        };
        tell(session, connection, notice, at).await?;
    }
    Ok(())
}

/// R14 for a read: records the notices in a transaction of their own, before the answer leaves.
/// Where the log then fails the answer does not leave, and a notice too many has been recorded.
pub(crate) async fn after_read(session: &Session, accounts: &[Account]) -> Result<(), AppError> {
    let at = session.now()?;
    let collected = collected(session, accounts, at);
    if collected.is_empty() {
        return Ok(());
    }
    let db = &session.app.db;
    let txn = db.begin_write().await?;
    tell_collected(session, &txn, &collected, at).await?;
    txn.commit().await?;
    db.noted.remember(collected);
    Ok(())
}

/// The holder outside the municipality from which an account disclosed something that a municipal
/// administration collected by consent.
fn outside(by: Organisation, account: &Account) -> Option<Organisation> {
    // What the municipality holds as well is not collected from outside it.
    let outside = account.subject.holders.iter().all(|holder| !holder.kind.is_municipal());
    if !by.kind.is_municipal() || !outside {
        return None;
    }
    let collected: CategorySet = CategorySet::ALL
        .iter()
        .filter(|category| {
            let direction = match account.verdict.basis(*category) {
                Some(Basis::Clause(_, direction)) => direction,
                _ => return false,
            };
            matches!(direction, Direction::Collect | Direction::JournalRead)
        })
        .collect();
    if collected.is_empty() {
        return None;
    }
    let opened = |entry: &Entry| match entry {
        Entry::Disclosed(_, bits) => {
            let opened = CategorySet::from_bits(*bits).unwrap_or_default();
            !opened.intersection(collected).is_empty()
        }
        Entry::Withheld(..) => false,
    };
    account.entries.iter().any(opened).then(|| account.subject.holders.first().copied()).flatten()
}

async fn name<C: ConnectionTrait>(connection: &C, id: Uuid) -> Result<String, AppError> {
    let found = entity::organisation::Entity::find_by_id(id).one(connection).await?;
    Ok(found.map(|organisation| organisation.name).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use law::facts::{Ask, Clause, Consent, Counterpart, Facts, StatutoryBasis, Viewer};
    use law::fields::{row_held_by, statement};
    use law::words::{OrganisationKind, Provision};
    use law::{Category, Purpose, Role, RoleSet};

    use super::*;
    use crate::sealed::{Ledger, Seal, Sealed, Subject};

    /// What the lead's reading a statement of an employer's leaves, where SOCIAL is collected by
    /// consent and EMPLOYMENT opens by statute.
    fn read(lead: Organisation, employer: Organisation, tags: Category) -> Account {
        let at: DateTime<Utc> = "2026-11-02T09:00:00Z".parse().unwrap();
        let one = Uuid::from_u128(1);
        let clause = Clause {
            id: one.into(),
            direction: Direction::Collect,
            granted_to: lead,
            counterparts: vec![Counterpart::Organisation(employer.id)],
            categories: CategorySet::of(&[Category::Social]),
            purpose: Purpose::Dkk,
            from: None,
            to: None,
            withdrawn_at: None,
        };
        let basis = StatutoryBasis {
            id: one.into(),
            provision: Provision::Administration28,
            requester: lead,
            holder: employer,
            categories: CategorySet::of(&[Category::Employment]),
            from: at,
            to: None,
            objection_deadline: None,
            objected: false,
        };
        let case = law::Case::new(Facts {
            citizen: one.into(),
            case: one.into(),
            purpose: Purpose::Dkk,
            lead,
            unit: one.into(),
            closed_at: None,
            representations: vec![],
            participations: vec![],
            holdings: vec![],
            assignments: vec![],
            consents: vec![Consent {
                id: one.into(),
                signed_at: at,
                withdrawn_at: None,
                clauses: vec![clause],
            }],
            bases: vec![basis],
        });
        let viewer = Viewer {
            organisation: Some(lead),
            unit: Some(one.into()),
            user: Some(one.into()),
            roles: RoleSet::of(&[Role::Caseworker]),
            citizen: None,
        };
        let holders = vec![employer];
        let verdict = case.decide(&Ask { viewer: &viewer, holders: &holders, journal: false, at });
        let (citizen, of) = (Some(one.into()), Some(one.into()));
        let purpose = Some(Purpose::Dkk);
        let subject = Subject { citizen, case: of, purpose, holders, journal: false };
        let ledger = Arc::new(Ledger::default());
        let seal = Seal::new(verdict, subject, &ledger);
        let row = row_held_by(employer.kind).union(CategorySet::of(&[tags]));
        let tagged = Sealed::new((), &seal, row).tagged(Some(CategorySet::of(&[tags])));
        assert!(tagged.open(&statement::text, |()| ()).is_some(), "{tags:?}");
        ledger.close().remove(0)
    }

    #[test]
    fn r14_what_a_statute_opened_alone_was_not_collected_by_consent() {
        let [lead, employer] =
            [(1, OrganisationKind::SocialAdministration), (2, OrganisationKind::Employer)]
                .map(|(id, kind)| Organisation { id: Uuid::from_u128(id).into(), kind });
        let social = read(lead, employer, Category::Social);
        assert_eq!(outside(lead, &social), Some(employer));
        let employment = read(lead, employer, Category::Employment);
        assert_eq!(outside(lead, &employment), None);
    }
}
