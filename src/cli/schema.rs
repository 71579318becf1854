//! `schema`: prints the SDL.

use crate::graphql;

#[expect(clippy::print_stdout, reason = "the command prints the schema")]
pub(super) fn run() {
    print!("{}", graphql::sdl(&graphql::build()));
}
