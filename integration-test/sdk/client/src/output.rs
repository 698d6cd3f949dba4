//! One JSON object per line on standard output, written out at once.

use std::io::Write;

use serde_json::Value;

pub fn line(value: Value) {
    let mut out = std::io::stdout().lock();
    // A reader that went away is no reason to fail: the exit code still tells the outcome.
    let _ = writeln!(out, "{value}").and_then(|()| out.flush());
}

pub fn millis(since: std::time::Instant) -> u64 {
    since.elapsed().as_millis() as u64
}
