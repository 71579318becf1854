//! Logs and metrics of the process.
//!
//! A log line holds request id, method, path without its query, status, duration, client id, kind
//! and name of the operation. Never CPR, names, free text, tokens or bodies.

use std::{io, time::Duration};

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::{
    EnvFilter, fmt::MakeWriter, layer::SubscriberExt, util::SubscriberInitExt,
};

/// How log lines look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// For people: one readable line.
    #[default]
    Text,
    /// For collectors: one JSON object a line.
    Json,
}

/// Crates whose detailed logs show statements, headers or bodies. No filter opens them further.
const CAPPED: [&str; 7] = [
    "hyper=info",
    "hyper_util=info",
    "axum=info",
    "tower_http=info",
    "async_graphql=info",
    "sea_orm=warn",
    "sqlx=error",
];

/// Upper bounds of the duration histogram, in seconds.
const DURATIONS: [f64; 12] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];

/// Why telemetry could not start.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The filter is not a list of `target=level`.
    #[error("the log filter `{0}` cannot be read: give levels such as `info,stifinder=debug`")]
    Filter(String),
    /// Something in the process installed a logger or recorder before.
    #[error("logs or metrics are set up already: do it once")]
    AlreadySet,
    /// The histogram's bounds were refused.
    #[error("the metrics recorder cannot be built")]
    Recorder,
}

/// Starts logging to standard error, and makes panics log their place without their message: a
/// message may quote a value.
///
/// # Errors
/// Where the filter cannot be read, or logging was started before.
pub fn init_logs(filter: &str, format: LogFormat) -> Result<(), TelemetryError> {
    let started = match format {
        LogFormat::Text => {
            let layer = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(io::stderr);
            tracing_subscriber::registry().with(capped_filter(filter)?).with(layer).try_init()
        }
        LogFormat::Json => json_subscriber(filter, io::stderr)?.try_init(),
    };
    started.map_err(|_set| TelemetryError::AlreadySet)?;
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location();
        let file = place.map_or("unknown", std::panic::Location::file);
        tracing::error!(file, line = place.map(std::panic::Location::line), "panicked");
    }));
    Ok(())
}

fn capped_filter(filter: &str) -> Result<EnvFilter, TelemetryError> {
    let unreadable = || TelemetryError::Filter(filter.to_owned());
    let mut found = EnvFilter::try_new(filter).map_err(|_fault| unreadable())?;
    for directive in CAPPED {
        found = found.add_directive(directive.parse().map_err(|_fault| unreadable())?);
    }
    Ok(found)
}

/// One JSON object a line, with the fields of the request's span.
pub(crate) fn json_subscriber<W>(
    filter: &str,
    writer: W,
) -> Result<impl tracing::Subscriber + Send + Sync + use<W>, TelemetryError>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let layer = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_span_list(false)
        .with_writer(writer);
    Ok(tracing_subscriber::registry().with(capped_filter(filter)?).with(layer))
}

/// Installs the metrics recorder of the process and describes its metrics.
///
/// # Errors
/// Where one is installed already.
pub fn init_metrics() -> Result<PrometheusHandle, TelemetryError> {
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("duration_seconds".to_owned()), &DURATIONS)
        .map_err(|_fault| TelemetryError::Recorder)?
        .install_recorder()
        .map_err(|_set| TelemetryError::AlreadySet)?;
    metrics::describe_counter!(
        "stifinder_http_requests_total",
        "requests by path and class of status"
    );
    metrics::describe_histogram!(
        "stifinder_http_request_duration_seconds",
        metrics::Unit::Seconds,
        "time from the headers of a request to its answer"
    );
    metrics::describe_counter!("stifinder_refused_total", "answers with an error, by its code");
    Ok(handle)
}

/// Keeps the recorder's memory bounded where nobody reads the metrics. Runs until dropped.
pub async fn tend_metrics(handle: PrometheusHandle) {
    let mut every = tokio::time::interval(Duration::from_secs(5));
    loop {
        every.tick().await;
        handle.run_upkeep();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_filter_opens_the_crates_that_show_bodies_or_statements() {
        let filter = capped_filter("trace,hyper=trace,sqlx::query=debug").unwrap().to_string();
        for capped in CAPPED {
            assert!(filter.contains(capped), "{filter}");
        }
        assert!(!filter.contains("hyper=trace"), "{filter}");
    }

    #[test]
    fn a_filter_that_cannot_be_read_is_named() {
        let fault = capped_filter("stifinder=loudly").unwrap_err();
        assert!(fault.to_string().contains("`stifinder=loudly`"), "{fault}");
    }
}
