//! The one statement that reads cases: a `UNION ALL` over their tables.
//!
//! Statements that depend only on the case, whatever its size; one statement is one snapshot, so
//! the facts that decide and what they open cannot come from different moments.

use std::fmt::Write as _;

use std::borrow::Cow;

use entity::row::Kind;
use sea_orm::prelude::Uuid;
use sea_orm::{DbBackend, Statement, Value};

use super::rows::{BRANCHES, Branch, Link, Parts};

/// Which cases to read: a statement that gives `citizen_id, id` of cases, in the order wanted.
#[derive(Clone, Debug)]
pub(crate) struct Which {
    sql: Cow<'static, str>,
    values: Vec<Value>,
    /// Places of the ids of meetings of the council that are wanted beside those of the cases.
    meetings: Option<String>,
}

/// Meetings of the council that the cases are before.
const BEFORE: &str = "SELECT k.council_meeting_id AS id FROM c JOIN council_case k \
    ON k.citizen_id = c.citizen_id AND k.case_id = c.id \
    UNION SELECT k.follow_up_meeting_id FROM c JOIN council_case k \
    ON k.citizen_id = c.citizen_id AND k.case_id = c.id WHERE k.follow_up_meeting_id IS NOT NULL";

impl Which {
    /// One case.
    pub(crate) fn case(id: Uuid) -> Self {
        Self::of("SELECT citizen_id, id FROM coordination_case WHERE id = $1", vec![id.into()])
    }

    /// The cases that a statement gives.
    pub(crate) fn of(sql: impl Into<Cow<'static, str>>, values: Vec<Value>) -> Self {
        Self { sql: sql.into(), values, meetings: None }
    }

    /// Meetings of the council, and the cases presented to them among those that `cases` gives: a
    /// statement over `coordination_case c` with these values, to be followed by a condition and a
    /// parenthesis. Without it no case is read.
    pub(crate) fn meetings(ids: &[Uuid], cases: Option<&str>, mut values: Vec<Value>) -> Self {
        let (begin, width) = (values.len() + 1, padded(ids.len()));
        let places: Vec<_> = (begin..begin + width).map(|n| format!("${n}")).collect();
        let places = places.join(", ");
        let last = ids.last().copied().unwrap_or_default();
        values.extend((0..width).map(|n| Value::from(ids.get(n).copied().unwrap_or(last))));
        let sql = match cases {
            Some(cases) => format!(
                "{cases}SELECT 1 FROM council_case k WHERE k.citizen_id = c.citizen_id \
                 AND k.case_id = c.id AND k.council_meeting_id IN ({places}))"
            ),
            None => {
                // Every value has a place in the statement, whatever is asked.
                values.drain(..begin - 1);
                "SELECT citizen_id, id FROM coordination_case WHERE 1 = 0".to_owned()
            }
        };
        let first = values.len() - width + 1;
        let places: Vec<_> = (first..first + width).map(|n| format!("${n}")).collect();
        Self { sql: sql.into(), values, meetings: Some(places.join(", ")) }
    }

    /// Some cases.
    pub(crate) fn cases(ids: &[Uuid]) -> Self {
        Self::among("id", ids)
    }

    /// Every case of some citizens.
    pub(crate) fn of_citizens(ids: &[Uuid]) -> Self {
        Self::among("citizen_id", ids)
    }

    fn among(column: &str, ids: &[Uuid]) -> Self {
        let width = padded(ids.len());
        let list: Vec<_> = (1..=width).map(|n| format!("${n}")).collect();
        let sql = format!(
            "SELECT citizen_id, id FROM coordination_case WHERE {column} IN ({})",
            list.join(", ")
        );
        let last = ids.last().copied().unwrap_or_default();
        let values = (0..width).map(|n| ids.get(n).copied().unwrap_or(last).into()).collect();
        Self::of(sql, values)
    }
}

/// How many places a list of ids gets: few lengths, so that few texts are prepared.
fn padded(count: usize) -> usize {
    const WIDTHS: [usize; 6] = [1, 2, 5, 10, 25, 50];
    WIDTHS.into_iter().find(|width| count <= *width).unwrap_or(count.next_multiple_of(100))
}

/// Where the slots of each kind begin in the result, and the statement.
pub(super) struct Plan {
    pub(super) statement: Statement,
    pub(super) first: [usize; 7],
}

/// The statement for these cases and parts.
pub(super) fn plan(backend: DbBackend, which: &Which, parts: Parts, history: bool) -> Plan {
    let wanted = || BRANCHES.iter().enumerate().filter(|(_, branch)| parts.has(branch.part));
    let mut widths = [0_usize; 7];
    for (_, branch) in wanted() {
        for kind in Kind::ALL {
            let count = branch.columns.iter().filter(|(_, k)| *k == kind).count();
            widths[kind as usize] = widths[kind as usize].max(count);
        }
    }
    let mut first = [0; 7];
    let mut next = 1; // 0 is the number of the branch
    for kind in Kind::ALL {
        first[kind as usize] = next;
        next += widths[kind as usize];
    }
    let mut sql = format!("WITH c AS MATERIALIZED ({})", which.sql);
    if let Some(places) = &which.meetings {
        let _ = write!(
            sql,
            ", m AS MATERIALIZED (SELECT id FROM council_meeting WHERE id IN ({places}) UNION {BEFORE})"
        );
    } else if parts.has(Parts::COUNCIL) {
        let _ = write!(sql, ", m AS MATERIALIZED ({BEFORE})");
    }
    for (index, (number, branch)) in wanted().enumerate() {
        sql.push_str(if index == 0 { " " } else { " UNION ALL " });
        select(&mut sql, backend, number, branch, widths, history);
    }
    let statement = Statement::from_sql_and_values(backend, sql, which.values.clone());
    Plan { statement, first }
}

fn select(
    sql: &mut String,
    backend: DbBackend,
    number: usize,
    branch: &Branch,
    widths: [usize; 7],
    history: bool,
) {
    let _ = write!(sql, "SELECT {number}");
    for kind in Kind::ALL {
        let columns = branch.columns.iter().filter(|(_, k)| *k == kind);
        let mut left = widths[kind as usize];
        for (name, _) in columns {
            let _ = write!(sql, ", a.{name}");
            left -= 1;
        }
        for _ in 0..left {
            sql.push_str(absent(backend, kind));
        }
    }
    let table = branch.table;
    let _ = match branch.link {
        Link::Beside => write!(sql, " FROM {table} a"),
        Link::Meetings => write!(sql, " FROM {table} a WHERE a.id IN (SELECT id FROM m)"),
        Link::OfMeetings => {
            write!(sql, " FROM {table} a WHERE a.council_meeting_id IN (SELECT id FROM m)")
        }
        Link::ReferencesOfMeetings => {
            write!(sql, " FROM {table} a WHERE a.entity_id IN (SELECT id FROM m)")
        }
        Link::Itself => {
            write!(sql, " FROM c JOIN {table} a ON a.citizen_id = c.citizen_id AND a.id = c.id")
        }
        Link::Citizen => write!(sql, " FROM {table} a WHERE a.id IN (SELECT citizen_id FROM c)"),
        Link::OfCitizen => {
            write!(sql, " FROM {table} a WHERE a.citizen_id IN (SELECT citizen_id FROM c)")
        }
        Link::OfCase | Link::Versions => write!(
            sql,
            " FROM c JOIN {table} a ON a.citizen_id = c.citizen_id AND a.case_id = c.id"
        ),
    };
    if branch.link == Link::Versions && !history {
        sql.push_str(" AND a.superseded_at IS NULL");
    }
}

fn absent(backend: DbBackend, kind: Kind) -> &'static str {
    if backend != DbBackend::Postgres {
        return ", NULL";
    }
    match kind {
        Kind::Uuid => ", NULL::uuid",
        Kind::Text => ", NULL::text",
        Kind::Time => ", NULL::timestamptz",
        Kind::Date => ", NULL::date",
        Kind::Int => ", NULL::int4",
        Kind::Long => ", NULL::int8",
        Kind::Bool => ", NULL::bool",
    }
}
