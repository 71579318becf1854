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
pub mod agenda_cell;
pub mod agenda_column;
pub mod agenda_item;
pub mod assessment;
pub mod citizen;
pub mod citizen_notice;
pub mod clause_counterpart;
pub mod client;
pub mod consent;
pub mod consent_clause;
pub mod coordination_case;
pub mod coordinator_assignment;
pub mod directory_state;
pub mod dispatch;
pub mod enquiry;
pub mod external_reference;
pub mod former_identifier;
pub mod goal;
pub mod idempotency_key;
pub mod information_request;
pub mod leaflet;
pub mod meeting;
pub mod meeting_participant;
pub mod membership;
pub mod network_actor;
pub mod network_map;
pub mod organisation;
pub mod outbox;
pub mod participation;
pub mod professional;
pub mod representative;
pub mod signing_key;
pub mod statement;
pub mod statutory_basis;
pub mod task;
pub mod unit;
