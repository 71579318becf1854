//! Whether a token's client and key still stand. Asked at every request, never cached: a
//! revocation holds from the next request on.

use sea_orm::{ConnectionTrait, DbErr, Statement};

/// Whether client and key stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Both stand.
    Good,
    /// The client is unknown or revoked.
    ClientRevoked,
    /// The key is unknown or retired.
    KeyRetired,
}

/// Asks for both in one statement by two primary keys. As a sub-select it can stand in the
/// statement that reads the facts.
///
/// # Errors
/// The database failed; the request must then be refused.
pub async fn standing<C: ConnectionTrait>(
    connection: &C,
    client_id: &str,
    key_id: &str,
) -> Result<Standing, DbErr> {
    let sql = "SELECT EXISTS (SELECT 1 FROM client WHERE id = $1 AND revoked_at IS NULL), \
               EXISTS (SELECT 1 FROM signing_key \
               WHERE id = $2 AND purpose = 'token' AND retired_at IS NULL)";
    let statement = Statement::from_sql_and_values(
        connection.get_database_backend(),
        sql,
        [client_id.into(), key_id.into()],
    );
    let row = connection.query_one_raw(statement).await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound("no answer".to_owned()))?;
    Ok(match (row.try_get_by_index(0)?, row.try_get_by_index(1)?) {
        (false, _) => Standing::ClientRevoked,
        (true, false) => Standing::KeyRetired,
        (true, true) => Standing::Good,
    })
}

/// Whether the client exists and is not revoked.
///
/// # Errors
/// The database failed; the request must then be refused.
pub async fn client_active<C: ConnectionTrait>(
    connection: &C,
    client_id: &str,
) -> Result<bool, DbErr> {
    let sql = "SELECT EXISTS (SELECT 1 FROM client WHERE id = $1 AND revoked_at IS NULL)";
    let statement =
        Statement::from_sql_and_values(connection.get_database_backend(), sql, [client_id.into()]);
    let row = connection.query_one_raw(statement).await?;
    row.ok_or_else(|| DbErr::RecordNotFound("no answer".to_owned()))?.try_get_by_index(0)
}
