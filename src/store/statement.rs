//! The one statement that reads cases: a `UNION ALL` over their tables.
//!
//! Statements that depend only on the case, whatever its size; one statement is one snapshot, so
//! the facts that decide and what they open cannot come from different moments.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::fmt::Write as _;
use std::rc::Rc;

use entity::row::Kind;
use sea_orm::prelude::Uuid;
use sea_orm::{DbBackend, Statement, Value};

use super::rows::{BRANCHES, Branch, Link, Parts};

/// Which cases to read: a statement that gives `citizen_id, id` of cases. Their rows come by id,
/// whatever its order.
#[derive(Clone, Debug)]
pub(crate) struct Which {
    of: Source,
    values: Vec<Value>,
    /// The case, where it is a single one by its id.
    one: Option<Uuid>,
}

/// Where the cases come from: all that the text of their statement depends on, beside the parts.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Source {
    sql: Cow<'static, str>,
    /// Places of the ids of meetings of the council that are wanted beside those of the cases.
    meetings: Option<String>,
    own: bool,
}

/// Meetings of the council that the cases are before.
const BEFORE: &str = "SELECT k.council_meeting_id AS id FROM c JOIN council_case k \
    ON k.citizen_id = c.citizen_id AND k.case_id = c.id \
    UNION SELECT k.follow_up_meeting_id FROM c JOIN council_case k \
    ON k.citizen_id = c.citizen_id AND k.case_id = c.id WHERE k.follow_up_meeting_id IS NOT NULL";

impl Which {
    /// One case.
    pub(crate) fn case(id: Uuid) -> Self {
        let sql = "SELECT citizen_id, id FROM coordination_case WHERE id = $1";
        Self { one: Some(id), ..Self::of(sql, vec![id.into()]) }
    }

    /// The case, where it is a single one by its id.
    pub(super) fn one(&self) -> Option<Uuid> {
        self.one
    }

    /// The cases that a statement gives.
    pub(crate) fn of(sql: impl Into<Cow<'static, str>>, values: Vec<Value>) -> Self {
        let of = Source { sql: sql.into(), meetings: None, own: false };
        Self { of, values, one: None }
    }

    /// The statement also gives `own`: whether the case is of the viewer's own unit, to whom the
    /// lead's forms open without consents. What decides is then read of the other cases only.
    pub(crate) fn telling_own(self) -> Self {
        Self { of: Source { own: true, ..self.of }, ..self }
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
        let of = Source { sql: sql.into(), meetings: Some(places.join(", ")), own: false };
        Self { of, values, one: None }
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
    let text = TEXTS.with_borrow_mut(|texts| texts.of(&which.of, (backend, parts, history)));
    let values = which.values.clone();
    let statement = Statement::from_sql_and_values(backend, text.sql.as_str(), values);
    Plan { statement, first: text.first }
}

/// The text of a statement, and where the slots of each kind begin in its result.
struct Text {
    sql: String,
    first: [usize; 7],
}

/// What is read of the cases, and for which database.
type Wanted = (DbBackend, Parts, bool);

/// Texts that a thread keeps, the last that was asked for first: each is long, and the same for
/// every case. Beyond [`KEPT`] the last one goes.
struct Texts(VecDeque<(Source, Wanted, Rc<Text>)>);

/// More than there are kinds of question at a time.
const KEPT: usize = 64;

thread_local! {
    static TEXTS: RefCell<Texts> = const { RefCell::new(Texts(VecDeque::new())) };
}

impl Texts {
    fn of(&mut self, source: &Source, wanted: Wanted) -> Rc<Text> {
        let place = self.0.iter().position(|(of, what, _)| *what == wanted && of == source);
        let kept = place.and_then(|place| self.0.remove(place));
        let kept = kept.unwrap_or_else(|| (source.clone(), wanted, text(source, wanted).into()));
        let text = Rc::clone(&kept.2);
        self.0.push_front(kept);
        self.0.truncate(KEPT);
        text
    }
}

fn text(of: &Source, (backend, parts, history): Wanted) -> Text {
    let wanted: Vec<_> =
        BRANCHES.iter().enumerate().filter(|(_, branch)| parts.has(branch.part)).collect();
    let mut widths = [0_usize; 7];
    for (_, branch) in &wanted {
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
    let mut writer =
        Writer { sql: String::with_capacity(8_192), backend, widths, history, own: of.own };
    let _ = write!(writer.sql, "WITH c AS MATERIALIZED ({})", of.sql);
    if let Some(places) = &of.meetings {
        let _ = write!(
            writer.sql,
            ", m AS MATERIALIZED (SELECT id FROM council_meeting WHERE id IN ({places}) UNION {BEFORE})"
        );
    } else if parts.has(Parts::COUNCIL) {
        let _ = write!(writer.sql, ", m AS MATERIALIZED ({BEFORE})");
    }
    writer.sql.push(' ');
    let around = |around: Around| wanted.iter().filter(move |(_, b)| b.link.around() == around);
    writer.branches(around(Around::Nothing));
    let citizens = match of.own {
        true => "(SELECT citizen_id, MIN(own) AS own FROM c GROUP BY citizen_id) c",
        false => "(SELECT DISTINCT citizen_id FROM c) c",
    };
    writer.group(citizens, around(Around::Citizen));
    writer.group("c", around(Around::Case));
    Text { sql: writer.sql, first }
}

/// What rows hang on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Around {
    Nothing,
    Citizen,
    Case,
}

impl Link {
    fn around(self) -> Around {
        match self {
            Self::Beside | Self::Meetings | Self::OfMeetings | Self::ReferencesOfMeetings => {
                Around::Nothing
            }
            Self::Citizen | Self::OfCitizen => Around::Citizen,
            Self::Itself | Self::OfCase | Self::Versions => Around::Case,
        }
    }

    /// How a row `a` hangs on `c`, or on the meetings `m`.
    fn condition(self) -> &'static str {
        match self {
            Self::Beside => "1 = 1",
            Self::Meetings => "a.id IN (SELECT id FROM m)",
            Self::OfMeetings => "a.council_meeting_id IN (SELECT id FROM m)",
            Self::ReferencesOfMeetings => "a.entity_id IN (SELECT id FROM m)",
            Self::Citizen => "a.id = c.citizen_id",
            Self::OfCitizen => "a.citizen_id = c.citizen_id",
            Self::Itself => "a.citizen_id = c.citizen_id AND a.id = c.id",
            Self::OfCase | Self::Versions => "a.citizen_id = c.citizen_id AND a.case_id = c.id",
        }
    }
}

type Numbered = (usize, &'static Branch);

/// The text in the making.
struct Writer {
    sql: String,
    backend: DbBackend,
    widths: [usize; 7],
    history: bool,
    own: bool,
}

impl Writer {
    /// The tables that hang on `c`, which `outer` gives. PostgreSQL walks them once for each `c`,
    /// instead of beginning a join for each table; SQLite has no such join.
    fn group<'b>(&mut self, outer: &str, branches: impl Iterator<Item = &'b Numbered>) {
        let mut branches = branches.peekable();
        if branches.peek().is_none() {
            return;
        }
        self.sql.push_str(" UNION ALL ");
        if self.backend == DbBackend::Postgres {
            let _ = write!(self.sql, "SELECT x.* FROM {outer} CROSS JOIN LATERAL (");
            self.branches(branches);
            self.sql.push_str(") x");
        } else {
            for (index, branch) in branches.enumerate() {
                self.sql.push_str(if index == 0 { "" } else { " UNION ALL " });
                self.branch(branch, &format!("{outer} JOIN {} a ON", branch.1.table));
            }
        }
    }

    fn branches<'b>(&mut self, branches: impl Iterator<Item = &'b Numbered>) {
        for (index, branch) in branches.enumerate() {
            self.sql.push_str(if index == 0 { "" } else { " UNION ALL " });
            self.branch(branch, &format!("{} a WHERE", branch.1.table));
        }
    }

    fn branch(&mut self, (number, branch): &Numbered, from: &str) {
        let _ = write!(self.sql, "SELECT {number}");
        for kind in Kind::ALL {
            let mut left = self.widths[kind as usize];
            for (name, _) in branch.columns.iter().filter(|(_, k)| *k == kind) {
                let _ = write!(self.sql, ", a.{name}");
                left -= 1;
            }
            for _ in 0..left {
                self.sql.push_str(", NULL");
                if self.backend == DbBackend::Postgres {
                    let _ = write!(self.sql, "::{}", kind.postgres());
                }
            }
        }
        let _ = write!(self.sql, " FROM {from} {}", branch.link.condition());
        if self.own && branch.part == Parts::RELATIONS {
            self.sql.push_str(" AND c.own = 0");
        }
        if branch.link == Link::Versions && !self.history {
            self.sql.push_str(" AND a.superseded_at IS NULL");
        }
    }
}
