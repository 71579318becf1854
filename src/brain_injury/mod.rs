//! The brain-injury forms as they run: legal transitions, what is due. Pure: no clock, no database.

pub mod follow_up;
pub mod plan;
