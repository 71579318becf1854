//! Use cases: what a caller can do, as functions named by verb and noun. They see rows; what they
//! hand out goes through [`crate::store::view`], sealed.

pub(crate) mod access;
pub(crate) mod age_transition;
pub(crate) mod agenda;
pub(crate) mod assessment;
pub(crate) mod assignment;
pub(crate) mod basis;
pub(crate) mod beside;
pub(crate) mod case;
pub(crate) mod check;
pub(crate) mod citizen;
pub(crate) mod citizen_file;
pub(crate) mod citizen_notice;
pub(crate) mod consent;
pub(crate) mod contact_point;
pub(crate) mod coordination_plan;
pub(crate) mod count;
pub(crate) mod directory;
pub(crate) mod due;
pub(crate) mod effect_goal;
pub(crate) mod enquiry;
pub(crate) mod entry;
pub(crate) mod explain;
pub(crate) mod find;
pub(crate) mod follow_up;
pub(crate) mod goal;
pub(crate) mod interface_agreement;
pub(crate) mod lapsing;
pub(crate) mod leaflet;
pub(crate) mod list_cases;
pub(crate) mod listing;
pub(crate) mod meeting;
pub(crate) mod membership;
pub(crate) mod named;
pub(crate) mod network_map;
pub(crate) mod notice;
pub(crate) mod organisation;
pub(crate) mod participation;
pub(crate) mod preview;
pub(crate) mod professional;
pub(crate) mod read;
pub(crate) mod read_log;
pub(crate) mod reference;
pub(crate) mod refusal;
pub(crate) mod representative;
pub(crate) mod request;
pub(crate) mod session;
pub(crate) mod statement;
pub(crate) mod task;
pub(crate) mod unit;
pub(crate) mod versions;
pub(crate) mod work;

#[cfg(test)]
mod tests;

pub(crate) use beside::Beside;
pub(crate) use refusal::{AppError, Refusal, UserError, UserErrorCode, Warning};
pub use session::App;
pub(crate) use session::Session;
pub(crate) use work::{CaseFile, Done, Work};
