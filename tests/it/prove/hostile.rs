//! Requests made to hurt, sent to a process: each is refused, none takes the server down, and what
//! each costs is told: processor time, and memory at its peak. `STIFINDER_PROGRAM` names another
//! build of the program than that of the tests, for figures that say something.

use std::fmt::Write as _;
use std::io::Write as _;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::process::{Node, Stage};
use super::rounds;

/// How often each is sent: the processor's time is counted in hundredths of a second.
const TIMES: u32 = 50;

/// How often it is sent before: until each thread of the server has most likely had one.
const WARMING: u32 = 8;

/// Kilobytes that a request may take beside what is held, and beside its own bytes: they are there
/// as they come and as they are read, up to the limit of a body.
const MOST: u64 = 1024;
const COPIES: u64 = 4;
/// The same the first time that there is one like it: what the allocator then takes, it keeps.
const FIRST: u64 = 4 * MOST;

/// A request, and the status and code that refuse it; none where its head is refused unread.
struct Hostile {
    name: &'static str,
    headers: String,
    body: Vec<u8>,
    refused: (u16, &'static str),
    most: u64,
}

/// Fragments that spread the next one several times.
fn fragments(levels: usize, times: usize) -> String {
    let mut text = "{ me { ...F0 } }".to_owned();
    for level in 0..levels {
        let next = format!("...F{} ", level + 1).repeat(times);
        write!(text, " fragment F{level} on Me {{ {next} }}").unwrap();
    }
    write!(text, " fragment F{levels} on Me {{ clientId }}").unwrap();
    text
}

fn many(count: usize, text: impl Fn(usize) -> String) -> String {
    (0..count).map(text).collect::<Vec<_>>().join(" ")
}

const TOO_LARGE: (u16, &str) = (413, "PAYLOAD_TOO_LARGE");
const UNREADABLE: (u16, &str) = (415, "UNSUPPORTED_MEDIA_TYPE");

/// A request that says little, with ten megabytes of spaces behind it, compressed.
fn bomb(request: &str) -> Vec<u8> {
    let mut to = GzEncoder::new(Vec::new(), Compression::best());
    to.write_all(request.as_bytes()).unwrap();
    to.write_all(&vec![b' '; 10_000_000]).unwrap();
    to.finish().unwrap()
}

/// The corpus.
fn corpus() -> Vec<Hostile> {
    let plain = "content-type: application/json\r\n";
    let of = |name, headers: &str, body: Vec<u8>, refused| Hostile {
        name,
        headers: headers.to_owned(),
        body,
        refused,
        most: MOST,
    };
    let document = |name, code, query: String| {
        of(name, plain, json!({ "query": query }).to_string().into_bytes(), (400, code))
    };
    let nested = |open: &str, close: &str, depth: usize| {
        format!("{}1{}", open.repeat(depth), close.repeat(depth))
    };
    let ok = r#"{"query":"{ me { clientId } }"}"#;
    let introspection = format!(
        "{{ __schema {{ types {{ {} name {} }} }} }}",
        "fields { type { ".repeat(8),
        "} }".repeat(8)
    );
    let operations = many(180, |n| format!("query Q{n} {{ me {{ ...F }} }}"));
    let batch = format!("[{}]", vec![ok; 1_000].join(","));
    let below = |depth: usize, refused: (u16, &'static str)| {
        let variables = nested("{\"a\":", "}", depth);
        let body = format!("{{\"query\":\"{{ me {{ clientId }} }}\",\"variables\":{variables}}}");
        let name =
            if depth < 5_000 { "JSON below JSON" } else { "JSON below JSON, and more of it" };
        of(name, plain, body.into_bytes(), refused)
    };
    let undeclared = |name, count, refused: (u16, &'static str)| {
        let entries = many(count, |n| format!("\"v{n}\":{n},")).replace(' ', "");
        let list = nested("[", "]", 100);
        let query = "query($a: [[Int]]) { me { clientId } }";
        let body = format!("{{\"query\":\"{query}\",\"variables\":{{{entries}\"a\":{list}}}}}");
        of(name, plain, body.into_bytes(), refused)
    };
    vec![
        document("fragments that double at each level", "TOO_COSTLY", fragments(13, 3)),
        document(
            "fragments in a circle",
            "VALIDATION_FAILED",
            "{ me { ...A } } fragment A on Me { ...A }".to_owned(),
        ),
        document("a chain of 150 fragments", "TOO_DEEP", fragments(150, 1)),
        document(
            "5,000 aliases",
            "DOCUMENT_TOO_LARGE",
            format!("{{ me {{ {} }} }}", many(5_000, |n| format!("a{n}: clientId"))),
        ),
        document(
            "60 aliases of a costly field",
            "TOO_MANY_ALIASES",
            format!(
                "{{ {} }}",
                many(60, |n| format!("a{n}: cases(first: 50) {{ nodes {{ id }} }}"))
            ),
        ),
        document(
            "1,000 directives",
            "TOO_MANY_TOKENS",
            format!("{{ me {{ clientId {} }} }}", "@skip(if: false) ".repeat(1_000)),
        ),
        document(
            "fields below each other",
            "TOO_DEEP",
            format!("{{ me {{ {} }} }}", nested("a { ", " }", 1_000)),
        ),
        document(
            "lists below each other",
            "TOO_DEEP",
            format!("{{ node(id: {}) {{ id }} }}", nested("[", "]", 10_000)),
        ),
        document(
            "objects below each other",
            "TOO_DEEP",
            format!("{{ node(id: {}) {{ id }} }}", nested("{a:", "}", 10_000)),
        ),
        document(
            "types below each other",
            "TOO_DEEP",
            format!(
                "query($a: {}Int{}) {{ me {{ clientId }} }}",
                "[".repeat(10_000),
                "]".repeat(10_000)
            ),
        ),
        document(
            "a string of 60 kB as an id",
            "DOCUMENT_TOO_LARGE",
            format!("{{ node(id: \"{}\") {{ id }} }}", "x".repeat(60_000)) + &"#".repeat(6_000),
        ),
        document(
            "a number of 60,000 digits",
            "PARSE_FAILED",
            format!("{{ cases(first: {}) {{ nodes {{ id }} }} }}", "9".repeat(60_000)),
        ),
        document("introspection in circles", "TOO_DEEP", introspection),
        document(
            "180 operations of one document",
            "VALIDATION_FAILED",
            format!("{operations} fragment F on Me {{ {} }}", "clientId ".repeat(100)),
        ),
        document(
            "a document that does not end",
            "PARSE_FAILED",
            "{ me { clientId(a: \"".to_owned() + &"\\u0041".repeat(9_000),
        ),
        document("65,000 opening braces", "TOO_DEEP", "{".repeat(65_000)),
        document(
            "a document of 400 kB",
            "DOCUMENT_TOO_LARGE",
            format!("{{ me {{ clientId }} }} #{}", "x".repeat(400_000)),
        ),
        document("commas, and nothing else", "PARSE_FAILED", ",".repeat(64_000)),
        // All mistakes of a document that is short enough are found before some are told of.
        Hostile {
            most: 3 * MOST,
            ..document(
                "1,900 mistakes",
                "VALIDATION_FAILED",
                format!("{{ me {{ {} }} }}", many(1_900, |n| format!("f{n}"))),
            )
        },
        of("a batch of 1,000", plain, batch.into_bytes(), (400, "BAD_REQUEST")),
        of(
            "bytes that are no UTF-8",
            plain,
            b"{\"query\":\"{ me { \xff\xfe } }\"}".to_vec(),
            (400, "BAD_REQUEST"),
        ),
        below(4_000, (400, "TOO_DEEP")),
        below(50_000, TOO_LARGE),
        undeclared("variables that nobody declared, 4,800", 4_800, (400, "VALIDATION_FAILED")),
        undeclared("variables that nobody declared, 20,000", 20_000, TOO_LARGE),
        of("a body over the limit", plain, vec![b' '; 700_000], TOO_LARGE),
        of(
            "a compressed body",
            "content-type: application/json\r\ncontent-encoding: gzip\r\n",
            bomb(ok),
            UNREADABLE,
        ),
        of(
            "a form",
            "content-type: multipart/form-data; boundary=x\r\n",
            b"--x--".to_vec(),
            UNREADABLE,
        ),
        of(
            "300 headers",
            &(plain.to_owned() + &(0..300).map(|n| format!("x-{n}: {n}\r\n")).collect::<String>()),
            ok.into(),
            (431, ""),
        ),
        of(
            "a header of 1 MB",
            &(plain.to_owned() + "x-long: " + &"x".repeat(1 << 20) + "\r\n"),
            ok.into(),
            (431, ""),
        ),
        of(
            "a token of 60 kB",
            &(plain.to_owned() + "authorization: Bearer " + &"x".repeat(60_000) + "\r\n"),
            ok.into(),
            (401, "UNAUTHENTICATED"),
        ),
    ]
}

impl Hostile {
    fn request(&self, address: &str, token: &str) -> Vec<u8> {
        let own = self.headers.contains("authorization: ");
        let token = if own { String::new() } else { format!("authorization: Bearer {token}\r\n") };
        let head = format!(
            "POST /graphql HTTP/1.1\r\nhost: {address}\r\n{token}{}content-length: {}\r\n\
             accept: application/graphql-response+json\r\nconnection: close\r\n\r\n",
            self.headers,
            self.body.len()
        );
        [head.into_bytes(), self.body.clone()].concat()
    }
}

/// The status that a request is answered with, and the code of its first error, if it has one. A
/// server that refuses early need not read on.
async fn answer(address: &str, request: &[u8]) -> (u16, String) {
    let stream = TcpStream::connect(address).await.expect("the server takes connections");
    let (mut from, mut to) = stream.into_split();
    let send = async {
        // The other end may have said no already.
        let _ = to.write_all(request).await;
    };
    let read = async {
        let mut answer = Vec::new();
        let mut chunk = [0; 16 * 1024];
        while let Ok(read) = from.read(&mut chunk).await
            && read > 0
        {
            answer.extend_from_slice(&chunk[..read]);
        }
        answer
    };
    let ((), answer) = tokio::join!(send, read);
    let text = String::from_utf8_lossy(&answer);
    let status = text.get(9..12).and_then(|text| text.parse().ok()).unwrap_or(0);
    let code = text.split_once("\"code\":\"").and_then(|(_, code)| code.split('"').next());
    (status, code.unwrap_or_default().to_owned())
}

/// Seconds of processor time that a process has had.
fn processor(process: u32) -> f64 {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let fields: Vec<&str> = text.rsplit_once(')').unwrap().1.split_whitespace().collect();
    fields[11..13].iter().map(|ticks| ticks.parse::<f64>().unwrap()).sum::<f64>() / 100.0
}

/// Kilobytes that a process holds, or held at its peak.
fn memory(process: u32, what: &str) -> u64 {
    let text = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix(what)).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

async fn answers(node: &Node, token: &str) -> u16 {
    let good = Hostile {
        name: "",
        headers: "content-type: application/json\r\n".to_owned(),
        body: br#"{"query":"{ me { clientId } }"}"#.to_vec(),
        refused: (0, ""),
        most: MOST,
    };
    answer(&node.address, &good.request(&node.address, token)).await.0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_made_to_hurt_is_refused_and_the_server_goes_on() {
    let stage = Stage::new(None);
    let node = stage.start().await;
    let token = stage.token("sofCoordinator");
    let process = node.process();
    // Once, so that what any request needs is there.
    assert_eq!(answers(&node, &token).await, 200);
    let mut dearest = (0.0, "");
    let mut largest = (0, "");
    for hostile in corpus() {
        let request = hostile.request(&node.address, &token);
        let before = memory(process, "VmRSS:");
        let send = async |times: u32| {
            // The peak is counted from here on.
            std::fs::write(format!("/proc/{process}/clear_refs"), "5").unwrap();
            let held = memory(process, "VmRSS:");
            for _ in 0..times {
                let (status, code) = answer(&node.address, &request).await;
                assert_eq!((status, code.as_str()), hostile.refused, "{}", hostile.name);
            }
            memory(process, "VmHWM:").saturating_sub(held)
        };
        // Each thread of the server has memory of its own, so that what comes to another of them is
        // the first of its kind once more.
        let first = send(1).await.max(send(WARMING).await);
        let begun = processor(process);
        let peak = send(TIMES * rounds(1)).await;
        let each = (processor(process) - begun) * 1e3 / f64::from(TIMES * rounds(1));
        let kept = memory(process, "VmRSS:").saturating_sub(before);
        println!(
            "figure: {} = {each:.1} ms of processor time; at the peak {peak} kB, {first} kB the \
             first time; {kept} kB kept",
            hostile.name
        );
        let own = COPIES * u64::try_from(hostile.body.len()).unwrap() / 1024;
        assert!(peak <= hostile.most + own, "{}: {peak} kB at the peak", hostile.name);
        assert!(first.max(kept) <= FIRST + own, "{}: {first} kB, {kept} kept", hostile.name);
        dearest = if each > dearest.0 { (each, hostile.name) } else { dearest };
        largest = if peak > largest.0 { (peak, hostile.name) } else { largest };
        assert_eq!(answers(&node, &token).await, 200, "after {}", hostile.name);
    }
    println!("figure: most processor time a request = {:.1} ms, {}", dearest.0, dearest.1);
    println!("figure: most memory over what was held = {} kB, {}", largest.0, largest.1);
}

/// Connections that say nothing, or half of something, keep nobody else out.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sockets_that_are_left_open_keep_nobody_out() {
    let stage = Stage::new(None);
    let node = stage.start().await;
    let token = stage.token("sofCoordinator");
    let held = memory(node.process(), "VmRSS:");
    let begins = "POST /graphql HTTP/1.1\r\nhost: here\r\n";
    let body = "content-type: application/json\r\ncontent-length: 4000\r\n\r\n{\"query\":";
    let with_token = format!("{begins}authorization: Bearer {token}\r\n{body}");
    let mut open = Vec::new();
    for number in 0..300 {
        let mut stream = TcpStream::connect(&node.address).await.unwrap();
        let text = ["", "POST /gra", begins, &with_token][number % 4];
        stream.write_all(text.as_bytes()).await.unwrap();
        open.push(stream);
    }
    for _ in 0..20 {
        let asked = tokio::time::timeout(Duration::from_secs(20), answers(&node, &token));
        assert_eq!(asked.await.expect("an answer"), 200);
    }
    let more = memory(node.process(), "VmRSS:").saturating_sub(held);
    println!("figure: memory for 300 connections that are left open = {more} kB");
    drop(open);
}
