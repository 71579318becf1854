//! A change with the database failing at each of its steps: it is there wholly and in the log, or
//! not at all, whatever the client is told.

use std::collections::{BTreeMap, BTreeSet};

use entity::idempotency_key;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, ModelTrait, Statement,
    TransactionTrait,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::dump::{Dump, differing, dump};
use super::Row;
use crate::faults::{Faults, Way, steps_from_the_end};
use crate::support::{Answer, TestApp, on_postgres};

/// Counts that are compared with those in memory: they only grow.
const COUNTS: &str = "directory_state";

/// How many rows went from a table, and how many came.
type Change = BTreeMap<String, (usize, usize)>;

/// All that the database holds.
struct Held {
    rows: Dump,
    keys: Vec<idempotency_key::Model>,
    logged: usize,
}

impl Held {
    async fn of(app: &TestApp) -> Self {
        let rows = dump(app.connection()).await;
        let keys = idempotency_key::Entity::find().all(app.connection()).await.unwrap();
        Self { rows, keys, logged: app.log_rows().await }
    }

    /// What came since, and what went.
    fn changed(&self, now: &Self) -> Change {
        let mut change = Change::new();
        for table in differing(&self.rows, &now.rows) {
            let [before, after]: [BTreeSet<_>; 2] =
                [self, now].map(|held| held.rows[&table].iter().collect());
            let (gone, new) =
                (before.difference(&after).count(), after.difference(&before).count());
            change.insert(table, (gone, new));
        }
        let counts = [
            ("idempotency_key", self.keys.len(), now.keys.len()),
            ("access_log", self.logged, now.logged),
        ];
        for (table, before, after) in counts.into_iter().filter(|(_, one, other)| one != other) {
            change.insert(table.to_owned(), (0, after - before));
        }
        change
    }

    /// Takes back what came since; the log and the counts stay as they are now.
    async fn restore(&mut self, app: &TestApp, mut now: Self) {
        let transaction = app.connection().begin().await.unwrap();
        for table in differing(&self.rows, &now.rows) {
            if table != COUNTS {
                fill(&transaction, &table, &self.rows[&table]).await;
            }
        }
        for key in now.keys.into_iter().filter(|key| !self.keys.contains(key)) {
            key.delete(&transaction).await.unwrap();
        }
        transaction.commit().await.unwrap();
        self.rows.extend(now.rows.remove_entry(COUNTS));
        self.logged = now.logged;
    }
}

/// Fills a table with rows as a dump has them, in place of those that it has.
async fn fill(transaction: &DatabaseTransaction, table: &str, rows: &[String]) {
    let delete = format!("DELETE FROM \"{table}\"");
    if !on_postgres() {
        transaction.execute_unprepared(&delete).await.unwrap();
        for row in rows {
            let insert = format!("INSERT INTO \"{table}\" VALUES ({row})");
            transaction.execute_unprepared(&insert).await.unwrap();
        }
        return;
    }
    // A case has been locked as often as it was, and once more; the dump leaves that out.
    let of = format!("SELECT max((to_jsonb(t) ->> 'revision')::integer) + 1 FROM \"{table}\" t");
    let asked = Statement::from_string(DbBackend::Postgres, of);
    let revision = transaction.query_one_raw(asked).await.unwrap().unwrap();
    let revision: Option<i32> = revision.try_get_by_index(0).unwrap();
    transaction.execute_unprepared(&delete).await.unwrap();
    let insert = format!(
        "INSERT INTO \"{table}\" SELECT r.* FROM jsonb_array_elements($1::jsonb) held, \
         jsonb_populate_record(NULL::\"{table}\", \
         held || jsonb_build_object('revision', $2::integer)) r"
    );
    let values = [format!("[{}]", rows.join(",")).into(), revision.into()];
    let insert = Statement::from_sql_and_values(DbBackend::Postgres, insert, values);
    transaction.execute_raw(insert).await.unwrap();
}

/// Whether a change was answered as done.
fn done(answer: &Answer, mutation: &str) -> bool {
    let json = answer.json();
    answer.status.is_success()
        && json.get("errors").is_none()
        && json["data"][mutation]["userErrors"] == json!([])
}

/// Whether an answer says that the server failed, and by which id it is found.
fn clean(answer: &Answer) -> bool {
    let json = answer.json();
    let error = &json["errors"][0]["extensions"];
    matches!(error["code"].as_str(), Some("INTERNAL" | "UNAVAILABLE"))
        && error["requestId"].is_string()
        && json.get("data").is_none_or(Value::is_null)
}

impl Row<'_> {
    /// The input with each step of the database failing in turn, in each way; then as it is.
    pub(super) async fn survives(&mut self, faults: &Faults, shown: &str) -> Answer {
        // A change without a key may be one statement on PostgreSQL; with one it is sent again.
        let walks: &[_] = match on_postgres() {
            true => &[(Way::Undone, false), (Way::Untold, false), (Way::Untold, true)],
            false => &[(Way::Undone, true)],
        };
        for (way, keyed) in walks {
            let mut input = self.input.clone();
            if *keyed {
                input["idempotencyKey"] = json!(Uuid::now_v7());
            }
            self.walk(faults, *way, &input).await;
        }
        self.table.send(self.viewer, self.mutation, shown, &self.input, "en").await
    }

    /// Fails each step in turn until there is none more to fail, and takes the change back each
    /// time.
    async fn walk(&mut self, faults: &Faults, way: Way, input: &Value) {
        let mut before = Held::of(&self.table.app).await;
        faults.count(way);
        let answer = self.send(self.viewer, input, "en").await;
        let steps = faults.counted();
        let now = Held::of(&self.table.app).await;
        let whole = before.changed(&now);
        if !done(&answer, self.mutation) || !whole.contains_key("access_log") {
            self.fault("undisturbed", &format!("{} {whole:?}", answer.text));
            return;
        }
        before.restore(&self.table.app, now).await;
        let mut untold = 0;
        for step in steps_from_the_end(steps) {
            faults.arm_in(way, step);
            let answer = self.send(self.viewer, input, "en").await;
            let failed = faults.disarm();
            self.table.failures += usize::from(failed);
            let what = format!("{way:?}, fault {step}");
            let mut now = Held::of(&self.table.app).await;
            let mut change = before.changed(&now);
            let stands = change == whole;
            let told = format!("{} {}; {change:?}, not {whole:?}", answer.status, answer.text);
            if done(&answer, self.mutation) {
                if !stands {
                    self.fault(&what, &format!("answered, and not done once: {told}"));
                }
            } else {
                change.remove("access_log");
                untold += usize::from(stands);
                let may_stand = change.is_empty() || (stands && way == Way::Untold);
                if !failed || !clean(&answer) || !may_stand {
                    self.fault(&what, &told);
                }
            }
            if stands && !input["idempotencyKey"].is_null() {
                self.sent_again(input, &before, &whole, &what).await;
                now.logged = self.table.app.log_rows().await;
            }
            before.restore(&self.table.app, now).await;
            // Of those counted some may not be there again.
            if !failed && step >= steps {
                if way == Way::Untold && untold == 0 {
                    self.fault("untold", "no fault came between the change and its answer");
                }
                return;
            }
        }
        panic!("{}: never went through", self.mutation);
    }

    /// A change that stands, sent again under its key, is answered and not done twice.
    async fn sent_again(&mut self, input: &Value, before: &Held, whole: &Change, what: &str) {
        let answer = self.send(self.viewer, input, "en").await;
        let mut change = before.changed(&Held::of(&self.table.app).await);
        let logged = change.insert("access_log".to_owned(), whole["access_log"]);
        if !done(&answer, self.mutation) || change != *whole || logged <= Some(whole["access_log"])
        {
            let told = format!("{} {}; {change:?}, not {whole:?}", answer.status, answer.text);
            self.fault(&format!("{what}, sent again"), &told);
        }
    }
}
