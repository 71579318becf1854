//! Access tokens, the keys that sign them, and the clients they are issued to.

mod cache;
pub mod claims;
pub mod clients;
pub mod keys;
mod secret;
mod standing;
mod tokens;

pub use claims::{Grant, GrantError};
pub use clients::{Client, ClientError, NewClient};
pub use keys::{KeyError, Purpose};
pub use secret::Secret;
pub use standing::{Standing, client_active, standing};
pub use tokens::{LEEWAY, OrganisationKinds, TokenError, Tokens, Verified};

#[cfg(test)]
mod tests;
