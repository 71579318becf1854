//! stifinder: a GraphQL integration API for cross-agency coordination, in which what each caller
//! sees of each field follows from the citizen's consents at the moment of the read.
//!
//! The floors, lowest first; a file imports only from floors below its own:
//! [`domain`] → [`sealed`] → [`dkk`], [`brain_injury`] → [`store`] → [`audit`], [`token`] → [`app`] → [`demo`],
//! [`graphql`] → [`http`] → [`oauth`] → [`server`] → [`admin`] → [`cli`].

pub mod admin;
pub mod app;
pub mod audit;
pub mod brain_injury;
pub mod cli;
pub mod demo;
pub mod dkk;
pub mod domain;
pub mod graphql;
pub mod http;
pub mod oauth;
#[cfg(feature = "planted-leaks")]
pub mod planted;
pub mod sealed;
pub mod server;
pub mod store;
pub mod telemetry;
pub mod token;

#[cfg(test)]
mod testing;
