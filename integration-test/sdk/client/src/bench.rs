//! How fast the SDK executes a program, to stand beside the same figure of another executor.

use std::time::Instant;

use anyhow::Result;
use serde_json::json;

use crate::{output::line, Arguments, Sdk};

/// One run with gas to learn the cycles and to warm up, then the measured ones.
pub async fn execute<S: Sdk>(arguments: &Arguments) -> Result<bool> {
    let (elf, stdin) = (arguments.file("elf")?, arguments.file("stdin")?);
    let gas = !arguments.flag("no-gas");
    let repeat: u32 = arguments.number("repeat")?.unwrap_or(3);
    let local = S::local().await?;
    let known = local.execute(&elf, &stdin, true).await?;

    let mut seconds = Vec::new();
    for _ in 0..repeat {
        let started = Instant::now();
        local.execute(&elf, &stdin, gas).await?;
        seconds.push(started.elapsed().as_secs_f64());
    }
    let best = seconds.iter().copied().fold(f64::INFINITY, f64::min);
    line(json!({
        "event": "bench", "sdk": S::RELEASE, "with_gas": gas, "cycles": known.cycles, "gas": known.gas,
        "exit": known.exit_code, "seconds": seconds, "best_seconds": best,
        "best_mhz": known.cycles as f64 / best / 1e6,
    }));
    Ok(true)
}
