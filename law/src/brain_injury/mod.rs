//! The brain-injury bundle: the words of its forms, and its rules (R32–R35).

mod plan_words;
mod words;

pub use plan_words::*;
pub use words::*;
