//! What only shows on a real connection: slow senders, and the end of the server.

use std::time::{Duration, Instant};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
};

use super::Toy;
use crate::http::{EdgeOptions, ServeOptions, router, serve};

struct Server {
    address: std::net::SocketAddr,
    stop: oneshot::Sender<()>,
    done: JoinHandle<std::io::Result<()>>,
}

async fn start(edge: EdgeOptions, options: ServeOptions) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let router = router(Toy::edge(edge));
    let done = tokio::spawn(serve(listener, router, options, async {
        let _ = stopped.await;
    }));
    Server { address, stop, done }
}

async fn until_closed(mut stream: TcpStream) -> String {
    let mut bytes = Vec::new();
    let read = stream.read_to_end(&mut bytes);
    let _ = tokio::time::timeout(Duration::from_secs(10), read).await.expect("still open");
    String::from_utf8_lossy(&bytes).into_owned()
}

const HEAD: &str = "POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer toy\r\n\
    content-type: application/json\r\nconnection: close\r\n";

#[tokio::test]
async fn a_body_that_does_not_come_is_408() {
    let patience = Duration::from_millis(100);
    let edge = EdgeOptions { body_timeout: patience, ..EdgeOptions::default() };
    let server = start(edge, ServeOptions::default()).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let head = format!("{HEAD}content-length: 100\r\n\r\n{{\"query\"");
    stream.write_all(head.as_bytes()).await.unwrap();
    let answer = until_closed(stream).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(answer.contains("TIMEOUT"), "{answer}");
}

#[tokio::test]
async fn a_body_over_the_limit_is_413_while_it_still_comes() {
    let server = start(EdgeOptions::default(), ServeOptions::default()).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let head = format!("{HEAD}transfer-encoding: chunked\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
    for _ in 0..9 {
        if stream.write_all(chunk.as_bytes()).await.is_err() {
            break;
        }
    }
    let answer = until_closed(stream).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
}

#[tokio::test]
async fn headers_that_do_not_come_end_the_connection() {
    let options =
        ServeOptions { header_timeout: Duration::from_millis(100), ..ServeOptions::default() };
    let server = start(EdgeOptions::default(), options).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(b"POST /graphql HTTP/1.1\r\nhost:").await.unwrap();
    let started = Instant::now();
    until_closed(stream).await;
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_running_request_is_answered_after_the_signal_to_stop() {
    let edge =
        EdgeOptions { request_timeout: Duration::from_millis(400), ..EdgeOptions::default() };
    let server = start(edge, ServeOptions::default()).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let body = r#"{"query":"{slow}"}"#;
    let request = format!("{HEAD}content-length: {}\r\n\r\n{body}", body.len());
    stream.write_all(request.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    server.stop.send(()).unwrap();
    let answer = until_closed(stream).await;
    assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
    server.done.await.unwrap().unwrap();
    assert!(TcpStream::connect(server.address).await.is_err());
}

#[tokio::test]
async fn what_still_runs_after_the_grace_is_dropped() {
    let options = ServeOptions { grace: Duration::from_millis(100), ..ServeOptions::default() };
    let server = start(EdgeOptions::default(), options).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let body = r#"{"query":"{slow}"}"#;
    let request = format!("{HEAD}content-length: {}\r\n\r\n{body}", body.len());
    stream.write_all(request.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    server.stop.send(()).unwrap();
    let ended = tokio::time::timeout(Duration::from_secs(5), server.done).await;
    ended.expect("the server ends").unwrap().unwrap();
}

/// A connection on which more is asked for than fits on the way.
async fn asks_for_much(server: &Server) -> TcpStream {
    let page = std::fs::read_to_string("assets/graphiql/index.html").unwrap();
    let is_main = |part: &&str| part.contains("/main-") && part.ends_with(".js");
    let file = page.split('"').find(is_main).expect("the largest script");
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    for last in (0..20).map(|n| n == 19) {
        let close = if last { "connection: close\r\n" } else { "" };
        let request = format!("GET {file} HTTP/1.1\r\nhost: x\r\n{close}\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
    }
    stream
}

fn one_place(answer_timeout: Duration) -> ServeOptions {
    ServeOptions { answer_timeout, connections: 1, ..ServeOptions::default() }
}

#[tokio::test]
async fn who_reads_no_answer_keeps_no_place() {
    let next_is_served = async |patience| {
        let server = start(EdgeOptions::default(), one_place(patience)).await;
        let _unread = asks_for_much(&server).await;
        let mut next = TcpStream::connect(server.address).await.unwrap();
        let request = b"GET /livez HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
        next.write_all(request).await.unwrap();
        let mut answer = Vec::new();
        let read = next.read_to_end(&mut answer);
        let read = tokio::time::timeout(Duration::from_secs(3), read).await;
        read.is_ok_and(|read| read.is_ok()) && answer.starts_with(b"HTTP/1.1 200")
    };
    assert!(!next_is_served(Duration::from_secs(60)).await, "the place is taken");
    assert!(next_is_served(Duration::from_millis(200)).await);
}

#[tokio::test]
async fn who_reads_slowly_is_answered_whole() {
    let patience = Duration::from_secs(1);
    let server = start(EdgeOptions::default(), one_place(patience)).await;
    let mut stream = asks_for_much(&server).await;
    let started = Instant::now();
    for _ in 0..12 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        stream.read_exact(&mut vec![0; 1 << 19]).await.unwrap();
    }
    assert!(started.elapsed() > patience, "longer in all than an answer may stand still");
    let rest = until_closed(stream).await;
    assert!(rest.contains("HTTP/1.1 200") && rest.contains("connection: close"), "{}", rest.len());
}
