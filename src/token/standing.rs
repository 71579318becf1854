//! Whether what a token rests on still stands: its client, its key, the token itself. Asked at
//! every request, never cached: a revocation holds from the next request on, on every node.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr, Statement, Value};

/// What a token rests on.
#[derive(Clone, Copy, Debug)]
pub struct Proof<'a> {
    /// The client, `sub`.
    pub client: &'a str,
    /// The key that signed: one of ours, or the `key_id` of a trusted issuer.
    pub key: &'a str,
    /// The token, `jti`.
    pub token: &'a str,
}

/// Whether it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// All of it. The version of the client: who holds a copy of another reads it anew.
    Good(i32),
    /// The client is unknown, revoked, disabled or has expired.
    Client,
    /// The key is unknown or retired, or the issuer not trusted any more or otherwise.
    Key,
    /// The token was revoked.
    Token,
}

/// A scalar that asks all of it by primary keys, of the values that [`values`] gives: `$1` client,
/// `$2` key, `$3` token, `$4` the present. It can stand as a sub-select in any other statement;
/// [`Standing::of`] reads it.
pub const STANDING: &str = "(SELECT CASE \
    WHEN c.revoked_at IS NOT NULL OR c.disabled_at IS NOT NULL OR c.expires_at <= $4 THEN -1 \
    WHEN NOT EXISTS (SELECT 1 FROM signing_key k WHERE k.id = $2 AND k.purpose = 'token' \
    AND (k.retired_at IS NULL OR k.retired_at > $4)) \
    AND NOT EXISTS (SELECT 1 FROM trusted_issuer i WHERE i.key_id = $2 \
    AND i.removed_at IS NULL) THEN -2 \
    WHEN EXISTS (SELECT 1 FROM revoked_token t WHERE t.token_id = $3) THEN -3 \
    ELSE c.version END FROM client c WHERE c.id = $1)";

/// The values of [`STANDING`].
#[must_use]
pub fn values(proof: Proof<'_>, now: DateTime<Utc>) -> [Value; 4] {
    [proof.client.into(), proof.key.into(), proof.token.into(), now.into()]
}

impl Standing {
    /// What the scalar said; none: the client is unknown.
    #[must_use]
    pub fn of(said: Option<i32>) -> Self {
        match said {
            Some(-2) => Self::Key,
            Some(-3) => Self::Token,
            Some(version) if version >= 0 => Self::Good(version),
            _ => Self::Client,
        }
    }
}

/// Asks in a statement of its own.
///
/// # Errors
/// The database failed; the request must then be refused.
pub async fn standing<C: ConnectionTrait>(
    connection: &C,
    proof: Proof<'_>,
    now: DateTime<Utc>,
) -> Result<Standing, DbErr> {
    let statement = Statement::from_sql_and_values(
        connection.get_database_backend(),
        format!("SELECT {STANDING}"),
        values(proof, now),
    );
    let row = connection.query_one_raw(statement).await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound("no answer".to_owned()))?;
    Ok(Standing::of(row.try_get_by_index(0)?))
}
