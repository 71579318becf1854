//! The parameters of a GraphQL request, from a JSON body or from a query string.

use async_graphql::Variables;
use serde_json::{Map, Value};

use super::error::Refusal;

/// What a well-formed GraphQL over HTTP request asks.
#[derive(Debug)]
pub(super) struct Params {
    /// Text of the document.
    pub(super) query: String,
    /// Which operation of it; an empty name counts as none.
    pub(super) operation_name: Option<String>,
    /// Values of its variables.
    pub(super) variables: Variables,
}

/// Parameters from a JSON body.
///
/// # Errors
/// 400 naming the parameter that is missing or of the wrong kind; a list is refused as a batch.
pub(super) fn from_json(body: &str) -> Result<Params, Refusal> {
    let value: Value = serde_json::from_str(body).map_err(|fault| {
        let (line, column) = (fault.line(), fault.column());
        Refusal::bad_request(
            format!("the body is not JSON at line `{line}` column `{column}`: send one object"),
            format!("kroppen er ikke JSON ved linje `{line}` kolonne `{column}`: send ét objekt"),
        )
    })?;
    match value {
        Value::Object(members) => from_members(members),
        Value::Array(_) => Err(Refusal::bad_request(
            "batches are not served: send one operation a request",
            "flere operationer i én anmodning understøttes ikke: send én operation ad gangen",
        )),
        _ => Err(Refusal::bad_request(
            "the body is not a JSON object: send `{\"query\": \"…\"}`",
            "kroppen er ikke et JSON-objekt: send `{\"query\": \"…\"}`",
        )),
    }
}

/// Parameters from the query string of a GET; `variables` and `extensions` are JSON in it.
///
/// # Errors
/// 400 for a parameter that is missing, repeated, not UTF-8 or not JSON where it must be.
pub(super) fn from_query_string(text: &str) -> Result<Params, Refusal> {
    let mut members = Map::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (Some(name), Some(value)) = (decode(name), decode(value)) else {
            return Err(Refusal::bad_request(
                "the query string is not percent-encoded UTF-8: encode it anew",
                "forespørgselsstrengen er ikke procentkodet UTF-8: indkod den på ny",
            ));
        };
        let value = match name.as_str() {
            "variables" | "extensions" if value.is_empty() => Value::Null,
            "variables" | "extensions" => serde_json::from_str(&value)
                .map_err(|_fault| wrong(&name, "a JSON object", "et JSON-objekt"))?,
            "query" | "operationName" => Value::String(value),
            _ => continue,
        };
        if members.insert(name.clone(), value).is_some() {
            return Err(Refusal::bad_request(
                format!("`{name}` is given twice: give it once"),
                format!("`{name}` er angivet to gange: angiv den én gang"),
            ));
        }
    }
    from_members(members)
}

fn from_members(mut members: Map<String, Value>) -> Result<Params, Refusal> {
    let query = match members.remove("query") {
        Some(Value::String(query)) => query,
        _ => return Err(wrong("query", "the text of a document", "teksten af et dokument")),
    };
    let operation_name = match members.remove("operationName") {
        None | Some(Value::Null) => None,
        Some(Value::String(name)) => Some(name).filter(|name| !name.is_empty()),
        Some(_) => return Err(wrong("operationName", "a string or null", "en streng eller null")),
    };
    let variables = match members.remove("variables") {
        None | Some(Value::Null) => Variables::default(),
        Some(object @ Value::Object(_)) => serde_json::from_value(object)
            .map_err(|_fault| wrong("variables", "an object or null", "et objekt eller null"))?,
        Some(_) => return Err(wrong("variables", "an object or null", "et objekt eller null")),
    };
    // No extension is understood here; the draft still asks for the right kind.
    match members.remove("extensions") {
        None | Some(Value::Null | Value::Object(_)) => {}
        Some(_) => return Err(wrong("extensions", "an object or null", "et objekt eller null")),
    }
    Ok(Params { query, operation_name, variables })
}

fn wrong(name: &str, kind: &str, art: &str) -> Refusal {
    Refusal::bad_request(
        format!("`{name}` is missing or of the wrong kind: give {kind}"),
        format!("`{name}` mangler eller er af forkert art: angiv {art}"),
    )
}

/// Decodes `application/x-www-form-urlencoded`; `None` where it is not UTF-8 (the usual decoders
/// would put replacement characters there, and a changed document is not the one that was sent).
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes().iter();
    while let Some(&byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let high = char::from(*rest.next()?).to_digit(16)?;
                let low = char::from(*rest.next()?).to_digit(16)?;
                u8::try_from(high * 16 + low).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}
