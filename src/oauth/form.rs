//! Parameters of a request: a form in its body, each of them once.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, header};

use super::error::Fault;
use crate::http::read_body;

/// Bytes of a form: an assertion and a subject token with room to spare.
const LARGEST: usize = 64 * 1024;

/// How long a form may take to come.
const PATIENCE: Duration = Duration::from_secs(10);

/// Parameters, without those that are sent empty (RFC 6749 § 3.2).
#[derive(Debug)]
pub(super) struct Form(BTreeMap<String, String>);

impl Form {
    /// Reads the body.
    pub(super) async fn read(headers: &HeaderMap, body: Body) -> Result<Self, Fault> {
        let mut types = headers.get_all(header::CONTENT_TYPE).iter();
        let kind = types.next().and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") || types.next().is_some()
        {
            return Err(Fault::request("send a form: application/x-www-form-urlencoded"));
        }
        let body = read_body(headers, body, LARGEST, PATIENCE).await.map_err(|refusal| {
            Fault::request("the body is too large, too slow, or no text")
                .with_status(refusal.status)
        })?;
        Self::parse(&body)
    }

    fn parse(body: &str) -> Result<Self, Fault> {
        let mut found = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(body.as_bytes()) {
            if found.insert(name.into_owned(), value.into_owned()).is_some() {
                return Err(Fault::request("a parameter is sent twice"));
            }
        }
        found.retain(|_, value| !value.is_empty());
        Ok(Self(found))
    }

    /// A parameter.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// A parameter that must be there.
    pub(super) fn required(&self, name: &str) -> Result<&str, Fault> {
        self.get(name).ok_or_else(|| Fault::request(format!("the parameter `{name}` is missing")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_stands_once_and_an_empty_one_is_absent() {
        let form = Form::parse("a=1&b=&c=%C3%A6+x").unwrap();
        assert_eq!((form.get("a"), form.get("b"), form.get("c")), (Some("1"), None, Some("æ x")));
        assert!(form.required("b").is_err());
        assert!(Form::parse("a=1&a=1").is_err());
        assert!(Form::parse("a=1&%61=").is_err(), "however it is written");
    }
}
