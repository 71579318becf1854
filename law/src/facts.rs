//! The facts that decide, as plain data, and the question.
//!
//! All instants are UTC; days and anniversaries are counted in Europe/Copenhagen (see the lapse
//! rules). [`Facts`] is built once for a case; a [`crate::Case`] made of it is asked many times.

use chrono::{DateTime, NaiveDate, Utc};

use crate::set::{CategorySet, RoleSet};
use crate::words::{
    BasisId, CaseId, CitizenId, ClauseId, ConsentId, Direction, OrganisationId, OrganisationKind,
    Provision, Purpose, UnitId, UserId,
};

/// An instant.
pub type Instant = DateTime<Utc>;

/// An organisation with its kind: what a rule needs to know of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Organisation {
    /// Which one.
    pub id: OrganisationId,
    /// Of what kind.
    pub kind: OrganisationKind,
}

/// Who asks, as the token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// The organisation the viewer acts for; none for a citizen or a representative.
    pub organisation: Option<Organisation>,
    /// The unit the viewer acts in.
    pub unit: Option<UnitId>,
    /// The person; none when a system acts for its unit.
    pub user: Option<UserId>,
    /// Roles of the person.
    pub roles: RoleSet,
    /// For CITIZEN and REPRESENTATIVE: whose data.
    pub citizen: Option<CitizenId>,
}

/// A case and everything recorded in it that decides who sees what.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Whose case.
    pub citizen: CitizenId,
    /// The case.
    pub case: CaseId,
    /// Purpose of the case: DKK or BRAIN_INJURY.
    pub purpose: Purpose,
    /// The lead authority.
    pub lead: Organisation,
    /// The lead's unit that has the case.
    pub unit: UnitId,
    /// When the case was closed; consents lapse then.
    pub closed_at: Option<Instant>,
    /// Representatives of the citizen.
    pub representations: Vec<Representation>,
    /// Who takes part.
    pub participations: Vec<Participation>,
    /// Organisations that hold records in the case, besides the lead.
    pub holdings: Vec<Holding>,
    /// Coordinator assignments, ended ones included.
    pub assignments: Vec<Assignment>,
    /// Consents given in the case.
    pub consents: Vec<Consent>,
    /// Recorded statutory bases.
    pub bases: Vec<StatutoryBasis>,
}

/// Someone who acts for the citizen (værge, partsrepræsentant, forælder).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Representation {
    /// The representative, as their token names them.
    pub representative: UserId,
    /// The categories that the representation covers.
    pub scope: CategorySet,
    /// First day (Europe/Copenhagen).
    pub from: NaiveDate,
    /// First day on which it no longer holds.
    pub to: Option<NaiveDate>,
}

/// An organisation's part in the case, by unit or by person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participation {
    /// Who takes part.
    pub organisation: Organisation,
    /// The unit that takes part; its caseworkers have the relation.
    pub unit: Option<UnitId>,
    /// The person named.
    pub user: Option<UserId>,
    /// From when.
    pub from: Instant,
    /// Until when (exclusive).
    pub to: Option<Instant>,
}

/// Records in the case that an organisation besides the lead holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// The holder.
    pub organisation: Organisation,
    /// The unit that wrote.
    pub unit: Option<UnitId>,
    /// The person that wrote.
    pub user: Option<UserId>,
}

/// A coordinator assignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The coordinator.
    pub coordinator: UserId,
    /// From when.
    pub from: Instant,
    /// Ended when.
    pub to: Option<Instant>,
}

/// A consent (samtykkeerklæring) with its clauses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// Which.
    pub id: ConsentId,
    /// When the citizen signed, or said it.
    pub signed_at: Instant,
    /// When the whole consent was withdrawn (R07).
    pub withdrawn_at: Option<Instant>,
    /// Its separate grants (R05).
    pub clauses: Vec<Clause>,
}

/// One grant of a consent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Which.
    pub id: ClauseId,
    /// Direction, seen from `granted_to`.
    pub direction: Direction,
    /// The authority that the citizen gives it to.
    pub granted_to: Organisation,
    /// The other side: named organisations, or kinds that stand for the participating ones.
    pub counterparts: Vec<Counterpart>,
    /// What it opens; explicit, never "all" (R24).
    pub categories: CategorySet,
    /// For what purpose.
    pub purpose: Purpose,
    /// First day (Europe/Copenhagen); none: from signing.
    pub from: Option<NaiveDate>,
    /// First day on which it no longer holds (Europe/Copenhagen).
    pub to: Option<NaiveDate>,
    /// When this clause was withdrawn (R07).
    pub withdrawn_at: Option<Instant>,
}

/// The other side of a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counterpart {
    /// This organisation.
    Organisation(OrganisationId),
    /// The participating organisations of this kind.
    Kind(OrganisationKind),
}

/// A recorded statutory basis (lovhjemmel): information crosses without consent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatutoryBasis {
    /// Which.
    pub id: BasisId,
    /// The provision.
    pub provision: Provision,
    /// Who receives.
    pub requester: Organisation,
    /// Who gives.
    pub holder: Organisation,
    /// What it covers.
    pub categories: CategorySet,
    /// Recorded when; opens nothing before.
    pub from: Instant,
    /// Ended or annulled when.
    pub to: Option<Instant>,
    /// § 11 a stk. 3: the last day for objecting (R19); opens only after it.
    pub objection_deadline: Option<NaiveDate>,
    /// § 11 a stk. 3: the citizen objected (R19); opens nothing then.
    pub objected: bool,
}

/// The question: what may this viewer see of what these holders hold, at this instant?
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// Who asks.
    pub viewer: &'a Viewer,
    /// Who holds the record.
    pub holders: &'a [Organisation],
    /// Journal material of the holder: opened by JOURNAL_READ only.
    pub journal: bool,
    /// When.
    pub at: Instant,
}
