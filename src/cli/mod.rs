//! Subcommands, one file each: what they take, and what they do with a connection.

pub mod audit;
pub mod client;
mod input;
pub mod token;
