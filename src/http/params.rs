//! The parameters of a GraphQL request, from a JSON body or from a query string.

use async_graphql::Variables;
use serde::Deserialize;
use serde_json::{error::Category, value::RawValue};

use super::error::{ErrorCode, Refusal};

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

/// A request's members, still JSON: nothing is built of one before it is known to be of the right
/// kind, and not too much. `null` counts as absent.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Members<'a> {
    #[serde(borrow)]
    query: Option<&'a RawValue>,
    #[serde(borrow)]
    operation_name: Option<&'a RawValue>,
    #[serde(borrow)]
    variables: Option<&'a RawValue>,
    #[serde(borrow)]
    extensions: Option<&'a RawValue>,
}

/// Parameters from a JSON body, with at most so many values in the variables.
///
/// # Errors
/// 400 naming the parameter that is missing, repeated or of the wrong kind; a list is refused as a
/// batch. 413 for variables of too many values.
pub(super) fn from_json(body: &str, most_values: usize) -> Result<Params, Refusal> {
    if body.trim_start().starts_with('[') {
        return Err(Refusal::bad_request(
            "batches are not served: send one operation a request",
            "flere operationer i én anmodning understøttes ikke: send én operation ad gangen",
        ));
    }
    let members: Members<'_> = serde_json::from_str(body).map_err(|fault| {
        if fault.classify() != Category::Data {
            let (line, column) = (fault.line(), fault.column());
            return Refusal::bad_request(
                format!("the body is not JSON at line `{line}` column `{column}`: send one object"),
                format!(
                    "kroppen er ikke JSON ved linje `{line}` kolonne `{column}`: send ét objekt"
                ),
            );
        }
        Refusal::bad_request(
            "the body is not one JSON object with each member once: send `{\"query\": \"…\"}`",
            "kroppen er ikke ét JSON-objekt med hvert medlem én gang: send `{\"query\": \"…\"}`",
        )
    })?;
    let text = |member: &RawValue| serde_json::from_str::<String>(member.get()).ok();
    let query = members.query.and_then(text).ok_or_else(no_query)?;
    let operation_name =
        match members.operation_name {
            Some(name) => Some(text(name).ok_or_else(|| {
                wrong("operationName", "a string or null", "en streng eller null")
            })?),
            None => None,
        };
    let (variables, extensions) = (members.variables, members.extensions);
    finish(query, operation_name, variables, extensions, most_values)
}

/// Parameters from the query string of a GET; `variables` and `extensions` are JSON in it.
///
/// # Errors
/// As [`from_json`]; 400 for what is not percent-encoded UTF-8.
pub(super) fn from_query_string(text: &str, most_values: usize) -> Result<Params, Refusal> {
    let (mut query, mut operation_name) = (None, None);
    let (mut variables, mut extensions) = (None, None);
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (Some(name), Some(value)) = (decode(name), decode(value)) else {
            return Err(Refusal::bad_request(
                "the query string is not percent-encoded UTF-8: encode it anew",
                "forespørgselsstrengen er ikke procentkodet UTF-8: indkod den på ny",
            ));
        };
        let place = match name.as_str() {
            "query" => &mut query,
            "operationName" => &mut operation_name,
            "variables" => &mut variables,
            "extensions" => &mut extensions,
            _ => continue,
        };
        if place.replace(value).is_some() {
            return Err(Refusal::bad_request(
                format!("`{name}` is given twice: give it once"),
                format!("`{name}` er angivet to gange: angiv den én gang"),
            ));
        }
    }
    let json = |name: &str, value: &Option<String>| match value.as_deref() {
        None | Some("" | "null") => Ok(None),
        Some(value) => RawValue::from_string(value.to_owned())
            .map(Some)
            .map_err(|_fault| wrong(name, "a JSON object", "et JSON-objekt")),
    };
    let variables = json("variables", &variables)?;
    let extensions = json("extensions", &extensions)?;
    let query = query.ok_or_else(no_query)?;
    finish(query, operation_name, variables.as_deref(), extensions.as_deref(), most_values)
}

fn finish(
    query: String,
    operation_name: Option<String>,
    variables: Option<&RawValue>,
    extensions: Option<&RawValue>,
    most_values: usize,
) -> Result<Params, Refusal> {
    // No extension is understood here; the draft still asks for the right kind.
    object("extensions", extensions)?;
    let variables = match object("variables", variables)? {
        None => Variables::default(),
        Some(json) if values(json.get()) > most_values => {
            return Err(Refusal::new(
                ErrorCode::PayloadTooLarge,
                format!("the variables hold more than `{most_values}` values: send less at a time"),
                format!(
                    "variablerne rummer flere end `{most_values}` værdier: send mindre ad gangen"
                ),
            ));
        }
        // JSON it is: what can still be wrong is how deep.
        Some(json) => serde_json::from_str(json.get()).map_err(|_fault| {
            Refusal::new(
                ErrorCode::TooDeep,
                "the variables are nested too deeply: send them flatter",
                "variablerne er indlejret for dybt: send dem fladere",
            )
        })?,
    };
    let operation_name = operation_name.filter(|name| !name.is_empty());
    Ok(Params { query, operation_name, variables })
}

fn object<'a>(name: &str, member: Option<&'a RawValue>) -> Result<Option<&'a RawValue>, Refusal> {
    match member {
        Some(member) if !member.get().starts_with('{') => {
            Err(wrong(name, "an object or null", "et objekt eller null"))
        }
        member => Ok(member),
    }
}

/// Values in a JSON text, lists and objects among them: never fewer than are built of it.
fn values(json: &str) -> usize {
    let (mut count, mut quoted, mut escaped) = (1, false, false);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => quoted = !quoted,
            b',' | b'[' | b'{' if !quoted => count += 1,
            _ => {}
        }
    }
    count
}

fn no_query() -> Refusal {
    wrong("query", "the text of a document", "teksten af et dokument")
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
