//! The coordinating meeting as the DKK forms have it: legal transitions, the order of the agenda,
//! what is due, what may be counted. Pure: no clock, no database.

pub mod agenda;
pub mod counts;
pub mod meeting;
pub mod task;
pub mod time;
