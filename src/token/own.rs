//! A token of ours, held against keys and directory that this node may be behind with: whoever asks
//! what a token says asks here, so that no node takes for nobody's what another has just issued.

use chrono::{DateTime, Utc};

use super::keys::KeyError;
use super::outside;
use super::tokens::{TokenError, Tokens, Verified};
use crate::store::{Db, StoreError};

/// Why it is not known whether a token is one of ours.
#[derive(Debug, thiserror::Error)]
pub enum OwnError {
    /// The keys could not be read anew.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// The directory could not be read anew.
    #[error(transparent)]
    Directory(#[from] StoreError),
    /// The keys were read anew too often.
    #[error("the keys were read anew too often to look for one more")]
    TooOften,
}

impl Tokens {
    /// As [`Tokens::verify`]; an organisation that is newer than this node's copy of the directory
    /// is looked up once, and so is a key that is newer than its copy of the keys.
    ///
    /// # Errors
    /// What decides cannot be asked now. Within: what does not hold.
    pub async fn verify_own(
        &self,
        db: &Db,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<Result<Verified, TokenError>, OwnError> {
        match self.verify(token, now) {
            Err(TokenError::Grant(_)) => db.refresh_directory().await?,
            Err(TokenError::UnknownKey) if self.is_own(token) => {
                if !self.refresh_for_unknown(&db.connection, now).await? {
                    return Err(OwnError::TooOften);
                }
            }
            verified => return Ok(verified),
        }
        Ok(self.verify(token, now))
    }

    /// Whether a token says that we issued it.
    fn is_own(&self, token: &str) -> bool {
        outside::issuer_of(token).as_deref() == Some(self.issuer())
    }
}
