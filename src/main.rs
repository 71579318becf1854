//! stifinder command line.
fn main() {}
