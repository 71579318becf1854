//! Many rows at once: tables filled side by side, written in statements of bounded size.

use entity::row::Row;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, IntoActiveModel};

use super::directory::Town;
use super::draft::Draft;

/// Values bound in one statement: below what SQLite (32,766) and PostgreSQL (65,535) take.
const BOUND: usize = 30_000;

/// Rows in one statement; longer ones cost more to build than they save.
const ROWS: usize = 500;

macro_rules! batch {
    (
        directory { $($held:ident: $of:ident,)+ }
        public { $($shown:ident: $about:ident,)+ }
        case { $($field:ident: $table:ident,)+ }
        besides { $($beside:ident: $other:ident,)+ }
    ) => {
        /// Rows to be written.
        #[derive(Debug, Default, PartialEq, Eq)]
        pub(super) struct Batch {
            $( pub(super) $held: Vec<entity::$of::Model>, )+
            $( pub(super) $shown: Vec<entity::$about::Model>, )+
            $( pub(super) $field: Vec<entity::$table::Model>, )+
            $( pub(super) $beside: Vec<entity::$other::Model>, )+
        }

        impl Batch {
            /// How many rows.
            pub(super) fn len(&self) -> usize {
                0 $( + self.$held.len() )+ $( + self.$shown.len() )+
                    $( + self.$field.len() )+ $( + self.$beside.len() )+
            }

            /// Adds the rows of the directory.
            pub(super) fn town(&mut self, town: &Town) {
                $( self.$held.extend_from_slice(&town.$held); )+
            }

            /// Adds what stands beside the brain-injury cases: the council's meetings, and what the
            /// pathfinder network makes public.
            pub(super) fn public(&mut self, town: &Town) {
                $( self.$shown.extend_from_slice(&town.$shown); )+
            }

            /// Adds the rows of a case.
            pub(super) fn add(&mut self, draft: Draft<'_>) {
                let rows = draft.rows;
                $( self.$field.extend(rows.$field); )+
                $( self.$beside.extend(draft.$beside); )+
            }

            /// Writes every row, and leaves the batch empty.
            pub(super) async fn write<C: ConnectionTrait>(&mut self, to: &C) -> Result<(), DbErr> {
                $( insert::<entity::$of::Entity, C>(&mut self.$held, to).await?; )+
                $( insert::<entity::$about::Entity, C>(&mut self.$shown, to).await?; )+
                $( insert::<entity::$table::Entity, C>(&mut self.$field, to).await?; )+
                $( insert::<entity::$other::Entity, C>(&mut self.$beside, to).await?; )+
                Ok(())
            }
        }
    };
}

batch! {
    directory {
        organisations: organisation,
        units: unit,
        professionals: professional,
        memberships: membership,
    }
    public {
        council_meetings: council_meeting,
        council_members: council_member,
        contact_points: contact_point,
        competences: contact_point_competence,
        interfaces: interface_agreement,
        effect_goals: effect_goal,
    }
    case {
        citizens: citizen,
        former_identifiers: former_identifier,
        representatives: representative,
        cases: coordination_case,
        enquiries: enquiry,
        assessments: assessment,
        participations: participation,
        assignments: coordinator_assignment,
        leaflets: leaflet,
        goals: goal,
        consents: consent,
        clauses: consent_clause,
        counterparts: clause_counterpart,
        bases: statutory_basis,
        notices: citizen_notice,
        maps: network_map,
        actors: network_actor,
        dispatches: dispatch,
        meetings: meeting,
        participants: meeting_participant,
        columns: agenda_column,
        cells: agenda_cell,
        items: agenda_item,
        tasks: task,
        requests: information_request,
        statements: statement,
        holdings: holding,
        referrals: brain_injury_referral,
        attachments: referral_attachment,
        rehabilitation_plans: rehabilitation_plan,
        icf_entries: icf_entry,
        brain_injury_assessments: brain_injury_assessment,
        scores: assessment_score,
        plans: coordination_plan,
        tracks: plan_track,
        plan_goals: plan_goal,
        interventions: plan_intervention,
        dependencies: intervention_dependency,
        follow_ups: follow_up,
        follow_up_participants: follow_up_participant,
        follow_up_goals: follow_up_goal,
        council_cases: council_case,
        sittings: council_sitting,
        age_transitions: age_transition,
        team_cases: rehabilitation_team_case,
    }
    besides {
        references: external_reference,
        numbers: citizen_number,
    }
}

async fn insert<E, C>(rows: &mut Vec<E::Model>, to: &C) -> Result<(), DbErr>
where
    E: EntityTrait,
    E::Model: Row + IntoActiveModel<E::ActiveModel>,
    C: ConnectionTrait,
{
    let size = (BOUND / E::Model::COLUMNS.len()).clamp(1, ROWS);
    let mut left = std::mem::take(rows).into_iter().map(IntoActiveModel::into_active_model);
    loop {
        let chunk: Vec<_> = left.by_ref().take(size).collect();
        if chunk.is_empty() {
            return Ok(());
        }
        E::insert_many(chunk).exec_without_returning(to).await?;
    }
}
