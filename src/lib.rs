//! stifinder.
