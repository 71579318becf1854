//! The consent decision of stifinder, as a pure function: facts in, verdict out.
//!
//! No clock, no database, no async. The words ([`words`]), the facts that decide ([`facts`]), the
//! question ([`Ask`]), the answer ([`Verdict`]), and between them [`decide`]. Rule ids (R01 …)
//! stand where a rule is applied; the statute is cited by paragraph in [`regime`] and [`fields`].

#[macro_use]
mod macros;

pub mod basis;
mod case;
mod clause;
pub mod dates;
mod decide;
pub mod facts;
pub mod fields;
pub mod forms;
pub mod lapse;
pub mod regime;
mod relation;
pub mod rule;
mod set;
pub mod verdict;
pub mod words;

pub use case::Case;
pub use decide::decide;
pub use facts::{Ask, Facts, Viewer};
pub use rule::Rule;
pub use set::{CategorySet, RoleSet};
pub use verdict::{Basis, Opening, Reason, Relation, Verdict};
pub use words::{Category, Direction, OrganisationKind, Purpose, Role, Tier, Word};
