//! How fast the SDK executes a program and verifies a proof, to stand beside the same figures of others.

use std::{io::BufRead, time::Instant};

use anyhow::{anyhow, Context, Result};
use serde_json::json;

use crate::{output::line, Arguments, Sdk, Subject};

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

/// Verifies one proof as often as each line of standard input says, and answers each line with the nanoseconds of every
/// time: so another verifier can take turns with this one.
pub async fn verify<S: Sdk>(arguments: &Arguments) -> Result<bool> {
    let proof = arguments.file("proof")?;
    let subject = match arguments.text("mode") {
        None => Subject::Saved { key: arguments.file("vk")?, proof },
        Some(mode) => Subject::Snark {
            mode: mode.parse()?,
            circuit_key: arguments.file("circuit-key")?,
            inputs: arguments.required("inputs")?.split(',').map(input).collect::<Result<_>>()?,
            proof,
        },
    };
    let verification = S::verification(subject).await?;
    line(json!({ "event": "ready", "sdk": S::RELEASE }));
    for times in std::io::stdin().lock().lines() {
        let times = times?;
        let times: u32 = times.trim().parse().with_context(|| format!("not a number of times: {times}"))?;
        let mut nanos = Vec::new();
        for _ in 0..times {
            let started = Instant::now();
            verification()?;
            nanos.push(started.elapsed().as_nanos() as u64);
        }
        line(json!({ "event": "verified", "nanos": nanos }));
    }
    Ok(true)
}

fn input(text: &str) -> Result<[u8; 32]> {
    hex::decode(text)?.try_into().map_err(|_| anyhow!("not 32 bytes: {text}"))
}
