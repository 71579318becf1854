//! Rows and their signed head into the database, together or not at all.

use std::fmt::Write as _;

use entity::{access_log, access_log_head, outbox};
use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, SqliteTransactionMode, Statement, TransactionOptions,
    TransactionTrait, Value,
};

use super::chain::Head;
use super::journal::Reads;

const COLUMNS: [&str; 18] = [
    "chain",
    "seq",
    "at",
    "request_id",
    "kind",
    "client_id",
    "organisation_id",
    "unit_id",
    "user_id",
    "roles",
    "operation",
    "citizen_id",
    "case_id",
    "purpose",
    "categories",
    "detail",
    "previous_hash",
    "hash",
];
const NOTE_COLUMNS: [&str; 6] = ["id", "citizen_id", "case_id", "kind", "entity_id", "at"];
const HEAD_COLUMNS: [&str; 6] = ["chain", "seq", "hash", "at", "key_id", "signature"];

/// Rows that PostgreSQL is given written out, each number of them a statement of its own to be
/// planned; more come in one value.
const WRITTEN_OUT: usize = 8;

/// Rows a statement: SQLite takes 32,766 parameters, PostgreSQL 65,535.
const ROWS: usize = 1_000;

/// Writes in a transaction of its own. On PostgreSQL it is one statement and one round trip: this
/// stands between every read and its answer.
pub(super) async fn commit(
    reads: &Reads,
    rows: Vec<access_log::Model>,
    head: access_log_head::Model,
) -> Result<(), DbErr> {
    let connection = &reads.connection;
    let mut statements = statements(connection.get_database_backend(), rows, head, Vec::new());
    if statements.len() == 1
        && let Some(only) = statements.pop()
    {
        return match &reads.lines {
            Some(lines) => lines.execute(only).await.map(drop),
            None => connection.execute_raw(only).await.map(drop),
        };
    }
    // SQLite: to begin as a reader and become a writer later could fail half-way.
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..Default::default()
    };
    let transaction = connection.begin_with_options(options).await?;
    run(&transaction, statements).await?;
    transaction.commit().await
}

/// Writes within a transaction, with what the write notes for the outbox.
pub(super) async fn write<C: ConnectionTrait>(
    transaction: &C,
    rows: Vec<access_log::Model>,
    head: access_log_head::Model,
    notes: Vec<outbox::Model>,
) -> Result<(), DbErr> {
    run(transaction, statements(transaction.get_database_backend(), rows, head, notes)).await
}

async fn run<C: ConnectionTrait>(transaction: &C, statements: Vec<Statement>) -> Result<(), DbErr> {
    for statement in statements {
        transaction.execute_raw(statement).await?;
    }
    Ok(())
}

/// Where a chain stands in the database.
pub(super) async fn last<C: ConnectionTrait>(connection: &C, chain: &str) -> Result<Head, DbErr> {
    let statement = Statement::from_sql_and_values(
        connection.get_database_backend(),
        "SELECT seq, hash FROM access_log WHERE chain = $1 ORDER BY seq DESC LIMIT 1",
        [chain.into()],
    );
    match connection.query_one_raw(statement).await? {
        Some(row) => Ok(Head { seq: row.try_get_by_index(0)?, hash: row.try_get_by_index(1)? }),
        None => Ok(Head::genesis(chain)),
    }
}

fn statements(
    backend: DbBackend,
    rows: Vec<access_log::Model>,
    head: access_log_head::Model,
    notes: Vec<outbox::Model>,
) -> Vec<Statement> {
    let mut statements = Vec::new();
    let notes: Vec<_> = notes.into_iter().map(note_values).collect();
    if backend == DbBackend::Postgres && rows.len() > WRITTEN_OUT {
        let mut insert = Insert::default();
        let rows = insert.rows_as_json(&rows);
        statements.push(insert.with_head(backend, &rows, head, notes));
        return statements;
    }
    let mut rows = rows.into_iter().map(values).peekable();
    loop {
        let mut insert = Insert::default();
        let chunk = insert.table("access_log", &COLUMNS, rows.by_ref().take(ROWS));
        // On PostgreSQL the last of them goes with the head.
        if rows.peek().is_none() && backend == DbBackend::Postgres {
            statements.push(insert.with_head(backend, &chunk, head, notes));
            return statements;
        }
        statements.push(insert.statement(backend, chunk));
        if rows.peek().is_none() {
            break;
        }
    }
    let mut insert = Insert::default();
    let sql = insert.table("access_log_head", &HEAD_COLUMNS, [head_values(head)]);
    statements.push(insert.statement(backend, sql));
    if !notes.is_empty() {
        let mut insert = Insert::default();
        let sql = insert.table("outbox", &NOTE_COLUMNS, notes);
        statements.push(insert.statement(backend, sql));
    }
    statements
}

#[derive(Default)]
struct Insert {
    values: Vec<Value>,
}

impl Insert {
    fn table<const N: usize>(
        &mut self,
        table: &str,
        columns: &[&str; N],
        rows: impl IntoIterator<Item = [Value; N]>,
    ) -> String {
        let mut sql = format!("INSERT INTO {table} ({}) VALUES ", columns.join(", "));
        for (index, row) in rows.into_iter().enumerate() {
            sql.push_str(if index == 0 { "(" } else { ", (" });
            for (index, value) in row.into_iter().enumerate() {
                self.values.push(value);
                sql.push_str(if index == 0 { "$" } else { ", $" });
                let _ = write!(sql, "{}", self.values.len());
            }
            sql.push(')');
        }
        sql
    }

    /// Rows in one value, so that the statement is the same however many there are.
    fn rows_as_json(&mut self, rows: &[access_log::Model]) -> String {
        let rows: Vec<_> = rows.iter().map(as_json).collect();
        self.values.push(serde_json::Value::from(rows).to_string().into());
        let (columns, place) = (COLUMNS.join(", "), self.values.len());
        format!(
            "INSERT INTO access_log ({columns}) SELECT {columns} \
             FROM jsonb_populate_recordset(NULL::access_log, ${place}::jsonb)"
        )
    }

    /// The rows, what the write notes, and the head: one statement.
    fn with_head(
        mut self,
        backend: DbBackend,
        rows: &str,
        head: access_log_head::Model,
        notes: Vec<[Value; 6]>,
    ) -> Statement {
        let head = self.table("access_log_head", &HEAD_COLUMNS, [head_values(head)]);
        let mut sql = format!("WITH row AS ({rows})");
        if !notes.is_empty() {
            let notes = self.table("outbox", &NOTE_COLUMNS, notes);
            let _ = write!(sql, ", note AS ({notes})");
        }
        self.statement(backend, format!("{sql} {head}"))
    }

    fn statement(self, backend: DbBackend, sql: String) -> Statement {
        Statement::from_sql_and_values(backend, sql, self.values)
    }
}

/// A row by its columns, as PostgreSQL reads it: to the microsecond, as it is hashed.
fn as_json(row: &access_log::Model) -> serde_json::Value {
    serde_json::json!({
        "chain": row.chain,
        "seq": row.seq,
        "at": row.at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
        "request_id": row.request_id.to_string(),
        "kind": row.kind,
        "client_id": row.client_id,
        "organisation_id": row.organisation_id.map(|id| id.to_string()),
        "unit_id": row.unit_id.map(|id| id.to_string()),
        "user_id": row.user_id.map(|id| id.to_string()),
        "roles": row.roles,
        "operation": row.operation,
        "citizen_id": row.citizen_id.map(|id| id.to_string()),
        "case_id": row.case_id.map(|id| id.to_string()),
        "purpose": row.purpose,
        "categories": row.categories,
        "detail": row.detail,
        "previous_hash": row.previous_hash,
        "hash": row.hash,
    })
}

fn values(row: access_log::Model) -> [Value; 18] {
    [
        row.chain.into(),
        row.seq.into(),
        row.at.into(),
        row.request_id.into(),
        row.kind.into(),
        row.client_id.into(),
        row.organisation_id.into(),
        row.unit_id.into(),
        row.user_id.into(),
        row.roles.into(),
        row.operation.into(),
        row.citizen_id.into(),
        row.case_id.into(),
        row.purpose.into(),
        row.categories.into(),
        row.detail.into(),
        row.previous_hash.into(),
        row.hash.into(),
    ]
}

fn head_values(head: access_log_head::Model) -> [Value; 6] {
    [
        head.chain.into(),
        head.seq.into(),
        head.hash.into(),
        head.at.into(),
        head.key_id.into(),
        head.signature.into(),
    ]
}

fn note_values(note: outbox::Model) -> [Value; 6] {
    [
        note.id.into(),
        note.citizen_id.into(),
        note.case_id.into(),
        note.kind.into(),
        note.entity_id.into(),
        note.at.into(),
    ]
}
