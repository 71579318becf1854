//! A database held in memory, row by row: read whole, changed column by column, and written back
//! as the difference to what stands.

use std::collections::{BTreeMap, BTreeSet};

use entity::row::{Kind, Row};
use sea_orm::sea_query::Value;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IdenStatic,
    IntoActiveModel, Iterable, ModelTrait, PrimaryKeyToColumn, QueryFilter,
};

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) nullable: bool,
    pub(super) key: bool,
}

/// The rows of one table, whatever their type.
pub(super) trait Rows {
    /// How many.
    fn len(&self) -> usize;
    /// The columns, in the order of the table.
    fn columns(&self) -> Vec<Column>;
    /// Their names, which are asked for often.
    fn names(&self) -> &'static [(&'static str, Kind)];
    /// What stands in a column of a row.
    fn value(&self, row: usize, column: usize) -> Value;
    /// Sets a column of a row; false where it takes no such value.
    fn set(&mut self, row: usize, column: usize, value: Value) -> bool;
    /// Puts a copy of a row at the end.
    fn copy(&mut self, row: usize);
    /// Takes a row out; the last one takes its place.
    fn remove(&mut self, row: usize);
}

impl dyn Rows + '_ {
    /// The place of a column.
    #[track_caller]
    pub(super) fn column(&self, name: &str) -> usize {
        let found = self.names().iter().position(|(column, _)| *column == name);
        found.unwrap_or_else(|| panic!("no column `{name}`"))
    }

    /// What stands in a column that holds an id.
    pub(super) fn id(&self, row: usize, name: &str) -> Option<uuid::Uuid> {
        match self.value(row, self.column(name)) {
            Value::Uuid(id) => id,
            other => panic!("`{name}` holds no id: {other:?}"),
        }
    }

    /// Whether there is such a column.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names().iter().any(|(column, _)| *column == name)
    }
}

impl<M> Rows for Vec<M>
where
    M: ModelTrait + Row,
{
    fn len(&self) -> usize {
        Vec::len(self)
    }

    fn columns(&self) -> Vec<Column> {
        let keys: Vec<String> = <M::Entity as EntityTrait>::PrimaryKey::iter()
            .map(|key| key.into_column().as_str().to_owned())
            .collect();
        type Defined<M> = <<M as ModelTrait>::Entity as EntityTrait>::Column;
        let column = |(defined, (name, kind)): (Defined<M>, &(&'static str, Kind))| {
            assert_eq!(&defined.as_str(), name, "columns stand in the order of the model");
            let (key, nullable) = (keys.iter().any(|key| key == name), defined.def().is_null());
            Column { name, kind: *kind, nullable, key }
        };
        <M::Entity as EntityTrait>::Column::iter().zip(M::COLUMNS).map(column).collect()
    }

    fn names(&self) -> &'static [(&'static str, Kind)] {
        M::COLUMNS
    }

    fn value(&self, row: usize, column: usize) -> Value {
        self[row].get(nth::<M>(column))
    }

    fn set(&mut self, row: usize, column: usize, value: Value) -> bool {
        self[row].try_set(nth::<M>(column), value).is_ok()
    }

    fn copy(&mut self, row: usize) {
        self.push(self[row].clone());
    }

    fn remove(&mut self, row: usize) {
        self.swap_remove(row);
    }
}

fn nth<M: ModelTrait>(column: usize) -> <M::Entity as EntityTrait>::Column {
    <M::Entity as EntityTrait>::Column::iter().nth(column).expect("a column of the table")
}

fn key<M: ModelTrait>(row: &M) -> String {
    let keys = <M::Entity as EntityTrait>::PrimaryKey::iter();
    keys.map(|key| format!("{:?} ", row.get(key.into_column()))).collect()
}

async fn read<E: EntityTrait, C: ConnectionTrait>(connection: &C) -> Vec<E::Model> {
    E::find().all(connection).await.unwrap()
}

/// Rows a statement.
const ROWS: usize = 100;

/// Writes what differs: rows that go, and rows that come or change, which are written anew so that
/// they lie elsewhere.
async fn write<E, C>(connection: &C, from: &[E::Model], to: &[E::Model], anew: &[String])
where
    E: EntityTrait,
    E::Model: PartialEq + ModelTrait<Entity = E> + IntoActiveModel<E::ActiveModel>,
    C: ConnectionTrait,
{
    let old: BTreeMap<_, _> = from.iter().map(|row| (key(row), row)).collect();
    let new: BTreeMap<_, _> = to.iter().map(|row| (key(row), row)).collect();
    assert_eq!(new.len(), to.len(), "a key is used once");
    let stays = |key: &String, row: &E::Model| {
        old.get(key).is_some_and(|held| **held == *row) && !anew.contains(key)
    };
    for (key, row) in &old {
        if new.get(key).is_some_and(|row| stays(key, row)) {
            continue;
        }
        let mut which = Condition::all();
        for part in E::PrimaryKey::iter().map(PrimaryKeyToColumn::into_column) {
            which = which.add(part.eq(row.get(part)));
        }
        E::delete_many().filter(which).exec(connection).await.unwrap();
    }
    let come: Vec<_> = to.iter().filter(|row| !stays(&key(*row), row)).cloned().collect();
    for rows in come.chunks(ROWS) {
        let rows = rows.iter().map(|row| row.clone().into_active_model().reset_all());
        E::insert_many(rows).exec_without_returning(connection).await.unwrap();
    }
}

macro_rules! state {
    ($($table:ident)+) => {
        /// Every table of a database.
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub(super) struct State {
            $( pub(super) $table: Vec<entity::$table::Model>, )+
        }

        /// The names of the tables.
        pub(super) const TABLES: &[&str] = &[$(<entity::$table::Model as Row>::TABLE),+];

        impl State {
            /// Reads a database whole.
            pub(super) async fn read<C: ConnectionTrait>(connection: &C) -> Self {
                Self { $( $table: read::<entity::$table::Entity, C>(connection).await, )+ }
            }

            /// Without what a run leaves: its log, what it noted, its keys.
            pub(super) fn without_run(mut self) -> Self {
                self.access_log.clear();
                self.access_log_head.clear();
                self.outbox.clear();
                self.idempotency_key.clear();
                self.client_use.clear();
                self
            }

            /// Reads one table anew.
            pub(super) async fn read_table<C: ConnectionTrait>(&mut self, connection: &C, table: &str) {
                match table {
                    $( stringify!($table) => {
                        self.$table = read::<entity::$table::Entity, C>(connection).await;
                    } )+
                    other => panic!("no table `{other}`"),
                }
            }

            /// Brings a database that holds another state to this one. Rows named in `anew` are
            /// written again though they are the same: they lie elsewhere then.
            pub(super) async fn write<C: ConnectionTrait>(
                &self,
                connection: &C,
                from: &Self,
                anew: &BTreeMap<&'static str, Vec<String>>,
            ) {
                $(
                    let again = anew.get(stringify!($table)).map(Vec::as_slice).unwrap_or_default();
                    if from.$table != self.$table || !again.is_empty() {
                        write::<entity::$table::Entity, C>(
                            connection, &from.$table, &self.$table, again,
                        ).await;
                    }
                )+
            }

            /// The rows of a table.
            #[track_caller]
            pub(super) fn rows(&self, table: &str) -> &dyn Rows {
                match table {
                    $( stringify!($table) => &self.$table, )+
                    other => panic!("no table `{other}`"),
                }
            }

            /// The rows of a table, to change them.
            #[track_caller]
            pub(super) fn rows_mut(&mut self, table: &str) -> &mut dyn Rows {
                match table {
                    $( stringify!($table) => &mut self.$table, )+
                    other => panic!("no table `{other}`"),
                }
            }

            /// Puts one row of another state's table into this one's.
            #[track_caller]
            pub(super) fn copy_first(&mut self, from: &State, table: &str) {
                match table {
                    $( stringify!($table) => self.$table = from.$table[..1].to_vec(), )+
                    other => panic!("no table `{other}`"),
                }
            }

            /// The key of a row, as `anew` names it.
            #[track_caller]
            pub(super) fn key(&self, table: &str, row: usize) -> String {
                match table {
                    $( stringify!($table) => key(&self.$table[row]), )+
                    other => panic!("no table `{other}`"),
                }
            }
        }
    };
}

state! {
    access_log access_log_head age_transition agenda_cell agenda_column agenda_item assessment
    assessment_score brain_injury_assessment brain_injury_referral citizen citizen_notice
    citizen_number
    clause_counterpart client client_secret client_use consent consent_clause contact_point contact_point_competence
    coordination_case coordination_plan coordinator_assignment council_case council_meeting
    council_member council_sitting directory_state dispatch effect_goal enquiry expiry_notice external_reference
    follow_up follow_up_goal follow_up_participant former_identifier goal holding icf_entry
    idempotency_key information_request interface_agreement intervention_dependency leaflet
    meeting meeting_participant membership network_actor network_map organisation outbox
    participation plan_goal plan_intervention plan_track professional referral_attachment
    rehabilitation_plan rehabilitation_team_case representative revoked_token signing_key statement
    statutory_basis task trusted_issuer unit used_assertion
}

/// Columns that tell that and when a row was written, not what it says.
const OF_WRITING: &[&str] =
    &["row_id", "version", "revision", "recorded_at", "superseded_at", "created_at", "updated_at"];

impl State {
    /// What the rows say, however often it was written.
    pub(super) fn says(&self) -> BTreeSet<String> {
        let mut says = BTreeSet::new();
        for table in TABLES.iter().filter(|table| !OF_THE_RUN.contains(table)) {
            let rows = self.rows(table);
            let names = rows.names();
            let told: Vec<_> =
                (0..names.len()).filter(|c| !OF_WRITING.contains(&names[*c].0)).collect();
            for row in (0..rows.len()).filter(|_| *table != "directory_state") {
                let values: Vec<_> = told.iter().map(|column| rows.value(row, *column)).collect();
                says.insert(format!("{table} {values:?}"));
            }
        }
        says
    }
}

/// What a database holds beside the state of the forms: of it a run starts with none.
pub(super) const OF_THE_RUN: &[&str] =
    &["access_log", "access_log_head", "outbox", "idempotency_key", "client_use"];
