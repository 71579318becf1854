//! `stifinder`: the command line.

use std::process::ExitCode;

use clap::Parser;
use stifinder::cli::{Cli, run};

fn main() -> ExitCode {
    run(Cli::parse())
}
