//! A client on a socket: what it is told, or that the connection broke.

use std::io::{Error, ErrorKind};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An answer that arrived whole.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) status: u16,
    /// The request's id, as the log has it.
    pub(super) request: String,
    pub(super) body: Value,
}

impl Told {
    /// The payload of the only root field, if nothing is wrong with it.
    pub(super) fn fine(&self) -> Option<&Value> {
        let payload = self.body["data"].as_object()?.values().next()?;
        let fine = self.status == 200
            && self.body.get("errors").is_none()
            && payload.get("userErrors").is_none_or(|errors| *errors == json!([]));
        fine.then_some(payload)
    }

    /// The code of the first thing wrong.
    pub(super) fn wrong(&self) -> Option<&str> {
        let payload = self.body["data"].as_object().and_then(|data| data.values().next());
        let user = payload.and_then(|payload| payload["userErrors"][0]["code"].as_str());
        user.or_else(|| self.body["errors"][0]["extensions"]["code"].as_str())
    }
}

/// A connection to a server, opened when it is needed.
pub(super) struct Client {
    address: String,
    token: String,
    stream: Option<TcpStream>,
}

impl Client {
    pub(super) fn new(address: &str, token: &str) -> Self {
        Self { address: address.to_owned(), token: token.to_owned(), stream: None }
    }

    /// Asks, and waits for the whole answer.
    pub(super) async fn ask(&mut self, query: &str, variables: Value) -> Result<Told, Error> {
        let told = self.exchange(query, variables).await;
        if told.is_err() {
            self.stream = None;
        }
        told
    }

    async fn exchange(&mut self, query: &str, variables: Value) -> Result<Told, Error> {
        if self.stream.is_none() {
            self.stream = Some(TcpStream::connect(&self.address).await?);
        }
        let stream = self.stream.as_mut().ok_or(ErrorKind::NotConnected)?;
        let body = json!({ "query": query, "variables": variables }).to_string();
        let head = format!(
            "POST /graphql HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\n\
             content-type: application/json\r\naccept: application/graphql-response+json\r\n\
             content-length: {}\r\n\r\n",
            self.address,
            self.token,
            body.len()
        );
        stream.write_all(format!("{head}{body}").as_bytes()).await?;
        answer(stream).await
    }
}

async fn answer(stream: &mut TcpStream) -> Result<Told, Error> {
    let mut read = Vec::new();
    let head = loop {
        if let Some(end) = read.windows(4).position(|w| w == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut read).await? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
    };
    let text = String::from_utf8_lossy(&read[..head]).to_ascii_lowercase();
    let header = |name: &str| {
        let mut lines = text.lines();
        lines.find_map(|line| Some(line.strip_prefix(name)?.strip_prefix(": ")?.to_owned()))
    };
    let length: usize = header("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
    while read.len() < head + 4 + length {
        if stream.read_buf(&mut read).await? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(Told {
        status: text.get(9..12).and_then(|text| text.parse().ok()).unwrap_or(0),
        request: header("x-request-id").unwrap_or_default(),
        body: serde_json::from_slice(&read[head + 4..]).unwrap_or_default(),
    })
}
