//! What an input names: directory entries are public, so an error may tell what is wrong with one.

use async_graphql::ID;
use chrono::NaiveDate;
use law::facts::{Organisation, Participation};
use law::fields::row_naming;
use law::request::may_invite;
use law::words::OrganisationId;
use law::{CategorySet, Relation, Role};
use sea_orm::prelude::Uuid;

use super::check::Check;
use super::{CaseFile, UserError, UserErrorCode};
use crate::domain::{EntityKind, GlobalId};
use crate::store::Directory;

impl Check {
    /// An organisation of the directory that still stands.
    pub(crate) fn organisation(
        &mut self,
        path: &str,
        id: &ID,
        directory: &Directory,
    ) -> Option<Organisation> {
        let found = GlobalId::of_kind(id, EntityKind::Organisation)
            .filter(|id| id.case.is_none())
            .and_then(|id| directory.organisations.get(&id.id))
            .filter(|row| row.annulled_at.is_none())
            .map(|row| Organisation { id: OrganisationId(row.id), kind: row.kind.0 });
        self.found(path, found)
    }

    /// A unit of an organisation that still stands.
    pub(crate) fn unit(
        &mut self,
        path: &str,
        id: Option<&ID>,
        of: Option<Organisation>,
        directory: &Directory,
    ) -> Option<Uuid> {
        let unit = GlobalId::of_kind(id?, EntityKind::Unit)
            .filter(|id| id.case.is_none())
            .and_then(|id| directory.units.get(&id.id))
            .filter(|row| row.annulled_at.is_none());
        let unit = self.found(path, unit)?;
        let belongs = of.is_none_or(|of| of.id.0 == unit.organisation_id);
        self.that(
            belongs,
            path,
            "choose a unit of the organisation named",
            "vælg en enhed i den nævnte organisation",
        );
        belongs.then_some(unit.id)
    }

    /// A professional who still stands; with `of`, a member of that organisation on a day.
    pub(crate) fn professional(
        &mut self,
        path: &str,
        id: Option<&ID>,
        of: Option<(Organisation, NaiveDate)>,
        directory: &Directory,
    ) -> Option<Uuid> {
        let professional = GlobalId::of_kind(id?, EntityKind::Professional)
            .filter(|id| id.case.is_none())
            .and_then(|id| directory.professionals.get(&id.id))
            .filter(|row| row.annulled_at.is_none())
            .map(|row| row.id);
        let professional = self.found(path, professional)?;
        let works = of.is_none_or(|(of, day)| is_member(directory, professional, of.id.0, day));
        self.that(
            works,
            path,
            "choose someone who works in the organisation that day",
            "vælg en, der er ansat i organisationen den dag",
        );
        works.then_some(professional)
    }

    /// What was looked up, or the answer of an unknown id.
    pub(crate) fn found<T>(&mut self, path: &str, found: Option<T>) -> Option<T> {
        if found.is_none() {
            self.push(UserError::not_found(path));
        }
        found
    }

    /// Something that does not fit the present state.
    pub(crate) fn state(&mut self, holds: bool, path: &str, english: &str, danish: &str) {
        if !holds {
            self.error(UserErrorCode::IllegalState, path, english, danish);
        }
    }
}

/// Whether a professional works in an organisation on a day.
pub(crate) fn is_member(
    directory: &Directory,
    professional: Uuid,
    organisation: Uuid,
    day: NaiveDate,
) -> bool {
    directory.memberships.get(&professional).is_some_and(|all| {
        all.iter().any(|m| {
            m.organisation_id == organisation
                && m.from_date <= day
                && m.to_date.is_none_or(|end| day < end)
        })
    })
}

impl CaseFile {
    /// Whether the caller sees rows of these categories, held by these holders.
    pub(crate) fn sees(&self, holders: &[Organisation], categories: CategorySet) -> bool {
        self.verdict_over(holders).granted.contains(categories)
    }

    /// Whether an organisation takes part in the case now, by whatever unit or person.
    pub(crate) fn takes_part(&self, organisation: Organisation) -> bool {
        let now = self.now();
        self.law.facts().participations.iter().any(|p| {
            p.organisation.id == organisation.id
                && p.from <= now
                && p.to.is_none_or(|end| now < end)
        })
    }

    /// Whether the caller does casework for an organisation that takes part: its caseworkers, or a
    /// system that acts for their unit. Who only wrote earlier reads its own.
    pub(crate) fn is_caseworker_of(&self, organisation: Organisation) -> bool {
        let viewer = self.viewer();
        let works = viewer.user.is_none() || viewer.roles.has(Role::Caseworker);
        let relates = match self.verdict.relation {
            Relation::Lead => true,
            Relation::Participant | Relation::Holder => self.takes_part(organisation),
            Relation::None | Relation::Citizen | Relation::Representative => false,
        };
        works && relates && viewer.organisation.is_some_and(|own| own.id == organisation.id)
    }

    /// What the law would say once an organisation takes part: a request or a track lets it in, and
    /// is judged as if it had done so.
    pub(crate) fn law_with(&self, organisation: Organisation) -> law::Case {
        let mut facts = self.law.facts().clone();
        facts.participations.push(Participation {
            organisation,
            unit: None,
            user: None,
            from: self.now(),
            to: None,
        });
        law::Case::new(facts)
    }

    /// Whether the caller may name an organisation as one that has to do with the case. Who is not
    /// the lead sees no more than the participations that are shown to it: who takes part unseen
    /// looks like who does not (R17).
    pub(crate) fn may_name(&self, organisation: Organisation) -> bool {
        let lead = self.lead();
        let own = self.organisation().is_some_and(|own| own.id == organisation.id);
        if own || organisation.id == lead.id {
            return true;
        }
        if self.verdict.relation == Relation::Lead {
            return may_invite(self.law.facts(), organisation, self.now()).is_none();
        }
        self.takes_part(organisation)
            && self.sees(&[lead, organisation], row_naming(organisation.kind))
    }

    /// The lead authority.
    pub(crate) fn lead(&self) -> Organisation {
        self.law.facts().lead
    }
}
