//! Parsed documents, kept for the next request with the same text: parsing is a third of what an
//! answer costs.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use async_graphql::parser::{parse_query, types::ExecutableDocument};

use super::{
    error::{ErrorCode, Refusal},
    lexer,
    limits::Limits,
};

/// How many tokens of documents are kept at most, in both generations together. A token is some
/// 200 bytes once parsed, so this is about 20 MB when full, and a client set needs far less.
const KEPT_TOKENS: usize = 100_000;

/// Whether the schema accepted a document before: validating it is as much work as answering it.
/// Kept with the document; whoever executes it says so.
#[derive(Clone, Debug, Default)]
pub struct Acceptance(Arc<AtomicBool>);

impl Acceptance {
    /// Whether it was accepted.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// It was accepted.
    pub fn note(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// A parsed document.
#[derive(Clone)]
pub(super) struct Document {
    pub(super) tree: Arc<ExecutableDocument>,
    pub(super) acceptance: Acceptance,
}

struct Kept {
    document: Document,
    tokens: usize,
}

/// Two generations: what is used moves to the young one, and when that is full the old one goes.
/// So it drops what was not asked for lately, without a list to keep in order.
#[derive(Default)]
struct Generations {
    young: HashMap<Arc<str>, Kept>,
    old: HashMap<Arc<str>, Kept>,
    young_tokens: usize,
}

impl Generations {
    fn find(&mut self, text: &str) -> Option<Document> {
        if let Some(kept) = self.young.get(text) {
            return Some(kept.document.clone());
        }
        let (text, kept) = self.old.remove_entry(text)?;
        let document = kept.document.clone();
        self.keep(text, kept);
        Some(document)
    }

    fn keep(&mut self, text: Arc<str>, kept: Kept) {
        if self.young_tokens + kept.tokens > KEPT_TOKENS / 2 {
            self.old = std::mem::take(&mut self.young);
            self.young_tokens = 0;
        }
        self.young_tokens += kept.tokens;
        if let Some(replaced) = self.young.insert(text, kept) {
            self.young_tokens -= replaced.tokens;
        }
    }
}

/// The cache. Only texts without string literals are kept: what a client writes into the text
/// instead of a variable may be personal, and is hardly asked for twice.
#[derive(Default)]
pub(super) struct Documents {
    generations: Mutex<Generations>,
}

impl Documents {
    /// The document of a text, parsed now or before.
    ///
    /// # Errors
    /// The limits of the pre-pass, or `PARSE_FAILED` with the place.
    pub(super) fn parse(&self, text: &str, limits: &Limits) -> Result<Document, Refusal> {
        // What is kept has passed the pre-pass with the same limits.
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = generations.find(text) {
            return Ok(found);
        }
        drop(generations);
        let scan = lexer::scan(text, limits)?;
        let tree = Arc::new(parse_query(text).map_err(|fault| not_graphql(&fault))?);
        let document = Document { tree, acceptance: Acceptance::default() };
        if !scan.has_strings {
            let kept = Kept { document: document.clone(), tokens: scan.tokens.max(1) };
            let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
            generations.keep(Arc::from(text), kept);
        }
        Ok(document)
    }

    /// How many documents are kept.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        let generations = self.generations.lock().unwrap();
        generations.young.len() + generations.old.len()
    }
}

/// The parser's own message quotes the text over several lines; the place says as much.
fn not_graphql(fault: &async_graphql::parser::Error) -> Refusal {
    let place = fault.positions().next();
    let (english, danish) = match place {
        Some(pos) => (
            format!("at line `{}` column `{}`", pos.line, pos.column),
            format!("ved linje `{}` kolonne `{}`", pos.line, pos.column),
        ),
        None => ("in it".to_owned(), "i det".to_owned()),
    };
    let mut refusal = Refusal::new(
        ErrorCode::ParseFailed,
        format!("the document is not GraphQL {english}: correct the syntax there"),
        format!("dokumentet er ikke GraphQL {danish}: ret syntaksen dér"),
    );
    refusal.locations.extend(place);
    refusal
}
