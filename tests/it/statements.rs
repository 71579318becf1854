//! The work behind an answer: how many statements, and that they tell nothing.

use std::sync::{Arc, Mutex};

use sea_orm::EntityTrait;
use serde_json::json;
use stifinder::domain::{EntityKind, GlobalId};

use crate::bundle::BUNDLE;
use crate::support::{TestApp, on_postgres};

/// A server whose statements are listened to.
async fn overheard() -> (TestApp, Arc<Mutex<Vec<String>>>) {
    let heard = Arc::<Mutex<Vec<String>>>::default();
    let into = Arc::clone(&heard);
    let app = TestApp::overheard(move |sql| into.lock().unwrap().push(sql.to_owned())).await;
    (app, heard)
}

async fn statements(
    app: &TestApp,
    heard: &Mutex<Vec<String>>,
    viewer: &str,
    id: &str,
) -> Vec<String> {
    // The first read may leave a notice to the citizen (R14); each later one is as any other.
    app.ask(viewer, BUNDLE, json!({ "id": id })).await;
    heard.lock().unwrap().clear();
    app.ask(viewer, BUNDLE, json!({ "id": id })).await;
    std::mem::take(&mut *heard.lock().unwrap())
}

#[tokio::test]
async fn a_bundle_costs_the_same_few_statements_whatever_its_size() {
    let (app, heard) = overheard().await;
    let full = statements(&app, &heard, "sofCoordinator", &app.case()).await;
    let reads = full.iter().filter(|sql| sql.starts_with("WITH c AS")).count();
    assert_eq!(reads, 1, "one statement reads the case and the facts");
    // Whether client and key stand, the case, the log's rows and its signed head; PostgreSQL takes
    // the last two in one.
    assert_eq!(full.len(), if on_postgres() { 3 } else { 4 });
    let cases = entity::coordination_case::Entity::find().all(app.connection()).await.unwrap();
    let unit = app.cast.showcase.unit;
    let mut others = 0;
    for case in cases.iter().filter(|case| case.unit_id == unit && case.closed_at.is_none()) {
        let id = GlobalId::outside(EntityKind::DkkCase, case.id).to_string();
        let sql = statements(&app, &heard, "sofCaseworker", &id).await;
        assert_eq!(sql.len(), full.len());
        others += 1;
    }
    assert!(others > 0);
}

#[tokio::test]
async fn a_read_takes_the_tables_that_it_asks_for_and_no_others() {
    const ITEMS: &str = "meetings { items { goal } }";
    const TASKS: &str = "meetings { tasks { text } }";
    const GOALS: &str = "goals { text }";
    let (app, heard) = overheard().await;
    for (asked, tables) in [
        (ITEMS, [true, true, false, false]),
        (TASKS, [true, true, true, false]),
        (GOALS, [false, false, false, true]),
    ] {
        heard.lock().unwrap().clear();
        let document = format!("query($id: ID!) {{ case(id: $id) {{ {asked} }} }}");
        let answer = app.ask("sofCoordinator", &document, json!({ "id": app.case() })).await;
        assert!(answer.data("/case").is_object(), "{}", answer.text);
        let sql = std::mem::take(&mut *heard.lock().unwrap());
        let read = sql.iter().find(|sql| sql.starts_with("WITH c AS")).unwrap();
        let taken = ["meeting", "agenda_item", "task", "goal"].map(|table| {
            read.contains(&format!(" FROM {table} a")) || read.contains(&format!(" JOIN {table} a"))
        });
        assert_eq!(taken, tables, "{asked}");
    }
}

#[tokio::test]
async fn a_row_is_changed_by_one_statement() {
    const ROW: &str = "query($id: ID!) { case(id: $id) { networkMap { housing { id version } } } }";
    const UPDATE: &str = "mutation($input: UpdateActorInput!) { updateActor(input: $input) { \
        actor { phone } userErrors { code } } }";
    let (app, heard) = overheard().await;
    let answer = app.ask("sofCoordinator", ROW, json!({ "id": app.case() })).await;
    let row = answer.data("/case/networkMap/housing/0").clone();
    heard.lock().unwrap().clear();
    let input =
        json!({ "actorId": row["id"], "phone": "11111111", "expectedVersion": row["version"] });
    let answer = app.ask("sofCoordinator", UPDATE, json!({ "input": input })).await;
    assert_eq!(answer.data("/updateActor/actor/phone"), "11111111", "{}", answer.text);
    let sql = std::mem::take(&mut *heard.lock().unwrap());
    // Whether client and key stand, the case, and the change with its log row and note.
    let written = if on_postgres() { 1 } else { 5 };
    assert_eq!(sql.len(), 2 + written, "{sql:#?}");
}

#[tokio::test]
async fn unknown_and_forbidden_cost_the_same_statements() {
    let (app, heard) = overheard().await;
    let forbidden = statements(&app, &heard, "unrelated", &app.case()).await;
    let nowhere = GlobalId::outside(EntityKind::DkkCase, app.cast.showcase.citizen).to_string();
    let unknown = statements(&app, &heard, "unrelated", &nowhere).await;
    let nonsense = statements(&app, &heard, "unrelated", "nonsense").await;
    assert_eq!(forbidden, unknown);
    assert_eq!(forbidden, nonsense);
}
