//! Tables of stifinder as sea-orm entities, one file a table, no logic.
//!
//! Every row about a citizen carries `citizen_id` first in its key, so that tables can be
//! distributed by citizen. Tables with `recorded_at` and `superseded_at` keep their versions as
//! rows: what stood at an instant is read back as of it.

pub mod column;
#[macro_use]
pub mod row;

pub mod access_log;
pub mod access_log_head;
pub mod age_transition;
pub mod agenda_cell;
pub mod agenda_column;
pub mod agenda_item;
pub mod assessment;
pub mod assessment_score;
pub mod brain_injury_assessment;
pub mod brain_injury_referral;
pub mod citizen;
pub mod citizen_notice;
pub mod citizen_number;
pub mod clause_counterpart;
pub mod client;
pub mod client_secret;
pub mod client_use;
pub mod consent;
pub mod consent_clause;
pub mod contact_point;
pub mod contact_point_competence;
pub mod coordination_case;
pub mod coordination_plan;
pub mod coordinator_assignment;
pub mod council_case;
pub mod council_meeting;
pub mod council_member;
pub mod council_sitting;
pub mod directory_state;
pub mod dispatch;
pub mod effect_goal;
pub mod enquiry;
pub mod expiry_notice;
pub mod external_reference;
pub mod follow_up;
pub mod follow_up_goal;
pub mod follow_up_participant;
pub mod former_identifier;
pub mod goal;
pub mod holding;
pub mod icf_entry;
pub mod idempotency_key;
pub mod information_request;
pub mod interface_agreement;
pub mod intervention_dependency;
pub mod leaflet;
pub mod meeting;
pub mod meeting_participant;
pub mod membership;
pub mod network_actor;
pub mod network_map;
pub mod organisation;
pub mod outbox;
pub mod participation;
pub mod plan_goal;
pub mod plan_intervention;
pub mod plan_track;
pub mod professional;
pub mod referral_attachment;
pub mod rehabilitation_plan;
pub mod rehabilitation_team_case;
pub mod representative;
pub mod revoked_token;
pub mod signing_key;
pub mod statement;
pub mod statutory_basis;
pub mod task;
pub mod trusted_issuer;
pub mod unit;
pub mod used_assertion;
