//! A document, asked with the id of a case as `$id` by who may see nothing and by who may see all.

use serde_json::{Value, json};

use crate::world::{LEAD, STRANGER, World};

/// Runs an input: the text of a document.
pub fn run(input: &[u8]) {
    let Ok(document) = std::str::from_utf8(input) else { return };
    let world = World::get();
    let variables = json!({ "id": world.case() });
    for viewer in [STRANGER, LEAD] {
        let answer = world.ask(viewer, document, variables.clone());
        answer.is_clean();
        if viewer == STRANGER {
            assert!(world.keeps_quiet(document, &answer), "{}", answer.text);
        }
        // A change makes itself felt, and each read stands in the logs.
        if !["mutation", "accessLog", "auditLog"].iter().any(|word| document.contains(word)) {
            let again = world.ask(viewer, document, variables.clone());
            assert_eq!(steady(answer.json()), steady(again.json()), "asked twice");
        }
    }
}

/// An answer without the number of its request.
fn steady(mut answer: Value) -> Value {
    for error in answer["errors"].as_array_mut().into_iter().flatten() {
        error["extensions"]["requestId"] = Value::Null;
    }
    answer
}
