//! The consent decision of stifinder, as a pure function: facts in, verdict out.
//!
//! No clock, no database, no async. The words ([`words`]), the facts that decide ([`facts`]), the
//! question ([`Ask`]), the answer ([`Verdict`]), and between them [`decide()`]. Rule ids (R01 …)
//! stand where a rule is applied; the statute is cited by paragraph in [`regime`] and [`fields`].
//!
//! To follow a decision: the relation of the viewer (rules 1 and 2), what clauses open and in which
//! direction (5), how long they last ([`lapse`]), what statutory bases add ([`basis`], 6), and why
//! the rest is refused (7). A [`Case`] holds facts with every limit computed, to be asked for many
//! holders. What may be recorded at all is judged in [`consent`], [`basis`], [`assessment`],
//! [`assignment`], [`request`] and [`deadlines`], of the brain-injury bundle in [`brain_injury`] and
//! [`rehabilitation_team`]; [`status`] and [`explain()`] tell where it stands.

#[macro_use]
mod macros;

pub mod assessment;
pub mod assignment;
pub mod basis;
pub mod brain_injury;
mod case;
mod clause;
pub mod consent;
pub mod dates;
pub mod deadlines;
mod decide;
mod explain;
pub mod facts;
pub mod fields;
pub mod flaw;
pub mod forms;
pub mod lapse;
pub mod pathfinder;
pub mod regime;
pub mod rehabilitation_team;
mod relation;
pub mod request;
pub mod rule;
mod set;
pub mod status;
pub mod verdict;
pub mod words;

pub use case::Case;
pub use decide::decide;
pub use explain::{Ground, Step, explain, explain_field};
pub use facts::{Ask, Facts, Viewer};
pub use flaw::{Fault, Flaw};
pub use rule::Rule;
pub use set::{CategorySet, RoleSet};
pub use verdict::{Basis, Opening, Reason, Relation, Verdict};
pub use words::{Category, Direction, OrganisationKind, Purpose, Role, Tier, Word};
