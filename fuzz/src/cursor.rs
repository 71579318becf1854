//! A cursor that was given out, spoiled: whatever it has become, a page is a stretch of its list.

use std::sync::OnceLock;

use serde_json::{Value, json};

use crate::world::{LEAD, World};

/// Lists and who reads them, by name.
const LISTS: &[(&str, &str)] = &[
    (LEAD, "cases"),
    (LEAD, "organisations"),
    (LEAD, "professionals"),
    (LEAD, "tasksDue"),
    ("councilMember", "brainInjuryCases"),
];

/// How many are asked for: none, a few, and more than are given at once.
const MANY: &[usize] = &[0, 1, 2, 3, 5, 8, 51];

/// A row's id, and the cursor behind it.
type Row = (String, String);

fn page(list: usize, first: usize, after: Option<&str>) -> Result<Vec<Row>, Value> {
    let (viewer, name) = LISTS[list];
    let until = if name == "tasksDue" { ", until: \"2030-01-01\"" } else { "" };
    let query = format!(
        "query($first: Int, $after: String) {{ {name}(first: $first, after: $after{until}) \
         {{ edges {{ cursor node {{ id }} }} }} }}"
    );
    let variables = json!({ "first": first, "after": after });
    let answer = World::get().ask(viewer, &query, variables);
    answer.is_clean();
    let json = answer.json();
    let Some(edges) = json["data"][name]["edges"].as_array() else { return Err(json) };
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    Ok(edges.iter().map(|edge| (text(&edge["node"]["id"]), text(&edge["cursor"]))).collect())
}

fn lists() -> &'static [Vec<Row>] {
    static ROWS: OnceLock<Vec<Vec<Row>>> = OnceLock::new();
    ROWS.get_or_init(|| {
        let whole = |list| {
            let mut rows: Vec<Row> = Vec::new();
            loop {
                let after = rows.last().map(|(_, cursor)| cursor.clone());
                let more = page(list, 50, after.as_deref()).unwrap();
                rows.extend(more.iter().cloned());
                if more.len() < 50 {
                    break;
                }
            }
            assert!(!rows.is_empty(), "nothing in `{}`", LISTS[list].1);
            rows
        };
        (0..LISTS.len()).map(whole).collect()
    })
}

/// Runs an input: which list, how many, which row's cursor (none: the rest is the cursor itself),
/// and what is done to it, three bytes each time.
pub fn run(input: &[u8]) {
    let &[list, first, row, ref rest @ ..] = input else { return };
    let list = usize::from(list) % LISTS.len();
    let rows = &lists()[list];
    let first = MANY[usize::from(first) % MANY.len()];
    let spoiled = match usize::from(row) {
        255 => rest.to_vec(),
        row => spoil(rows[row % rows.len()].1.as_bytes(), rest),
    };
    let Ok(after) = String::from_utf8(spoiled) else { return };
    match page(list, first, Some(&after)) {
        Ok(page) => {
            assert!(page.len() <= first, "more than was asked for");
            let ids: Vec<_> = page.iter().map(|(id, _)| id).collect();
            let whole: Vec<_> = rows.iter().map(|(id, _)| id).collect();
            let stretch = ids.is_empty() || whole.windows(ids.len()).any(|part| part == ids);
            assert!(stretch, "no stretch of `{}` after `{after}`: {ids:?}", LISTS[list].1);
        }
        Err(answer) => {
            let code = &answer["errors"][0]["extensions"]["code"];
            assert!(code.is_string(), "an error without its code: {answer}");
        }
    }
}

fn spoil(cursor: &[u8], steps: &[u8]) -> Vec<u8> {
    let mut spoiled = cursor.to_vec();
    for step in steps.chunks_exact(3) {
        let at = usize::from(step[1]) % (spoiled.len() + 1);
        match step[0] % 4 {
            0 if at < spoiled.len() => spoiled[at] = step[2],
            1 => spoiled.insert(at, step[2]),
            2 if at < spoiled.len() => drop(spoiled.remove(at)),
            _ => spoiled.truncate(at),
        }
    }
    spoiled
}
