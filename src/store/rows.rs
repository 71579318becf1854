//! The tables of a case: which there are, how they hang together, which part of a read asks for
//! them.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::row::{Cursor, Kind, Row};
use law::facts::Instant;
use sea_orm::DbErr;
use sea_orm::prelude::Uuid;

use super::StoreError;

/// How a table's rows belong to a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Link {
    /// The case itself.
    Itself,
    /// The citizen of the case.
    Citizen,
    /// Rows about the citizen.
    OfCitizen,
    /// Rows of the case.
    OfCase,
    /// Versions of rows of the case: the current ones unless history is asked for.
    Versions,
    /// One row beside all cases.
    Beside,
    /// Meetings of the council, which stand in no case.
    Meetings,
    /// Rows of those meetings.
    OfMeetings,
    /// External references of those meetings.
    ReferencesOfMeetings,
}

/// Parts of a case, as a set of bits: what a read needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub(crate) struct Parts(u32);

impl Parts {
    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
    pub(crate) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
    pub(crate) const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
    /// What decides; always loaded.
    pub(crate) const FACTS: Self = Self::CASE.with(Self::RELATIONS);
    /// Whether it is nothing but these.
    pub(crate) const fn within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }
    /// Meetings with who takes part and their agenda.
    pub(crate) const MEETINGS: Self = Self::MEETINGS_ALONE.with(Self::AGENDAS);
    /// Tasks, and the meetings that they came of: a task is a draft as the minutes are.
    pub(crate) const TASKS: Self = Self::MEETINGS_ALONE.with(Self::TASKS_ALONE);
    /// Every version of what is versioned, for a read as of an instant.
    pub(crate) const HISTORY: Self = Self(1 << 31);
    /// The citizen's other cases, beside the one that is read.
    pub(crate) const OTHER_CASES: Self = Self(1 << 30);
}

/// A model that belongs to a case.
pub(crate) trait OfCase {
    /// The case, or the citizen where the row is about the citizen.
    fn owner(&self) -> Uuid;
}

/// A model with a table among the rows of a case.
pub(crate) trait Tabled: Sized {
    /// Its rows.
    fn table(rows: &mut CaseRows) -> &mut Vec<Self>;
}

/// A model that is one version of a row.
pub(crate) trait Version {
    fn recorded_at(&self) -> DateTime<Utc>;
    fn superseded_at(&self) -> Option<DateTime<Utc>>;

    /// Whether this version stood at an instant; with none: whether it stands.
    fn stands(&self, at: Option<DateTime<Utc>>) -> bool {
        match at {
            None => self.superseded_at().is_none(),
            Some(at) => self.recorded_at() <= at && self.superseded_at().is_none_or(|end| at < end),
        }
    }
}

macro_rules! versions {
    ($($table:ident)+) => { $(
        impl Version for entity::$table::Model {
            fn recorded_at(&self) -> DateTime<Utc> { self.recorded_at }
            fn superseded_at(&self) -> Option<DateTime<Utc>> { self.superseded_at }
        }
    )+ };
}
versions! {
    consent consent_clause network_map network_actor
    coordination_plan plan_track plan_goal plan_intervention intervention_dependency
}

/// A table in the one statement.
pub(super) struct Branch {
    pub(super) table: &'static str,
    pub(super) columns: &'static [(&'static str, Kind)],
    pub(super) link: Link,
    pub(super) part: Parts,
}

macro_rules! case_rows {
    (
        parts { $( $(#[$pdoc:meta])+ $part:ident = $bit:literal; )+ }
        tables { $( $field:ident: $model:ty, $link:ident, $of:ident, $owner:ident; )+ }
        council { $( $held:ident: $kept:ty, $hangs:ident; )+ }
    ) => {
        impl Parts {
            $( $(#[$pdoc])+ pub(crate) const $part: Self = Self(1 << $bit); )+
            /// Everything.
            pub(crate) const ALL: Self = Self(0 $( | 1 << $bit )+);
        }

        $( impl OfCase for $model { fn owner(&self) -> Uuid { self.$owner } } )+

        $( impl Tabled for $model {
            fn table(rows: &mut CaseRows) -> &mut Vec<Self> { &mut rows.$field }
        } )+

        /// The rows of cases, table by table. Values in it are not sealed: it stays below the
        /// use cases, and never reaches an output.
        #[derive(Clone, Debug, Default)]
        pub(crate) struct CaseRows {
            /// The version of the directory in the same snapshot.
            pub(crate) directory_version: i32,
            /// Whether every version of what is versioned is here, or the current ones only.
            pub(crate) history: bool,
            /// The meetings of the council that the cases are before, or that were asked for.
            pub(crate) council: Arc<CouncilRows>,
            $( pub(crate) $field: Vec<$model>, )+
        }

        /// The rows of meetings of the council: about no citizen, and of no one case.
        #[derive(Clone, Debug, Default)]
        pub(crate) struct CouncilRows {
            $( pub(crate) $held: Vec<$kept>, )+
        }

        /// The tables of the statement, in order.
        pub(super) const BRANCHES: &[Branch] = &[
            Branch {
                table: <entity::directory_state::Model as Row>::TABLE,
                columns: <entity::directory_state::Model as Row>::COLUMNS,
                link: Link::Beside,
                part: Parts::CASE,
            },
            $( Branch {
                table: <$model as Row>::TABLE,
                columns: <$model as Row>::COLUMNS,
                link: Link::$link,
                part: Parts::$of,
            }, )+
            $( Branch {
                table: <$kept as Row>::TABLE,
                columns: <$kept as Row>::COLUMNS,
                link: Link::$hangs,
                part: Parts::COUNCIL,
            }, )+
        ];

        impl CaseRows {
            /// Takes a row of the branch with this number.
            pub(super) fn put(&mut self, branch: usize, cursor: &mut Cursor<'_>) -> Result<(), DbErr> {
                let mut number = 0;
                if branch == number {
                    self.directory_version = entity::directory_state::Model::take(cursor)?.version;
                    return Ok(());
                }
                $(
                    number += 1;
                    if branch == number {
                        self.$field.push(<$model as Row>::take(cursor)?);
                        return Ok(());
                    }
                )+
                $(
                    number += 1;
                    if branch == number {
                        let row = <$kept as Row>::take(cursor)?;
                        Arc::make_mut(&mut self.council).$held.push(row);
                        return Ok(());
                    }
                )+
                Err(DbErr::Type(format!("no table number {branch}")))
            }

            /// Parts the rows of several cases: one [`CaseRows`] for each, in the order of their
            /// ids. How they lie in the database tells which was written to.
            pub(super) fn split(mut self) -> Vec<CaseRows> {
                self.cases.sort_by_key(|case| case.id);
                let (directory_version, history) = (self.directory_version, self.history);
                let leads: Vec<_> = self.cases.iter().map(|c| c.lead_organisation_id).collect();
                // Rows about the citizen stand in each of the citizen's cases.
                let mut places: HashMap<Uuid, Vec<usize>> = HashMap::new();
                for (place, case) in self.cases.iter().enumerate() {
                    for owner in [case.id, case.citizen_id] {
                        places.entry(owner).or_default().push(place);
                    }
                }
                let empty = |_: &Uuid| CaseRows {
                    directory_version,
                    history,
                    council: Arc::clone(&self.council),
                    ..CaseRows::default()
                };
                let mut parted: Vec<CaseRows> = leads.iter().map(empty).collect();
                $( for row in self.$field {
                    let places = places.get(&row.owner()).and_then(|places| places.split_last());
                    let Some((last, others)) = places else { continue };
                    for &place in others {
                        parted[place].$field.push(row.clone());
                    }
                    parted[*last].$field.push(row);
                } )+
                for (rows, lead) in parted.iter_mut().zip(leads) {
                    rows.keep(lead);
                }
                parted
            }
        }
    };
}

case_rows! {
    parts {
        /// The case itself; always loaded.
        CASE = 0;
        /// The citizen.
        CITIZEN = 1;
        /// Enquiries.
        ENQUIRIES = 2;
        /// Assessments.
        ASSESSMENTS = 3;
        /// The network map.
        NETWORK = 4;
        /// Who takes part in meetings, and their agenda.
        AGENDAS = 5;
        /// Tasks without what they came of.
        TASKS_ALONE = 6;
        /// Information requests and statements.
        EXCHANGE = 7;
        /// Dispatches.
        DISPATCHES = 8;
        /// Notices to the citizen.
        NOTICES = 9;
        /// Leaflets and goals.
        LEAFLETS = 10;
        /// External references.
        REFERENCES = 11;
        /// Referrals with their attachments.
        REFERRALS = 12;
        /// Rehabilitation plans.
        REHABILITATION = 13;
        /// Brain-injury assessments.
        BRAIN_INJURY_ASSESSMENTS = 14;
        /// The coordination plan: tracks, goals, interventions.
        COORDINATION = 15;
        /// Follow-ups.
        FOLLOW_UPS = 16;
        /// Cases presented to the council.
        COUNCIL = 17;
        /// Assessments at the age at which the authority passes.
        AGE = 18;
        /// Recommendations of the rehabilitation team.
        TEAM = 19;
        /// Columns that an agenda was given, and what stands in them.
        COLUMNS = 20;
        /// Identifiers that the citizen had before.
        FORMER = 21;
        /// What decides besides the case itself.
        RELATIONS = 22;
        /// Meetings without what belongs to them.
        MEETINGS_ALONE = 23;
    }
    tables {
        cases: entity::coordination_case::Model, Itself, CASE, id;
        representatives: entity::representative::Model, OfCitizen, RELATIONS, citizen_id;
        participations: entity::participation::Model, OfCase, RELATIONS, case_id;
        holdings: entity::holding::Model, OfCase, RELATIONS, case_id;
        assignments: entity::coordinator_assignment::Model, OfCase, RELATIONS, case_id;
        consents: entity::consent::Model, Versions, RELATIONS, case_id;
        clauses: entity::consent_clause::Model, Versions, RELATIONS, case_id;
        counterparts: entity::clause_counterpart::Model, OfCase, RELATIONS, case_id;
        bases: entity::statutory_basis::Model, OfCase, RELATIONS, case_id;
        citizens: entity::citizen::Model, Citizen, CITIZEN, id;
        former_identifiers: entity::former_identifier::Model, OfCitizen, FORMER, citizen_id;
        enquiries: entity::enquiry::Model, OfCase, ENQUIRIES, case_id;
        assessments: entity::assessment::Model, OfCase, ASSESSMENTS, case_id;
        maps: entity::network_map::Model, Versions, NETWORK, case_id;
        actors: entity::network_actor::Model, Versions, NETWORK, case_id;
        meetings: entity::meeting::Model, OfCase, MEETINGS_ALONE, case_id;
        participants: entity::meeting_participant::Model, OfCase, AGENDAS, case_id;
        columns: entity::agenda_column::Model, OfCase, COLUMNS, case_id;
        cells: entity::agenda_cell::Model, OfCase, COLUMNS, case_id;
        items: entity::agenda_item::Model, OfCase, AGENDAS, case_id;
        tasks: entity::task::Model, OfCase, TASKS_ALONE, case_id;
        requests: entity::information_request::Model, OfCase, EXCHANGE, case_id;
        statements: entity::statement::Model, OfCase, EXCHANGE, case_id;
        dispatches: entity::dispatch::Model, OfCase, DISPATCHES, case_id;
        notices: entity::citizen_notice::Model, OfCase, NOTICES, case_id;
        leaflets: entity::leaflet::Model, OfCase, LEAFLETS, case_id;
        goals: entity::goal::Model, OfCase, LEAFLETS, case_id;
        references: Reference, OfCitizen, REFERENCES, owner;
        referrals: entity::brain_injury_referral::Model, OfCase, REFERRALS, case_id;
        attachments: entity::referral_attachment::Model, OfCase, REFERRALS, case_id;
        rehabilitation_plans: entity::rehabilitation_plan::Model, OfCase, REHABILITATION, case_id;
        icf_entries: entity::icf_entry::Model, OfCase, REHABILITATION, case_id;
        brain_injury_assessments: entity::brain_injury_assessment::Model, OfCase, BRAIN_INJURY_ASSESSMENTS, case_id;
        scores: entity::assessment_score::Model, OfCase, BRAIN_INJURY_ASSESSMENTS, case_id;
        plans: entity::coordination_plan::Model, Versions, COORDINATION, case_id;
        tracks: entity::plan_track::Model, Versions, COORDINATION, case_id;
        plan_goals: entity::plan_goal::Model, Versions, COORDINATION, case_id;
        interventions: entity::plan_intervention::Model, Versions, COORDINATION, case_id;
        dependencies: entity::intervention_dependency::Model, Versions, COORDINATION, case_id;
        follow_ups: entity::follow_up::Model, OfCase, FOLLOW_UPS, case_id;
        follow_up_participants: entity::follow_up_participant::Model, OfCase, FOLLOW_UPS, case_id;
        follow_up_goals: entity::follow_up_goal::Model, OfCase, FOLLOW_UPS, case_id;
        council_cases: entity::council_case::Model, OfCase, COUNCIL, case_id;
        sittings: entity::council_sitting::Model, OfCase, COUNCIL, case_id;
        age_transitions: entity::age_transition::Model, OfCase, AGE, case_id;
        team_cases: entity::rehabilitation_team_case::Model, OfCase, TEAM, case_id;
    }
    council {
        council_meetings: entity::council_meeting::Model, Meetings;
        council_members: entity::council_member::Model, OfMeetings;
        council_references: MeetingReference, ReferencesOfMeetings;
    }
}

/// An external reference of something in a case, or of the citizen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    /// The case, or the citizen.
    pub(crate) owner: Uuid,
    pub(crate) organisation_id: Uuid,
    pub(crate) entity_id: Uuid,
    pub(crate) system: String,
    pub(crate) external_id: String,
}

impl Row for Reference {
    const TABLE: &'static str = "external_reference";
    const COLUMNS: &'static [(&'static str, Kind)] = &[
        ("citizen_id", Kind::Uuid),
        ("case_id", Kind::Uuid),
        ("organisation_id", Kind::Uuid),
        ("entity_id", Kind::Uuid),
        ("system", Kind::Text),
        ("external_id", Kind::Text),
    ];
    fn take(cursor: &mut Cursor<'_>) -> Result<Self, DbErr> {
        let citizen: Uuid = cursor.take(Self::TABLE, "citizen_id")?;
        let case: Option<Uuid> = cursor.take(Self::TABLE, "case_id")?;
        Ok(Self {
            owner: case.unwrap_or(citizen),
            organisation_id: cursor.take(Self::TABLE, "organisation_id")?,
            entity_id: cursor.take(Self::TABLE, "entity_id")?,
            system: cursor.take(Self::TABLE, "system")?,
            external_id: cursor.take(Self::TABLE, "external_id")?,
        })
    }
}

/// An external reference of a meeting of the council.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MeetingReference {
    pub(crate) organisation_id: Uuid,
    pub(crate) entity_id: Uuid,
    pub(crate) system: String,
    pub(crate) external_id: String,
}

impl Row for MeetingReference {
    const TABLE: &'static str = "external_reference";
    const COLUMNS: &'static [(&'static str, Kind)] = &[
        ("organisation_id", Kind::Uuid),
        ("entity_id", Kind::Uuid),
        ("system", Kind::Text),
        ("external_id", Kind::Text),
    ];
    fn take(cursor: &mut Cursor<'_>) -> Result<Self, DbErr> {
        Ok(Self {
            organisation_id: cursor.take(Self::TABLE, "organisation_id")?,
            entity_id: cursor.take(Self::TABLE, "entity_id")?,
            system: cursor.take(Self::TABLE, "system")?,
            external_id: cursor.take(Self::TABLE, "external_id")?,
        })
    }
}

impl CaseRows {
    /// Leaves of the citizen what an authority registered: a case shows its lead's registration.
    pub(crate) fn keep(&mut self, authority: Uuid) {
        self.citizens.retain(|row| row.registered_by == authority);
        self.representatives.retain(|row| row.registered_by == authority);
        self.former_identifiers.retain(|row| row.registered_by == authority);
    }

    /// When what decides was ended: withdrawn, closed, ended. Nothing of it is ended for later.
    pub(super) fn ends(&self) -> impl Iterator<Item = Instant> {
        let consents = self.consents.iter().map(|row| row.withdrawn_at);
        let clauses = self.clauses.iter().map(|row| row.withdrawn_at);
        let parts = self.participations.iter().map(|row| row.to_at);
        let assignments = self.assignments.iter().map(|row| row.to_at);
        let bases = self.bases.iter().map(|row| row.to_at);
        let cases = self.cases.iter().map(|row| row.closed_at);
        cases.chain(consents).chain(clauses).chain(parts).chain(assignments).chain(bases).flatten()
    }

    /// The case of split rows.
    pub(crate) fn case(&self) -> Option<&entity::coordination_case::Model> {
        self.cases.first()
    }

    /// The same; these rows are of no use without.
    pub(crate) fn case_row(&self) -> Result<&entity::coordination_case::Model, StoreError> {
        self.case().ok_or_else(|| StoreError::inconsistent("coordination_case", "absent"))
    }

    /// The citizen of split rows; these rows are of no use without.
    pub(crate) fn citizen_row(&self) -> Result<&entity::citizen::Model, StoreError> {
        self.citizens.first().ok_or_else(|| StoreError::inconsistent("citizen", "absent"))
    }
}
