//! Use cases: what a caller can do, as functions named by verb and noun. They see rows; what they
//! hand out goes through [`crate::store::view`], sealed.

pub(crate) mod assignment;
pub(crate) mod basis;
pub(crate) mod case;
pub(crate) mod check;
pub(crate) mod consent;
pub(crate) mod named;
pub(crate) mod network_map;
pub(crate) mod notice;
pub(crate) mod read;
pub(crate) mod refusal;
pub(crate) mod request;
pub(crate) mod session;
pub(crate) mod statement;
pub(crate) mod versions;
pub(crate) mod work;

pub(crate) use refusal::{AppError, Refusal, UserError, UserErrorCode, Warning};
pub use session::App;
pub(crate) use session::Session;
pub(crate) use work::{CaseFile, Done, Work};

#[cfg(test)]
mod tests;
