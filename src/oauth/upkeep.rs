//! What has to be done from time to time: keys read anew, what has ended forgotten, what was seen
//! written down.

use std::sync::{Arc, Weak};
use std::time::Duration;

use super::OAuth;
use crate::domain::ClockBehind;
use crate::token::ending::{self, EndingError};
use crate::token::issuers::IssuerError;
use crate::token::{KeyError, assertion, revoked};

/// How often. A key is published longer than this before it signs.
const EVERY: Duration = Duration::from_secs(30);

/// Why it was not done; it is tried again.
#[derive(Debug, thiserror::Error)]
pub enum UpkeepError {
    /// The keys.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// What is about to end.
    #[error(transparent)]
    Ending(#[from] EndingError),
    /// Trusted issuers.
    #[error(transparent)]
    Issuers(#[from] IssuerError),
    /// The database.
    #[error("the database failed: {0}")]
    Database(#[from] sea_orm::DbErr),
    /// The clock.
    #[error(transparent)]
    Clock(#[from] ClockBehind),
}

impl OAuth {
    /// Does it once.
    ///
    /// # Errors
    /// Something of it failed; the rest may not have been done.
    pub async fn tend(&self) -> Result<(), UpkeepError> {
        let (now, connection) = (self.app.clock.now()?, &self.app.db.connection);
        self.outsiders.read(connection).await?;
        self.uses.write(connection).await?;
        self.tokens.refresh(connection, now).await?;
        assertion::tidy(connection, now).await?;
        revoked::tidy(connection, now).await?;
        ending::tell(connection, now).await?;
        self.limits.tidy();
        if let Some(budgets) = &self.budgets {
            budgets.tidy();
        }
        Ok(())
    }

    /// Does it for as long as the endpoints are there.
    pub async fn tend_always(oauth: Weak<Self>) {
        loop {
            tokio::time::sleep(EVERY).await;
            let Some(oauth): Option<Arc<Self>> = oauth.upgrade() else { return };
            if let Err(error) = oauth.tend().await {
                tracing::warn!(%error, "upkeep is late");
            }
        }
    }
}
