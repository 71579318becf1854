//! The load: connections that each send a request when the last one is answered.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::Failure;

/// The request that a connection sends next: its number, and how many it has sent.
pub(crate) type Next = Arc<dyn Fn(usize, usize) -> Vec<u8> + Send + Sync>;

/// What came of a run.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Run {
    /// Answers.
    pub(crate) count: f64,
    /// Answers a second.
    pub(crate) rate: f64,
    /// Milliseconds that half of them took at most.
    pub(crate) half: f64,
    /// Milliseconds that 99 of 100 took at most.
    pub(crate) most: f64,
}

/// Drives for a while. `sent` counts on over the runs, connection by connection.
pub(crate) async fn drive(
    address: SocketAddr,
    next: &Next,
    begins: &'static [u8],
    sent: &[AtomicUsize],
    time: Duration,
) -> Result<Run, Failure> {
    let stop = Arc::new(AtomicBool::new(false));
    let mut tasks = Vec::new();
    let begun = Instant::now();
    for (connection, sent) in sent.iter().enumerate() {
        let (stop, next) = (Arc::clone(&stop), Arc::clone(next));
        let mut number = sent.load(Ordering::Relaxed);
        tasks.push(tokio::spawn(async move {
            let mut stream = TcpStream::connect(address).await?;
            stream.set_nodelay(true)?;
            let (mut buffer, mut times) = (Vec::new(), Vec::new());
            while !stop.load(Ordering::Relaxed) {
                let request = next(connection, number);
                let begun = Instant::now();
                stream.write_all(&request).await?;
                let body = answer(&mut stream, &mut buffer).await?;
                if !buffer[body..].starts_with(begins) {
                    return Err(String::from_utf8_lossy(&buffer).into());
                }
                times.push(begun.elapsed());
                number += 1;
            }
            Ok::<_, Failure>((number, times))
        }));
    }
    tokio::time::sleep(time).await;
    stop.store(true, Ordering::Relaxed);
    let mut times = Vec::new();
    for (task, sent) in tasks.into_iter().zip(sent) {
        let (number, own) = task.await??;
        sent.store(number, Ordering::Relaxed);
        times.extend(own);
    }
    let elapsed = begun.elapsed().as_secs_f64();
    times.sort_unstable();
    let at = |hundredths: usize| {
        let place = (times.len() * hundredths / 100).min(times.len().saturating_sub(1));
        times.get(place).map_or(0.0, |time| time.as_secs_f64() * 1e3)
    };
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let count = times.len() as f64;
    Ok(Run { count, rate: count / elapsed, half: at(50), most: at(99) })
}

/// Reads one answer into the buffer; where its body begins.
pub(crate) async fn answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Result<usize, Failure> {
    buffer.clear();
    let mut chunk = [0; 32 * 1024];
    loop {
        let read = stream.read(&mut chunk).await?;
        if read == 0 {
            return Err("the server closed the connection".into());
        }
        buffer.extend_from_slice(&chunk[..read]);
        let Some(head) = buffer.windows(4).position(|w| w == b"\r\n\r\n") else { continue };
        let text = std::str::from_utf8(&buffer[..head])?;
        if !text.starts_with("HTTP/1.1 200") {
            return Err(format!("answered {text}").into());
        }
        let length = text.lines().find_map(|line| {
            line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok()
        });
        let length: usize = length.ok_or("no content-length")?;
        while buffer.len() < head + 4 + length {
            let read = stream.read(&mut chunk).await?;
            if read == 0 {
                return Err("the server closed the connection".into());
            }
            buffer.extend_from_slice(&chunk[..read]);
        }
        return Ok(head + 4);
    }
}
