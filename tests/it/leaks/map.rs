//! Which column shows as what: the one list that a new table or column has to be put into; a test
//! fails until it is. What a field needs to open is asked of the classification, never said here.

use std::collections::BTreeMap;

use sea_orm::sea_query::Value;
use uuid::Uuid;

use super::sight::{At, Sight};
use super::state::State;

mod brain_injury;
mod case;
mod meeting;

/// How a column shows to who sees the row as some object.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shown {
    /// Whoever sees the row sees it, or could tell it by order or by asking for an instant.
    Outline,
    /// Nobody does: it decides, or serves the program alone.
    Never,
    /// By its order among the rows that show under the same parent, unless a field opens it.
    Rank(&'static str, &'static [&'static str]),
    /// The row of a table that it names, where that shows.
    Link(&'static str),
    /// Where one of these fields opens, each `Type.field`.
    Fields(&'static [&'static str]),
}

use Shown::{Fields, Link, Never, Outline, Rank};

/// What a table is to a viewer.
#[derive(Clone, Copy, Debug)]
pub(super) enum Table {
    /// Rows of the forms, column by column.
    Of(&'static [(&'static str, Shown)]),
    /// Everyone may read it: nothing of it is withheld.
    Public,
    /// It serves the program; nobody reads it as it is.
    Internal,
}

use Table::{Internal, Of, Public};

/// Tables whose rows are of no form.
const OTHERS: &[(&str, Table)] = &[
    ("organisation", Public),
    ("unit", Public),
    ("professional", Public),
    ("membership", Public),
    ("contact_point", Public),
    ("contact_point_competence", Public),
    ("effect_goal", Public),
    ("interface_agreement", Public),
    ("directory_state", Internal),
    ("citizen_number", Internal),
    ("expiry_notice", Internal),
    ("client", Internal),
    ("client_secret", Internal),
    ("client_use", Internal),
    ("trusted_issuer", Internal),
    ("revoked_token", Internal),
    ("used_assertion", Internal),
    ("signing_key", Internal),
    ("access_log", Internal),
    ("access_log_head", Internal),
    ("outbox", Internal),
    ("idempotency_key", Internal),
];

/// Every table.
pub(super) fn all() -> impl Iterator<Item = &'static (&'static str, Table)> {
    [case::TABLES, meeting::TABLES, brain_injury::TABLES, OTHERS].into_iter().flatten()
}

/// The columns of a table of the forms; none where it is no such table.
pub(super) fn columns(table: &str) -> Option<&'static [(&'static str, Shown)]> {
    all().find_map(|(name, kind)| match kind {
        Of(columns) if *name == table => Some(*columns),
        _ => None,
    })
}

/// Whether everyone may read a table.
pub(super) fn is_public(table: &str) -> bool {
    all().any(|(name, kind)| *name == table && matches!(kind, Public))
}

/// The tables of the forms.
pub(super) fn forms() -> impl Iterator<Item = &'static str> {
    all().filter(|(_, kind)| matches!(kind, Of(_))).map(|(name, _)| *name)
}

/// The columns that show where a classified field opens, as `table.column`.
pub(super) fn classified() -> impl Iterator<Item = String> {
    let shows = |shown: &Shown| match shown {
        Fields(fields) | Rank(_, fields) => !fields.is_empty(),
        Outline | Never | Link(_) => false,
    };
    forms().flat_map(move |table| {
        let columns = columns(table).unwrap_or_default().iter();
        columns
            .filter(move |(_, shown)| shows(shown))
            .map(move |(name, _)| format!("{table}.{name}"))
    })
}

impl Sight<'_> {
    /// How a column of a row shows; `None` where it does not. `Some(false)`: only its rank or what
    /// it names, as far as that shows.
    pub(super) fn column(&self, at: At, name: &str) -> Option<bool> {
        let columns = columns(at.0)?;
        let (_, shown) = columns.iter().find(|(column, _)| *column == name)?;
        if !self.shows(at) {
            return None;
        }
        match shown {
            Outline => Some(true),
            Never => None,
            Fields(fields) => self.opens(at, fields).then_some(true),
            Rank(_, fields) => Some(self.opens(at, fields)),
            Link(_) => Some(false),
        }
    }

    fn opens(&self, at: At, fields: &[&str]) -> bool {
        let opens = |field: &&str| {
            let (ty, name) = field.split_once('.').expect("`Type.field`");
            self.faces(at).iter().any(|face| face.ty == ty && face.opens(name))
        };
        fields.iter().any(opens)
    }

    /// All that the viewer may see of the state, as text: two states that are the same to the
    /// viewer give the same. Without `versions` it is the content alone: which version of a row
    /// stands, and since when, is left out.
    pub(super) fn projection(&self, with_versions: bool) -> Vec<String> {
        let mut lines: Vec<String> = self.told().iter().cloned().collect();
        let mut versions: BTreeMap<(&str, String), Vec<Version>> = BTreeMap::new();
        for at in self.shown() {
            let rows = self.state.rows(at.0);
            let values = self.values(at, with_versions);
            if rows.has("superseded_at") {
                let key = rows.id(at.1, "id").unwrap_or_default().to_string();
                versions.entry((at.0, key)).or_default().push(Version::of(self.state, at, values));
            } else {
                lines.push(format!("{} {}", at.0, values.join(" ")));
            }
        }
        for ((table, id), mut stood) in versions {
            stood.sort();
            for version in Version::merged(stood) {
                lines.push(format!("{table} {id} {version:?}"));
            }
        }
        lines.sort_unstable();
        lines
    }

    /// What shows of the rows that stand, column by column; not their order, nor what they name.
    pub(super) fn cells(&self) -> BTreeMap<String, String> {
        let mut cells = BTreeMap::new();
        for at in self.shown() {
            let rows = self.state.rows(at.0);
            let gone = |name: &str| match rows.value(at.1, rows.column(name)) {
                Value::ChronoDateTimeUtc(at) => at.is_some(),
                other => panic!("no time: {other:?}"),
            };
            if !rows.has("id") || (rows.has("superseded_at") && gone("superseded_at")) {
                continue;
            }
            let id = rows.id(at.1, "id").unwrap_or_default();
            for (i, (name, _)) in columns(at.0).unwrap_or_default().iter().enumerate() {
                if self.column(at, name) == Some(true) {
                    let value = format!("{:?}", rows.value(at.1, i));
                    cells.insert(format!("{} {id} {name}", at.0), value);
                }
            }
        }
        cells
    }

    /// The columns of a row that show, with what shows of them.
    fn values(&self, at: At, with_versions: bool) -> Vec<String> {
        let rows = self.state.rows(at.0);
        let columns = columns(at.0).unwrap_or_default();
        let mut values = Vec::new();
        for (i, (name, shown)) in columns.iter().enumerate() {
            let stood = ["recorded_at", "superseded_at"].contains(name);
            if stood || (*name == "version" && !with_versions) {
                continue;
            }
            let told = match (self.column(at, name), shown) {
                (None, _) => continue,
                (Some(true), _) => format!("{:?}", rows.value(at.1, i)),
                (Some(false), Rank(parent, _)) => self.rank(at, parent, i).to_string(),
                (Some(false), Link(table)) => {
                    format!("{:?}", self.link(rows.value(at.1, i), table))
                }
                (Some(false), _) => continue,
            };
            values.push(format!("{name}={told}"));
        }
        values
    }

    /// The place of a row among those that show under its parent.
    fn rank(&self, at: At, parent: &str, column: usize) -> usize {
        let rows = self.state.rows(at.0);
        let of = rows.id(at.1, parent);
        let key = |row: usize| (int(&rows.value(row, column)), rows.id(row, "id"));
        let own = key(at.1);
        let mut before: Vec<_> = self
            .shown()
            .filter(|(table, row)| *table == at.0 && rows.id(*row, parent) == of)
            .map(|(_, row)| key(row))
            .filter(|key| *key < own)
            .collect();
        before.sort_unstable();
        before.dedup();
        before.len()
    }

    /// What a column names, where it shows.
    fn link(&self, value: Value, table: &'static str) -> Option<Uuid> {
        let Value::Uuid(Some(id)) = value else { return None };
        let rows = self.state.rows(table);
        let place = (0..rows.len()).find(|row| rows.id(*row, "id") == Some(id))?;
        self.shows((table, place)).then_some(id)
    }
}

fn int(value: &Value) -> i64 {
    match value {
        Value::Int(Some(number)) => i64::from(*number),
        other => panic!("no position: {other:?}"),
    }
}

/// A version of a row, and when it stood.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Version {
    from: String,
    to: Option<String>,
    values: Vec<String>,
}

impl Version {
    fn of(state: &State, (table, row): At, values: Vec<String>) -> Self {
        let rows = state.rows(table);
        let time = |name: &str| match rows.value(row, rows.column(name)) {
            Value::ChronoDateTimeUtc(at) => at.map(|at| at.to_rfc3339()),
            other => panic!("no time: {other:?}"),
        };
        let (from, to) = (time("recorded_at").unwrap_or_default(), time("superseded_at"));
        Self { from, to, values }
    }

    /// Versions that follow one another and show the same are one.
    fn merged(versions: Vec<Self>) -> Vec<Self> {
        let mut merged: Vec<Self> = Vec::new();
        for version in versions {
            match merged.last_mut() {
                Some(last)
                    if last.values == version.values
                        && last.to.as_deref() == Some(version.from.as_str()) =>
                {
                    last.to = version.to;
                }
                _ => merged.push(version),
            }
        }
        merged
    }
}
