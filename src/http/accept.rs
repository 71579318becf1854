//! Content negotiation: the media type and the language of the answer, the media type of the body.

use axum::http::{HeaderMap, HeaderName, header};

use super::error::{ErrorCode, Refusal};

/// The two media types an answer can have (GraphQL over HTTP draft § 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Media {
    /// `application/graphql-response+json`: the status tells how the request went.
    GraphqlResponse,
    /// `application/json`: a document that was refused is still answered with 200.
    Json,
}

impl Media {
    /// The `Content-Type` of the answer.
    pub(super) const fn content_type(self) -> &'static str {
        match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }
}

/// The languages messages are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English: also when the caller names no language we have.
    #[default]
    English,
    /// Danish.
    Danish,
}

/// One entry of a header that is a list with weights: the value in lower case, its parameters
/// without `q`, the weight in thousandths.
struct Weighted {
    value: String,
    parameters: Vec<(String, String)>,
    weight: u16,
}

fn weighted(headers: &HeaderMap, name: &HeaderName) -> Vec<Weighted> {
    let texts = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    let entries = texts.flat_map(|text| text.split(','));
    entries.filter(|entry| !entry.trim().is_empty()).map(entry_of).collect()
}

fn entry_of(entry: &str) -> Weighted {
    let mut parts = entry.split(';');
    let value = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let mut found = Weighted { value, parameters: Vec::new(), weight: 1000 };
    for parameter in parts {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let name = name.trim().to_ascii_lowercase();
        let value = value.trim().trim_matches('"').to_ascii_lowercase();
        if name == "q" {
            let weight: f32 = value.parse().unwrap_or(0.0);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
            let thousandths = (weight.clamp(0.0, 1.0) * 1000.0) as u16;
            found.weight = thousandths;
        } else {
            found.parameters.push((name, value));
        }
    }
    found
}

fn is_utf8(parameters: &[(String, String)]) -> bool {
    parameters.iter().all(|(name, value)| name != "charset" || value == "utf-8" || value == "utf8")
}

/// The media type to answer with. Without `Accept` and for a wildcard it is `application/json`,
/// as the draft asks until its watershed.
pub(super) fn negotiate(headers: &HeaderMap) -> Result<Media, Refusal> {
    if !headers.contains_key(header::ACCEPT) {
        return Ok(Media::Json);
    }
    let mut best: Option<(u16, Media)> = None;
    for entry in weighted(headers, &header::ACCEPT) {
        let media = match entry.value.as_str() {
            "application/graphql-response+json" => Media::GraphqlResponse,
            "application/json" | "application/*" | "*/*" => Media::Json,
            _ => continue,
        };
        if entry.weight == 0 || !is_utf8(&entry.parameters) {
            continue;
        }
        if best.is_none_or(|(weight, _)| entry.weight > weight) {
            best = Some((entry.weight, media));
        }
    }
    best.map(|(_, media)| media).ok_or_else(|| {
        Refusal::new(
            ErrorCode::NotAcceptable,
            "none of the media types in `Accept` can be served: accept \
             `application/graphql-response+json` or `application/json`",
            "ingen af medietyperne i `Accept` kan leveres: accepter \
             `application/graphql-response+json` eller `application/json`",
        )
    })
}

/// The language of messages. Danish only where the caller prefers it to English.
pub(super) fn language(headers: &HeaderMap) -> Language {
    let mut best = (0, Language::English);
    for entry in weighted(headers, &header::ACCEPT_LANGUAGE) {
        let language = match entry.value.split('-').next().unwrap_or_default() {
            "da" => Language::Danish,
            "en" => Language::English,
            _ => continue,
        };
        if entry.weight > best.0 {
            best = (entry.weight, language);
        }
    }
    best.1
}

/// Refuses a body that is not plain JSON in UTF-8. Only a media type that no HTML form can send
/// is taken, so that another site cannot make a browser post here without a preflight.
pub(super) fn check_content_type(headers: &HeaderMap) -> Result<(), Refusal> {
    let refusal = |what: &str, hvad: &str| {
        Refusal::new(
            ErrorCode::UnsupportedMediaType,
            format!("{what}: send `Content-Type: application/json` in UTF-8, not compressed"),
            format!("{hvad}: send `Content-Type: application/json` i UTF-8, ukomprimeret"),
        )
    };
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(first), None) = (types.next(), types.next()) else {
        return Err(refusal("not exactly one content type", "ikke netop én indholdstype"));
    };
    let entry = entry_of(first.to_str().unwrap_or_default());
    if entry.value != "application/json" {
        return Err(refusal("the content type is not JSON", "indholdstypen er ikke JSON"));
    }
    if !is_utf8(&entry.parameters) {
        return Err(refusal("the charset is not UTF-8", "tegnsættet er ikke UTF-8"));
    }
    let encoding = headers.get(header::CONTENT_ENCODING);
    if encoding.is_some_and(|value| value.as_bytes() != b"identity") {
        return Err(refusal("the body is compressed", "kroppen er komprimeret"));
    }
    Ok(())
}
