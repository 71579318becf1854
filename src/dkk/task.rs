//! The life of a task.

use law::forms::TaskState::{self, Done, Dropped, Open};

/// Whether a task may go from one state to another. What was closed is opened again before it is
/// closed otherwise, so that each closing has its own time.
#[must_use]
pub fn may_become(from: TaskState, to: TaskState) -> bool {
    match (from, to) {
        (Open, Done | Dropped) | (Done | Dropped, Open) => true,
        (Open, Open) | (Done | Dropped, Done | Dropped) => false,
    }
}

#[cfg(test)]
mod tests {
    use law::Word;

    use super::*;

    #[test]
    fn a_task_is_closed_from_open_and_opened_from_closed() {
        for from in TaskState::ALL {
            for to in TaskState::ALL {
                let one_is_open = (*from == Open) != (*to == Open);
                assert_eq!(may_become(*from, *to), one_is_open, "{from} to {to}");
            }
        }
    }
}
