//! The form in which SQLite keeps a row. A column of it takes values of any type, and the driver
//! reads the same id out of a blob and a text, the same instant out of many texts: a row that was
//! put into another form keeps its hash, and whoever looks for it does not find it.

use chrono::{DateTime, SecondsFormat, Utc};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement};

/// Holds where every column is of the type that it is written in; what may be absent is null then.
const AS_WRITTEN: &str = "typeof(chain) = 'text' AND typeof(seq) = 'integer' \
    AND typeof(at) = 'text' AND typeof(request_id) = 'blob' AND typeof(kind) = 'text' \
    AND typeof(client_id) = 'text' AND typeof(organisation_id) IN ('blob', 'null') \
    AND typeof(unit_id) IN ('blob', 'null') AND typeof(user_id) IN ('blob', 'null') \
    AND typeof(roles) = 'text' AND typeof(operation) = 'text' \
    AND typeof(citizen_id) IN ('blob', 'null') AND typeof(case_id) IN ('blob', 'null') \
    AND typeof(purpose) IN ('text', 'null') AND typeof(categories) = 'text' \
    AND typeof(detail) = 'text' AND typeof(previous_hash) = 'text' AND typeof(hash) = 'text'";

/// Whether the database keeps values in more than one form.
pub(super) fn is_loose<C: ConnectionTrait>(log: &C) -> bool {
    log.get_database_backend() == DbBackend::Sqlite
}

/// Chain and place of rows and heads that no chain is read with: one of the two is of another type.
///
/// # Errors
/// The database failed.
pub(super) async fn adrift(log: &DatabaseTransaction) -> Result<Vec<(String, i64)>, DbErr> {
    if !is_loose(log) {
        return Ok(Vec::new());
    }
    let of = |table| {
        format!(
            "SELECT CAST(chain AS BLOB), CAST(seq AS INTEGER) FROM {table} \
             WHERE typeof(chain) <> 'text' OR typeof(seq) <> 'integer'"
        )
    };
    let sql = format!("{} UNION ALL {}", of("access_log"), of("access_log_head"));
    let rows = log.query_all_raw(Statement::from_string(DbBackend::Sqlite, sql)).await?;
    let place = |row: &sea_orm::QueryResult| {
        let chain: Vec<u8> = row.try_get_by_index(0)?;
        Ok((String::from_utf8_lossy(&chain).into_owned(), row.try_get_by_index(1)?))
    };
    rows.iter().map(place).collect()
}

/// Places from `from` to `last` whose rows are not in the form that they are written in.
///
/// # Errors
/// The database failed.
pub(super) async fn altered(
    log: &DatabaseTransaction,
    chain: &str,
    from: i64,
    last: i64,
) -> Result<Vec<i64>, DbErr> {
    if !is_loose(log) {
        return Ok(Vec::new());
    }
    // What is no text in UTF-8 cannot be read as a time either; it comes as its bytes.
    let sql = format!(
        "SELECT seq, CASE WHEN {AS_WRITTEN} THEN CAST(at AS BLOB) END FROM access_log \
         WHERE chain = $1 AND seq BETWEEN $2 AND $3 AND typeof(seq) = 'integer' ORDER BY seq"
    );
    let values = [chain.into(), from.into(), last.into()];
    let asked = Statement::from_sql_and_values(DbBackend::Sqlite, sql, values);
    let mut places = Vec::new();
    for row in log.query_all_raw(asked).await? {
        let at: Option<Vec<u8>> = row.try_get_by_index(1)?;
        if !at.is_some_and(|at| is_written(&at)) {
            places.push(row.try_get_by_index(0)?);
        }
    }
    Ok(places)
}

/// Whether a time is the text that the driver writes for the instant that is hashed: other offsets,
/// leap seconds and digits beyond microseconds are read, and hashed, as the same.
fn is_written(text: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(text) else { return false };
    let Ok(at) = DateTime::parse_from_rfc3339(text) else { return false };
    let at = DateTime::<Utc>::from_timestamp_micros(at.timestamp_micros());
    at.is_some_and(|at| at.to_rfc3339_opts(SecondsFormat::AutoSi, false) == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_has_one_text() {
        for written in [
            "2026-11-22T12:00:00+00:00",
            "2026-11-22T12:00:00.120+00:00",
            "2026-11-22T12:00:00.000123+00:00",
        ] {
            assert!(is_written(written.as_bytes()), "{written}");
        }
        for other in [
            "2026-11-22T13:00:00+01:00",
            "2026-11-22T12:00:00-00:00",
            "2026-11-22T12:00:00Z",
            "2026-11-22 12:00:00+00:00",
            "2026-11-22T12:00:00.000+00:00",
            "2026-11-22T12:00:00.12+00:00",
            "2026-11-22T12:00:00.000123999+00:00",
            "2026-11-22T11:59:60+00:00",
            "2026-11-22T12:00:00+00:00 ",
            "2026-11-22",
            "",
        ] {
            assert!(!is_written(other.as_bytes()), "{other}");
        }
    }
}
