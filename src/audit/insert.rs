//! Rows and their signed head into the database, together or not at all.

use std::fmt::Write as _;
use std::sync::Arc;

use entity::{access_log, access_log_head, outbox};
use sea_orm::sqlx::error::BoxDynError;
use sea_orm::sqlx::postgres::PgArguments;
use sea_orm::sqlx::{self, Arguments, Encode, Postgres, Type};
use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, QueryResult, RuntimeErr, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait, Value,
};

use super::chain::Head;
use super::journal::Reads;
use crate::store::{Alone, Line};

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

/// Rows a statement: SQLite takes 32,766 parameters, PostgreSQL 65,535.
const ROWS: usize = 1_000;

/// Writes in a transaction of its own. On PostgreSQL it is one statement and one round trip: this
/// stands between every read and its answer.
pub(super) async fn commit(
    reads: &Reads,
    rows: Vec<access_log::Model>,
    head: access_log_head::Model,
) -> Result<(), DbErr> {
    if let Some(lines) = &reads.lines {
        let (sql, arguments) = by_column(&rows, head)?;
        return lines.execute_with(sql, arguments).await.map(drop);
    }
    let connection = &reads.connection;
    // SQLite: to begin as a reader and become a writer later could fail half-way.
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..Default::default()
    };
    let transaction = connection.begin_with_options(options).await?;
    write(&transaction, rows, head, Vec::new()).await?;
    transaction.commit().await
}

/// Writes within a transaction, with what the write notes for the outbox.
pub(super) async fn write<C: ConnectionTrait>(
    transaction: &C,
    rows: Vec<access_log::Model>,
    head: access_log_head::Model,
    notes: Vec<outbox::Model>,
) -> Result<(), DbErr> {
    for statement in statements(transaction.get_database_backend(), rows, head, notes) {
        transaction.execute_raw(statement).await?;
    }
    Ok(())
}

/// What holds where nobody wrote in the case since it was read. Who writes in it now is not waited
/// for: it may wait in turn for the lane that this holds.
const UNCHANGED: &str = "EXISTS (SELECT FROM unchanged)";

/// Writes a change with its rows, head and notes by one statement, if the case is as it was read.
pub(super) async fn write_with(
    Alone { mut line, read, change }: Alone,
    rows: Vec<access_log::Model>,
    head: access_log_head::Model,
    notes: Vec<outbox::Model>,
) -> Result<(), DbErr> {
    let mut insert = Insert { only: Some(UNCHANGED), ..Insert::default() };
    // The change comes with the places of its values.
    let change = change.map(|change| {
        insert.values = change.values;
        (change.end, change.write)
    });
    let (case, revision) = (insert.place(read.case.into()), insert.place(read.revision.into()));
    let mut sql = format!(
        "WITH unchanged AS (UPDATE coordination_case SET revision = revision + 1 WHERE id = \
         (SELECT id FROM coordination_case WHERE id = {case} AND revision = {revision} \
         FOR NO KEY UPDATE SKIP LOCKED) RETURNING id)"
    );
    if let Some((end, write)) = change {
        let _ = write!(
            sql,
            ", ended AS ({end} AND {UNCHANGED} RETURNING row_id), written AS ({write})"
        );
    }
    let rows = insert.table("access_log", &COLUMNS, rows.into_iter().map(values));
    let _ = write!(sql, ", row AS ({rows})");
    if !notes.is_empty() {
        let notes = notes.into_iter().map(note_values);
        let notes = insert.table("outbox", &NOTE_COLUMNS, notes);
        let _ = write!(sql, ", note AS ({notes})");
    }
    let head = insert.table("access_log_head", &HEAD_COLUMNS, [head_values(head)]);
    let statement = insert.statement(DbBackend::Postgres, format!("{sql} {head}"));
    let written = line.execute(statement).await?.rows_affected();
    line.put_back();
    if written == 0 { Err(DbErr::RecordNotUpdated) } else { Ok(()) }
}

/// Where a chain stands in the database.
pub(super) async fn last<C: ConnectionTrait>(connection: &C, chain: &str) -> Result<Head, DbErr> {
    let asked = of_last(connection.get_database_backend(), chain);
    head_of(connection.query_one_raw(asked).await?.as_ref(), chain)
}

/// As [`last`], on a line.
pub(super) async fn last_on(line: &mut Line, chain: &str) -> Result<Head, DbErr> {
    let rows = line.rows(of_last(DbBackend::Postgres, chain)).await?;
    head_of(rows.first(), chain)
}

fn of_last(backend: DbBackend, chain: &str) -> Statement {
    let sql = "SELECT seq, hash FROM access_log WHERE chain = $1 ORDER BY seq DESC LIMIT 1";
    Statement::from_sql_and_values(backend, sql, [chain.into()])
}

fn head_of(row: Option<&QueryResult>, chain: &str) -> Result<Head, DbErr> {
    match row {
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
    /// Nothing is inserted unless this holds.
    only: Option<&'static str>,
}

impl Insert {
    fn table<const N: usize>(
        &mut self,
        table: &str,
        columns: &[&str; N],
        rows: impl IntoIterator<Item = [Value; N]>,
    ) -> String {
        let mut sql = format!("INSERT INTO {table} ({}) ", columns.join(", "));
        sql.push_str(if self.only.is_some() { "SELECT * FROM (VALUES " } else { "VALUES " });
        for (index, row) in rows.into_iter().enumerate() {
            sql.push_str(if index == 0 { "(" } else { ", (" });
            for (index, value) in row.into_iter().enumerate() {
                sql.push_str(if index == 0 { "" } else { ", " });
                sql.push_str(&self.place(value));
            }
            sql.push(')');
        }
        if let Some(only) = self.only {
            let _ = write!(sql, ") v WHERE {only}");
        }
        sql
    }

    /// The place of a value.
    fn place(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
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

/// Rows and head as PostgreSQL takes them fastest: a list for each column, so that the statement is
/// the same however many rows there are, and is planned once.
fn by_column(
    rows: &[access_log::Model],
    head: access_log_head::Model,
) -> Result<(&'static str, PgArguments), DbErr> {
    const SQL: &str = "WITH row AS (INSERT INTO access_log (chain, seq, at, request_id, kind, \
        client_id, organisation_id, unit_id, user_id, roles, operation, citizen_id, case_id, \
        purpose, categories, detail, previous_hash, hash) \
        SELECT * FROM unnest($1::text[], $2::bigint[], $3::timestamptz[], $4::uuid[], $5::text[], \
        $6::text[], $7::uuid[], $8::uuid[], $9::uuid[], $10::text[], $11::text[], $12::uuid[], \
        $13::uuid[], $14::text[], $15::text[], $16::text[], $17::text[], $18::text[])) \
        INSERT INTO access_log_head (chain, seq, hash, at, key_id, signature) \
        VALUES ($19, $20, $21, $22, $23, $24)";
    let mut to = PgArguments::default();
    column(&mut to, rows, |row| row.chain.as_str())?;
    column(&mut to, rows, |row| row.seq)?;
    column(&mut to, rows, |row| row.at)?;
    column(&mut to, rows, |row| row.request_id)?;
    column(&mut to, rows, |row| row.kind.as_str())?;
    column(&mut to, rows, |row| row.client_id.as_str())?;
    column(&mut to, rows, |row| row.organisation_id)?;
    column(&mut to, rows, |row| row.unit_id)?;
    column(&mut to, rows, |row| row.user_id)?;
    column(&mut to, rows, |row| row.roles.as_str())?;
    column(&mut to, rows, |row| row.operation.as_str())?;
    column(&mut to, rows, |row| row.citizen_id)?;
    column(&mut to, rows, |row| row.case_id)?;
    column(&mut to, rows, |row| row.purpose.as_deref())?;
    column(&mut to, rows, |row| row.categories.as_str())?;
    column(&mut to, rows, |row| row.detail.as_str())?;
    column(&mut to, rows, |row| row.previous_hash.as_str())?;
    column(&mut to, rows, |row| row.hash.as_str())?;
    let access_log_head::Model { chain, seq, hash, at, key_id, signature } = head;
    let added = (to.add(chain))
        .and_then(|()| to.add(seq))
        .and_then(|()| to.add(hash))
        .and_then(|()| to.add(at))
        .and_then(|()| to.add(key_id))
        .and_then(|()| to.add(signature));
    added.map_err(unsendable)?;
    Ok((SQL, to))
}

/// One column of all rows.
fn column<'r, T>(
    to: &mut PgArguments,
    rows: &'r [access_log::Model],
    value: impl Fn(&'r access_log::Model) -> T,
) -> Result<(), DbErr>
where
    Vec<T>: Encode<'r, Postgres> + Type<Postgres>,
{
    to.add(rows.iter().map(value).collect::<Vec<_>>()).map_err(unsendable)
}

fn unsendable(error: BoxDynError) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(Arc::new(sqlx::Error::Encode(error))))
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
