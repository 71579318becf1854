//! Processor time, of which others on the machine take none: what a request costs whatever else
//! runs. From Linux's `/proc`; zero where there is none.

use std::fs;

/// Ticks of `/proc` a second.
const TICKS: f64 = 100.0;

/// What a process tells: its parent, the seconds of its own, and those of children that ended.
fn told(process: &str) -> Option<(u32, f64, f64)> {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name of the program stands in brackets and may hold anything.
    let (_, after) = text.rsplit_once(')')?;
    let fields: Vec<_> = after.split_whitespace().collect();
    let ticks = |places: std::ops::Range<usize>| -> f64 {
        fields[places].iter().filter_map(|ticks| ticks.parse::<f64>().ok()).sum()
    };
    let parent = fields.get(1)?.parse().ok()?;
    (fields.len() > 15).then(|| (parent, ticks(11..13) / TICKS, ticks(13..15) / TICKS))
}

/// Seconds that a server of PostgreSQL has used, all of its processes, by one of its backends.
pub(crate) fn of_database(backend: i32) -> f64 {
    let Some((postmaster, ..)) = told(&backend.to_string()) else { return 0.0 };
    let own = told(&postmaster.to_string()).map_or(0.0, |(_, own, ended)| own + ended);
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let all = processes.filter_map(|entry| told(entry.file_name().to_str()?));
    let children: f64 =
        all.filter(|(parent, ..)| *parent == postmaster).map(|(_, own, _)| own).sum();
    own + children
}

/// Seconds that this process has used: server and load together.
pub(crate) fn of_this() -> f64 {
    told("self").map_or(0.0, |(_, own, _)| own)
}

/// Seconds that the children of this process used that have ended.
pub(crate) fn of_ended() -> f64 {
    told("self").map_or(0.0, |(.., ended)| ended)
}
