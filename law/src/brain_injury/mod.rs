//! The brain-injury bundle: the words of its forms, and its rules (R32–R35).
//!
//! [`referral`] and [`rehabilitation_plan`] (R33, R34) come in from outside; [`plan`] coordinates
//! four tracks; [`council`] (R32) looks across administrations; [`age`] (R35) is the passage at 65.

pub mod age;
mod codes;
pub mod council;
pub mod plan;
mod plan_words;
pub mod referral;
pub mod rehabilitation_plan;
mod words;

pub use codes::is_diagnosis_code;
pub use plan_words::*;
pub use words::*;
