//! Access tokens, the keys that sign them, and the clients they are issued to.

pub mod assertion;
pub mod budget;
mod cache;
pub mod claims;
pub mod clients;
mod copies;
mod ed25519;
pub mod ending;
pub mod issuers;
pub mod keys;
pub mod mapping;
pub mod outside;
mod own;
mod pair;
pub mod revoked;
pub mod secret;
pub mod standing;
mod tokens;
pub mod uses;

pub use claims::{Grant, GrantError};
pub use clients::{Client, ClientError, NewClient, Proved, Registration};
pub use copies::Copies;
pub use keys::{KeyError, TokenKey};
pub use own::OwnError;
pub use pair::{TokenAlgorithm, TokenPair, TokenPublic};
pub use secret::Secret;
pub use standing::{Proof, Standing, Standings, standing};
pub use tokens::{Issued, LEEWAY, OrganisationKinds, TokenError, Tokens, Verified};

#[cfg(test)]
mod tests;
