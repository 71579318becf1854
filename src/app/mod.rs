//! Use cases: what a caller can do, as functions named by verb and noun. They see rows; what they
//! hand out goes through [`crate::store::view`], sealed.

pub(crate) mod access;
pub(crate) mod case;
pub(crate) mod check;
pub(crate) mod explain;
pub(crate) mod list_cases;
pub(crate) mod preview;
pub(crate) mod read;
pub(crate) mod read_citizen;
pub(crate) mod read_log;
pub(crate) mod refusal;
pub(crate) mod session;
pub(crate) mod work;

pub(crate) use refusal::{AppError, Refusal, UserError, UserErrorCode, Warning};
pub use session::App;
pub(crate) use session::Session;
pub(crate) use work::{Done, Work};
