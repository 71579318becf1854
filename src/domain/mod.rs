//! What every floor above speaks of: who calls, what time it is, which citizen is meant.

pub mod caller;
pub mod clock;
pub mod cpr;
pub mod dates;
pub mod digest;
pub mod global_id;
pub mod ids;
pub mod network;
pub mod of;
pub mod scalars;
pub mod signing;
pub mod wrapping;

pub use caller::{Caller, Reach, Scope, ScopeSet};
pub use clock::{Clock, ClockBehind, SystemClock};
pub use cpr::{Cpr, CprError};
pub use global_id::{CaseRef, EntityKind, GlobalId};
pub use ids::{Ids, RandomIds};
pub use network::Networks;
pub use signing::{PublicKey, SigningKey};
pub use wrapping::WrappingKey;
