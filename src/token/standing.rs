//! Whether what a token rests on still stands: its client, its key, the token itself. Asked at
//! every request, never cached: a revocation holds from the next request on, on every node.
//!
//! Requests that come while an answer is under way are asked for together when it has come, so
//! that the check costs less the more there is to do. Each is asked for after it came. An answer
//! that does not come keeps the others waiting no longer than a line waits for it.

use std::fmt::Write as _;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr, Statement, Value};
use tokio::sync::{mpsc, oneshot};

use crate::store::Db;

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

impl Standing {
    /// What the database said; none: the client is unknown.
    fn of(said: Option<i32>) -> Self {
        match said {
            Some(-2) => Self::Key,
            Some(-3) => Self::Token,
            Some(version) if version >= 0 => Self::Good(version),
            _ => Self::Client,
        }
    }
}

/// Asks all of it by primary keys, for each row of `b`: client, key, token, the present, and the
/// row's place.
const STANDING: &str = "SELECT (SELECT CASE \
    WHEN c.revoked_at IS NOT NULL OR c.disabled_at IS NOT NULL OR c.expires_at <= b.column4 THEN -1 \
    WHEN NOT EXISTS (SELECT 1 FROM signing_key k WHERE k.id = b.column2 AND k.purpose = 'token' \
    AND (k.retired_at IS NULL OR k.retired_at > b.column4)) \
    AND NOT EXISTS (SELECT 1 FROM trusted_issuer i WHERE i.key_id = b.column2 \
    AND i.removed_at IS NULL) THEN -2 \
    WHEN EXISTS (SELECT 1 FROM revoked_token t WHERE t.token_id = b.column3) THEN -3 \
    ELSE c.version END FROM client c WHERE c.id = b.column1) FROM (VALUES ";

/// How many are asked for at once at most.
const TOGETHER: usize = 64;

/// Asks in a statement of its own.
///
/// # Errors
/// The database failed; the request must then be refused.
pub async fn standing<C: ConnectionTrait>(
    connection: &C,
    proof: Proof<'_>,
    now: DateTime<Utc>,
) -> Result<Standing, DbErr> {
    let found = standings(connection, &[(proof, now)]).await?;
    found.first().copied().ok_or_else(|| DbErr::RecordNotFound("no answer".to_owned()))
}

/// Asks for some in one statement; in their order.
async fn standings<C: ConnectionTrait>(
    connection: &C,
    asked: &[(Proof<'_>, DateTime<Utc>)],
) -> Result<Vec<Standing>, DbErr> {
    // Few lengths, so that few texts are prepared; the last one stands in the places left over.
    let width = asked.len().next_power_of_two();
    let mut sql = String::with_capacity(STANDING.len() + width * 24);
    sql.push_str(STANDING);
    let mut values: Vec<Value> = Vec::with_capacity(width * 4);
    for place in 0..width {
        let Some((proof, now)) = asked.get(place).or(asked.last()) else { break };
        let comma = if place > 0 { ", " } else { "" };
        let n = values.len();
        let _ = write!(sql, "{comma}(${}, ${}, ${}, ${}, {place})", n + 1, n + 2, n + 3, n + 4);
        let (client, key, token) = (proof.client.into(), proof.key.into(), proof.token.into());
        values.extend([client, key, token, Value::from(*now)]);
    }
    sql.push_str(") b ORDER BY b.column5");
    let backend = connection.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, sql, values);
    let rows = connection.query_all_raw(statement).await?;
    if rows.len() != width {
        return Err(DbErr::RecordNotFound("an answer for each".to_owned()));
    }
    let said = rows.iter().take(asked.len());
    said.map(|row| Ok(Standing::of(row.try_get_by_index(0)?))).collect()
}

/// A request that waits to be told.
struct Asked {
    client: String,
    key: String,
    token: String,
    now: DateTime<Utc>,
    told: oneshot::Sender<Result<Standing, Arc<DbErr>>>,
}

/// Asks for all requests of a node.
#[derive(Debug)]
pub struct Standings {
    asks: mpsc::Sender<Asked>,
}

impl Standings {
    /// Must be called within a tokio runtime; the task that asks ends with this.
    #[must_use]
    pub fn start(db: Db) -> Self {
        let (asks, inbox) = mpsc::channel(TOGETHER);
        tokio::spawn(ask_on(db, inbox));
        Self { asks }
    }

    /// Whether it stands, as a statement says that begins after this was called.
    ///
    /// # Errors
    /// The database failed, or the server is stopping; the request must then be refused.
    pub async fn of(&self, proof: Proof<'_>, now: DateTime<Utc>) -> Result<Standing, Arc<DbErr>> {
        let stopping = || Arc::new(DbErr::Custom("the server is stopping".to_owned()));
        let (told, answer) = oneshot::channel();
        let (client, key) = (proof.client.to_owned(), proof.key.to_owned());
        let asked = Asked { client, key, token: proof.token.to_owned(), now, told };
        self.asks.send(asked).await.map_err(|_| stopping())?;
        answer.await.map_err(|_| stopping())?
    }
}

async fn ask_on(db: Db, mut inbox: mpsc::Receiver<Asked>) {
    let mut waiting = Vec::with_capacity(TOGETHER);
    while inbox.recv_many(&mut waiting, TOGETHER).await > 0 {
        // What stands in line to run may be requests that were read from the net together.
        tokio::task::yield_now().await;
        while waiting.len() < TOGETHER
            && let Ok(asked) = inbox.try_recv()
        {
            waiting.push(asked);
        }
        let proofs: Vec<_> = waiting
            .iter()
            .map(|a| (Proof { client: &a.client, key: &a.key, token: &a.token }, a.now))
            .collect();
        let outcome = standings(&db, &proofs).await.map_err(Arc::new);
        for (place, asked) in waiting.drain(..).enumerate() {
            let told = outcome.as_ref().map(|found| found[place]).map_err(Arc::clone);
            // Who does not wait any longer does not need to be told.
            let _ = asked.told.send(told);
        }
    }
}
