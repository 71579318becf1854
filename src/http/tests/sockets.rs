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
