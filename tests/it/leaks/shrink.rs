//! Cuts a difference down: fewer operations before it, fewer changes of the twin, a smaller
//! operation, as long as the two answers still differ.

use std::fmt::Write as _;

use serde_json::Value;

use super::family::{Difference, Twin, ask_again, asked_at};
use super::member::{Answer, Member};
use super::operation::{Node, Operation};
use super::schema::Schema;
use super::twist::content;

/// Asks the two members again, and gives the answers where they differ.
async fn again(
    (one, other): (&mut Member, &mut Member),
    schema: &Schema,
    found: &Difference,
    twin: &Twin,
    before: &[(u64, Operation)],
    operation: &Operation,
) -> Option<(Answer, Answer)> {
    let start = found.now - (asked_at(found.now, found.number) - found.now);
    let looker = &found.looker;
    Twin::Changed(Vec::new()).make(one, schema, &found.base, start).await;
    twin.make(other, schema, &found.base, start).await;
    if matches!(twin, Twin::Written(_))
        && content(other.state(), looker, start) != content(&found.base, looker, start)
    {
        return None;
    }
    let operations = [before, &[(found.number, operation.clone())]].concat();
    let a = ask_again(one, schema, looker, start, &operations).await?;
    let b = ask_again(other, schema, looker, start, &operations).await?;
    (a != b).then_some((a, b))
}

/// The smallest difference that is found from this one.
pub(super) async fn shrink(
    one: &mut Member,
    other: &mut Member,
    schema: &Schema,
    mut found: Difference,
) -> Difference {
    let all = again((one, other), schema, &found, &found.twin, &found.before, &found.operation);
    if all.await.is_none() {
        // It hangs on what the members remember of earlier families.
        found.remembered = true;
        return found;
    }
    let nothing = Twin::Changed(Vec::new());
    let same = again((one, other), schema, &found, &nothing, &[], &found.operation);
    if let Some(answers) = same.await {
        // Of the same state, they answer otherwise.
        (found.answers, found.twin, found.remembered) = (answers, nothing, true);
        found.before.clear();
        return found;
    }
    let mut size = found.before.len();
    while size > 0 {
        let mut place = 0;
        while place < found.before.len() {
            let end = (place + size).min(found.before.len());
            let mut fewer = found.before.clone();
            fewer.drain(place..end);
            let tried = again((one, other), schema, &found, &found.twin, &fewer, &found.operation);
            match tried.await {
                Some(_) => found.before = fewer,
                None => place = end,
            }
        }
        size /= 2;
    }
    size = found.twin.len().div_ceil(2);
    while size > 0 {
        let mut place = 0;
        while place < found.twin.len() {
            let fewer = found.twin.without(place, size);
            let tried =
                again((one, other), schema, &found, &fewer, &found.before, &found.operation);
            match tried.await {
                Some(_) => found.twin = fewer,
                None => place += size,
            }
        }
        size /= 2;
    }
    let mut cut = true;
    while cut {
        cut = false;
        let mut place = 0;
        while let Some(smaller) = found.operation.without(place) {
            let tried = again((one, other), schema, &found, &found.twin, &found.before, &smaller);
            match tried.await {
                Some(_) => (found.operation, cut) = (smaller, true),
                None => place += 1,
            }
        }
    }
    let last = again((one, other), schema, &found, &found.twin, &found.before, &found.operation);
    if let Some(answers) = last.await {
        found.answers = answers;
    }
    found
}

/// Whether a difference is there when its two states are made anew.
#[cfg(feature = "planted-leaks")]
pub(super) async fn stands(
    (one, other): (&mut Member, &mut Member),
    schema: &Schema,
    found: &Difference,
) -> bool {
    let (twin, before) = (&found.twin, &found.before);
    again((one, other), schema, found, twin, before, &found.operation).await.is_some()
}

impl Twin {
    fn len(&self) -> usize {
        match self {
            Self::Changed(changes) => changes.len(),
            Self::Written(works) => works.len(),
        }
    }

    /// The twin without so many changes from this place on.
    fn without(&self, place: usize, size: usize) -> Self {
        let mut fewer = self.clone();
        let end = (place + size).min(self.len());
        match &mut fewer {
            Self::Changed(changes) => drop(changes.drain(place..end)),
            Self::Written(works) => drop(works.drain(place..end)),
        }
        fewer
    }
}

impl Operation {
    /// The operation without its selection or optional argument of this number; none where there
    /// are not so many.
    fn without(&self, place: usize) -> Option<Operation> {
        let mut smaller = self.clone();
        let mut left = place;
        cut(&mut smaller.nodes, &mut left).then_some(smaller)
    }
}

fn cut(nodes: &mut Vec<Node>, left: &mut usize) -> bool {
    for place in 0..nodes.len() {
        if *left == 0 && nodes.len() > 1 {
            nodes.remove(place);
            return true;
        }
        *left = left.saturating_sub(usize::from(nodes.len() > 1));
        match &mut nodes[place] {
            Node::Field(field) => {
                for argument in 0..field.arguments.len() {
                    if !field.arguments[argument].ty.nullable {
                        continue;
                    }
                    if *left == 0 {
                        field.arguments.remove(argument);
                        return true;
                    }
                    *left -= 1;
                }
                if cut(&mut field.nodes, left) {
                    return true;
                }
            }
            Node::Fragment { nodes: below, .. } => {
                if *left == 0 {
                    let below = std::mem::take(below);
                    nodes.splice(place..=place, below);
                    return true;
                }
                *left -= 1;
                let Node::Fragment { nodes: below, .. } = &mut nodes[place] else { return false };
                if cut(below, left) {
                    return true;
                }
            }
        }
    }
    false
}

impl Difference {
    /// The root field that was asked.
    pub(super) fn root(&self) -> String {
        self.operation.root().map_or_else(String::new, |root| root.name.clone())
    }

    /// The difference in words.
    pub(super) fn told(&self, schema: &Schema) -> String {
        let mut text = String::new();
        let (one, other) = &self.answers;
        let _ = writeln!(
            text,
            "{} can tell two states apart that are the same to it.",
            self.looker.name
        );
        let _ = writeln!(text, "  as {:?}", self.looker.viewer);
        if self.remembered {
            let _ = writeln!(text, "  it hangs on what the servers remember, or on how rows lie");
        }
        let _ = writeln!(text, "  at {}", self.now);
        match &self.twin {
            Twin::Changed(changes) => {
                for change in changes {
                    let _ = writeln!(text, "  change: {}", change.told(&self.base));
                }
            }
            Twin::Written(works) => {
                for work in works {
                    let (who, what) = (&work.looker.name, document(&work.operation, schema));
                    let _ = writeln!(text, "  written by {who}, {}: {what}", work.number);
                }
            }
        }
        for (number, operation) in &self.before {
            let _ = writeln!(text, "  before, {number}: {}", document(operation, schema));
        }
        let _ = writeln!(text, "  asked, {}: {}", self.number, document(&self.operation, schema));
        if one.status != other.status {
            let _ = writeln!(text, "  status {} and {}", one.status, other.status);
        }
        for name in one.headers.keys().chain(other.headers.keys()) {
            let (a, b) = (one.headers.get(name), other.headers.get(name));
            if a != b {
                let _ = writeln!(text, "  header {name}: {a:?} and {b:?}");
            }
        }
        let _ = writeln!(text, "  answers:\n    {}\n    {}", one.text, other.text);
        text
    }
}

fn document(operation: &Operation, schema: &Schema) -> String {
    let written = operation.write(schema);
    let variables = match written.variables.as_object().is_some_and(|v| v.is_empty()) {
        true => Value::Null,
        false => written.variables,
    };
    format!("{} {variables}", written.query)
}
