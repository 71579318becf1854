//! stifinder.
pub mod http;
pub mod telemetry;
