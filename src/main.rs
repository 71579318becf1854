//! `stifinder`: the command line.

use std::process::ExitCode;

use clap::Parser;
use stifinder::cli::{Cli, run};

/// The C library's takes half of the processor time of an answer.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    run(Cli::parse())
}
