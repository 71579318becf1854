//! Requests made to hurt, sent to a process: each is refused, none takes the server down, and what
//! each costs is told: processor time, and memory at its peak. `STIFINDER_PROGRAM` names another
//! build of the program than that of the tests, for figures that say something.

use std::fmt::Write as _;
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::process::{Node, Stage};
use super::rounds;

/// How often each is sent: the processor's time is counted in hundredths of a second.
const TIMES: u32 = 50;

/// A request, and the statuses that refuse it.
struct Hostile {
    name: &'static str,
    headers: String,
    body: Vec<u8>,
    refused: &'static [u16],
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

/// The corpus.
fn corpus() -> Vec<Hostile> {
    let plain = "content-type: application/json\r\n";
    let of = |name, headers: &str, body: Vec<u8>, refused| Hostile {
        name,
        headers: headers.to_owned(),
        body,
        refused,
    };
    let document = |name, query: String| {
        of(name, plain, json!({ "query": query }).to_string().into_bytes(), &[400])
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
    // Ten megabytes of nothing, as a client could compress them: what is told of is refused unread.
    let bomb = [&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3][..], &[0; 10_000]].concat();
    let below = |depth: usize, refused: &'static [u16]| {
        let variables = nested("{\"a\":", "}", depth);
        let body = format!("{{\"query\":\"{{ me {{ clientId }} }}\",\"variables\":{variables}}}");
        let name =
            if depth < 5_000 { "JSON below JSON" } else { "JSON below JSON, and more of it" };
        of(name, plain, body.into_bytes(), refused)
    };
    let undeclared = |name, count, refused: &'static [u16]| {
        let entries = many(count, |n| format!("\"v{n}\":{n},")).replace(' ', "");
        let list = nested("[", "]", 100);
        let query = "query($a: [[Int]]) { me { clientId } }";
        let body = format!("{{\"query\":\"{query}\",\"variables\":{{{entries}\"a\":{list}}}}}");
        of(name, plain, body.into_bytes(), refused)
    };
    vec![
        document("fragments that double at each level", fragments(13, 3)),
        document("fragments in a circle", "{ me { ...A } } fragment A on Me { ...A }".to_owned()),
        document("a chain of 150 fragments", fragments(150, 1)),
        document(
            "5,000 aliases",
            format!("{{ me {{ {} }} }}", many(5_000, |n| format!("a{n}: clientId"))),
        ),
        document(
            "60 aliases of a costly field",
            format!(
                "{{ {} }}",
                many(60, |n| format!("a{n}: cases(first: 50) {{ nodes {{ id }} }}"))
            ),
        ),
        document(
            "1,000 directives",
            format!("{{ me {{ clientId {} }} }}", "@skip(if: false) ".repeat(1_000)),
        ),
        document(
            "fields below each other",
            format!("{{ me {{ {} }} }}", nested("a { ", " }", 1_000)),
        ),
        document(
            "lists below each other",
            format!("{{ node(id: {}) {{ id }} }}", nested("[", "]", 10_000)),
        ),
        document(
            "objects below each other",
            format!("{{ node(id: {}) {{ id }} }}", nested("{a:", "}", 10_000)),
        ),
        document(
            "types below each other",
            format!(
                "query($a: {}Int{}) {{ me {{ clientId }} }}",
                "[".repeat(10_000),
                "]".repeat(10_000)
            ),
        ),
        document(
            "a string of 60 kB as an id",
            format!("{{ node(id: \"{}\") {{ id }} }}", "x".repeat(60_000)) + &"#".repeat(6_000),
        ),
        document(
            "a number of 60,000 digits",
            format!("{{ cases(first: {}) {{ nodes {{ id }} }} }}", "9".repeat(60_000)),
        ),
        document("introspection in circles", introspection),
        document(
            "180 operations of one document",
            format!("{operations} fragment F on Me {{ {} }}", "clientId ".repeat(100)),
        ),
        document(
            "a document that does not end",
            "{ me { clientId(a: \"".to_owned() + &"\\u0041".repeat(9_000),
        ),
        document("65,000 opening braces", "{".repeat(65_000)),
        document(
            "a document of 400 kB",
            format!("{{ me {{ clientId }} }} #{}", "x".repeat(400_000)),
        ),
        document("commas, and nothing else", ",".repeat(64_000)),
        document("1,900 mistakes", format!("{{ me {{ {} }} }}", many(1_900, |n| format!("f{n}")))),
        of("a batch of 1,000", plain, batch.into_bytes(), &[400]),
        of(
            "bytes that are no UTF-8",
            plain,
            b"{\"query\":\"{ me { \xff\xfe } }\"}".to_vec(),
            &[400],
        ),
        below(4_000, &[400]),
        below(50_000, &[413]),
        undeclared("variables that nobody declared, 4,800", 4_800, &[400]),
        undeclared("variables that nobody declared, 20,000", 20_000, &[413]),
        of("a body over the limit", plain, vec![b' '; 700_000], &[413]),
        of(
            "a compressed body",
            "content-type: application/json\r\ncontent-encoding: gzip\r\n",
            bomb,
            &[400, 415],
        ),
        of(
            "a form",
            "content-type: multipart/form-data; boundary=x\r\n",
            b"--x--".to_vec(),
            &[415],
        ),
        of(
            "300 headers",
            &(plain.to_owned() + &(0..300).map(|n| format!("x-{n}: {n}\r\n")).collect::<String>()),
            ok.into(),
            &[400, 431],
        ),
        of(
            "a header of 1 MB",
            &(plain.to_owned() + "x-long: " + &"x".repeat(1 << 20) + "\r\n"),
            ok.into(),
            &[400, 431],
        ),
        of(
            "a token of 60 kB",
            &(plain.to_owned() + "authorization: Bearer " + &"x".repeat(60_000) + "\r\n"),
            ok.into(),
            &[400, 401, 431],
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

/// The status that a request is answered with. A server that refuses early need not read on.
async fn status(address: &str, request: &[u8]) -> u16 {
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
    text.get(9..12).and_then(|text| text.parse().ok()).unwrap_or(0)
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
        refused: &[],
    };
    status(&node.address, &good.request(&node.address, token)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_made_to_hurt_is_refused_and_the_server_goes_on() {
    let stage = Stage::new(None);
    let node = stage.start().await;
    let token = stage.token("sofCoordinator");
    let process = node.process();
    let mut dearest = (0.0, "");
    let mut largest = (0, "");
    for hostile in corpus() {
        let request = hostile.request(&node.address, &token);
        // Once, so that what is kept for good is there.
        let found = status(&node.address, &request).await;
        assert!(hostile.refused.contains(&found), "{}: answered {found}", hostile.name);
        // The peak is counted from here on.
        std::fs::write(format!("/proc/{process}/clear_refs"), "5").unwrap();
        let (begun, held) = (processor(process), memory(process, "VmRSS:"));
        for _ in 0..TIMES * rounds(1) {
            let found = status(&node.address, &request).await;
            assert!(hostile.refused.contains(&found), "{}: answered {found}", hostile.name);
        }
        let each = (processor(process) - begun) * 1e3 / f64::from(TIMES * rounds(1));
        let peak = memory(process, "VmHWM:").saturating_sub(held);
        println!(
            "figure: {} = {each:.1} ms of processor time, {peak} kB at the peak",
            hostile.name
        );
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
