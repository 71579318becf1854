//! Programs that try to break what always holds, on servers of their own that are killed and
//! started again. Each is bounded here; `STIFINDER_PROVE` times as many rounds on demand.

mod clients;
mod crash;
mod held;
mod history;
mod hostile;
mod outage;
mod process;
mod wire;
mod written;

/// How many rounds of what is done `usual` times in a usual run.
fn rounds(usual: u32) -> u32 {
    let times = std::env::var("STIFINDER_PROVE").ok().and_then(|text| text.parse().ok());
    usual * times.unwrap_or(1)
}
