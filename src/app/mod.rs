//! Use cases: what a caller can do, as functions named by verb and noun. They see rows; what they
//! hand out goes through [`crate::store::view`], sealed.

pub(crate) mod agenda;
pub(crate) mod case;
pub(crate) mod check;
pub(crate) mod count;
pub(crate) mod due;
pub(crate) mod meeting;
pub(crate) mod read;
pub(crate) mod refusal;
pub(crate) mod session;
pub(crate) mod task;
pub(crate) mod work;

pub(crate) use refusal::{AppError, Refusal, UserError, UserErrorCode, Warning};
pub use session::App;
pub(crate) use session::Session;
pub(crate) use work::{CaseFile, Done, Work};
