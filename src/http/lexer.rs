//! Counts tokens and bracket nesting of a document before the parser sees it.
//!
//! The parser is recursive: what nests without bound would end the process, not the request. This
//! pass is one loop over the bytes and takes about a nanosecond each.

use super::{
    error::{ErrorCode, Refusal},
    limits::Limits,
};

/// What the pre-pass learned of a document that kept its limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scan {
    /// Tokens, punctuation included. Comments, commas and blanks do not count.
    pub(super) tokens: usize,
    /// Whether a string literal stands in it: such a text may hold personal data, and is not kept.
    pub(super) has_strings: bool,
}

/// Counts, and refuses at the first byte over a limit. A text that is not GraphQL passes: saying
/// where it goes wrong is the parser's work.
pub(super) fn scan(text: &str, limits: &Limits) -> Result<Scan, Refusal> {
    if text.len() > limits.document_bytes {
        let limit = limits.document_bytes;
        return Err(Refusal::new(
            ErrorCode::DocumentTooLarge,
            format!(
                "the document is longer than `{limit}` bytes: put values into variables and \
                 split it"
            ),
            format!(
                "dokumentet er længere end `{limit}` bytes: læg værdier i variable, og del det op"
            ),
        ));
    }
    let bytes = text.as_bytes();
    let mut found = Scan { tokens: 0, has_strings: false };
    let (mut at, mut nesting) = (0, 0_usize);
    while let Some(&byte) = bytes.get(at) {
        at = match byte {
            b' ' | b'\t' | b'\n' | b'\r' | b',' | 0xEF | 0xBB | 0xBF => {
                at += 1;
                continue;
            }
            b'#' => {
                at = run(bytes, at, |byte| byte != b'\n' && byte != b'\r');
                continue;
            }
            b'"' => {
                found.has_strings = true;
                end_of_string(bytes, at)
            }
            b'{' | b'[' | b'(' => {
                nesting += 1;
                if nesting > limits.nesting {
                    return Err(nested_too_deep(limits.nesting));
                }
                at + 1
            }
            b'}' | b']' | b')' => {
                nesting = nesting.saturating_sub(1);
                at + 1
            }
            b'.' => run(bytes, at, |byte| byte == b'.'),
            b'_' | b'-' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
                run(bytes, at + 1, |byte| byte == b'_' || byte.is_ascii_alphanumeric())
            }
            _ => at + 1,
        };
        found.tokens += 1;
        if found.tokens > limits.tokens {
            let limit = limits.tokens;
            return Err(Refusal::new(
                ErrorCode::TooManyTokens,
                format!("the document has more than `{limit}` tokens: split it"),
                format!("dokumentet har flere end `{limit}` leksikalske elementer: del det op"),
            ));
        }
    }
    Ok(found)
}

fn run(bytes: &[u8], from: usize, goes_on: impl Fn(u8) -> bool) -> usize {
    bytes[from..].iter().position(|&byte| !goes_on(byte)).map_or(bytes.len(), |more| from + more)
}

/// The index after the string that starts at `from`; the end of the text if it is not closed.
fn end_of_string(bytes: &[u8], from: usize) -> usize {
    let block = bytes[from..].starts_with(b"\"\"\"");
    let mut at = from + if block { 3 } else { 1 };
    while let Some(&byte) = bytes.get(at) {
        let rest = &bytes[at..];
        if block {
            match () {
                () if rest.starts_with(b"\\\"\"\"") => at += 4,
                () if rest.starts_with(b"\"\"\"") => return at + 3,
                () => at += 1,
            }
        } else {
            match byte {
                b'\\' => at += 2,
                b'"' => return at + 1,
                b'\n' | b'\r' => return at,
                _ => at += 1,
            }
        }
    }
    bytes.len()
}

pub(super) fn nested_too_deep(limit: usize) -> Refusal {
    Refusal::new(
        ErrorCode::TooDeep,
        format!("the document nests deeper than `{limit}` levels: ask in several operations"),
        format!("dokumentet er indlejret dybere end `{limit}` niveauer: spørg i flere operationer"),
    )
}
