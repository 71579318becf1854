//! The listener: connections with a time limit on their headers and on answers that nobody reads,
//! and an end that lets running requests finish.

use std::{future::Future, io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::{Router, body::Body};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{net::TcpListener, sync::Semaphore};
use tokio_io_timeout::TimeoutWriter;
use tower::ServiceExt;

/// Where a connection comes from, as an extension of its requests.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// How connections are held.
#[derive(Clone, Debug)]
pub struct ServeOptions {
    /// How long the headers of a request may take, from the end of the one before: 30 s. So it
    /// is also how long a connection is kept idle.
    pub header_timeout: Duration,
    /// Bytes of request line and headers, a query by GET included: 64 KiB.
    pub header_bytes: usize,
    /// How long the other end may take nothing of an answer that is being sent to it: 30 s. Then
    /// the connection ends: it would keep its place for as long as its peer likes. What the system
    /// holds on the way counts as taken, and room in it shows only once a good part is free.
    pub answer_timeout: Duration,
    /// Connections at one time: 1,024. More wait in the listener's queue.
    pub connections: usize,
    /// How long running requests may go on after the signal to stop: 15 s.
    pub grace: Duration,
}

impl Default for ServeOptions {
    fn default() -> Self {
        Self {
            header_timeout: Duration::from_secs(30),
            header_bytes: 64 * 1024,
            answer_timeout: Duration::from_secs(30),
            connections: 1_024,
            grace: Duration::from_secs(15),
        }
    }
}

/// Serves until `shutdown` is done, then lets running requests finish within the grace.
///
/// # Errors
/// Where the listener cannot accept at all.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    options: ServeOptions,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(options.header_timeout)
        .max_buf_size(options.header_bytes);
    let places = Arc::new(Semaphore::new(options.connections));
    let graceful = GracefulShutdown::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let accepted = async {
            let place = places.clone().acquire_owned().await.map_err(io::Error::other)?;
            Ok::<_, io::Error>((listener.accept().await, place))
        };
        let (accepted, place) = tokio::select! {
            accepted = accepted => accepted?,
            () = &mut shutdown => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(fault) => {
                // Out of file descriptors, or the peer left while queued: both pass.
                tracing::warn!(kind = %fault.kind(), "a connection was not accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        // Answers are written whole; waiting for more to send would only delay them.
        let _ = stream.set_nodelay(true);
        let router = router.clone();
        let service = service_fn(move |request: hyper::Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(Peer(peer));
            router.clone().oneshot(request)
        });
        let mut stream = TimeoutWriter::new(stream);
        stream.set_timeout(Some(options.answer_timeout));
        let connection = builder.serve_connection(TokioIo::new(Box::pin(stream)), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // A connection that breaks is the peer's affair; its requests have their own log.
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(options.grace, graceful.shutdown()).await.is_err() {
        tracing::warn!("requests were still running at the end of the grace and were dropped");
    }
    Ok(())
}

/// Done when the process is asked to stop: SIGTERM or SIGINT.
pub async fn shutdown_signal() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
