//! One request from set-up to verdict, and what belongs to it: cancelling, keys, mock proofs.

use std::time::{Duration, Instant};

use anyhow::{bail, Context, Result};
use serde_json::{json, Value};
use sha2::{Digest, Sha256};

use crate::{
    output::{line, millis},
    Arguments, Details, Dialect, FulfillmentStatus, Mode, Order, RequestId, Sdk, Service,
};

/// How long `cancel` polls for a final status.
const CANCEL_LIMIT: Duration = Duration::from_secs(60);

pub fn service(arguments: &Arguments) -> Result<Service> {
    Ok(Service {
        rpc: arguments.required("rpc")?.to_string(),
        key: arguments.required("key")?.to_string(),
        dialect: arguments.text("dialect").unwrap_or("auction").parse()?,
        bearer: arguments.text("bearer").map(str::to_string),
    })
}

pub fn order(arguments: &Arguments) -> Result<Order> {
    let timeout: Option<u64> = arguments.number("timeout")?;
    Ok(Order {
        stdin: arguments.file("stdin")?,
        mode: arguments.required("mode")?.parse()?,
        timeout: timeout.map(Duration::from_secs),
        skip_simulation: arguments.flag("skip-simulation"),
        cycle_limit: arguments.number("cycle-limit")?,
        gas_limit: arguments.number("gas-limit")?,
    })
}

pub fn hex_id(id: &RequestId) -> String {
    format!("0x{}", hex::encode(id))
}

/// False when the network did not give a proof, or gave one that a check refuses.
pub async fn prove<S: Sdk>(arguments: &Arguments) -> Result<bool> {
    let (service, order) = (service(arguments)?, order(arguments)?);
    let local = S::local().await?;
    let started = Instant::now();
    let program = local.set_up(arguments.file("elf")?).await?;
    let set_up_ms = millis(started);

    let network = S::connect(&service).await?;
    let asked = Instant::now();
    let id = match S::request(&network, &program, &order).await {
        Ok(id) => id,
        Err(error) => {
            line(json!({ "event": "refused", "sdk": S::RELEASE, "error": format!("{error:#}") }));
            return Ok(false);
        }
    };
    line(json!({
        "event": "requested", "sdk": S::RELEASE, "request": hex_id(&id), "set_up_ms": set_up_ms,
        "request_ms": millis(asked),
    }));

    let waiting = Instant::now();
    let proof = match S::wait(&network, id, order.timeout).await {
        Ok(proof) => proof,
        Err(error) => {
            line(json!({
                "event": "failed", "request": hex_id(&id), "wait_ms": millis(waiting), "error": format!("{error:#}"),
                "details": details_json(S::details(&network, id).await?),
            }));
            return Ok(false);
        }
    };
    let wait_ms = millis(waiting);

    let facts = S::facts(&proof)?;
    let mock = local.mock_check(&program, &proof);
    let mut good = mock.accepted.is_ok();
    let mut report = json!({
        "event": "proved", "sdk": S::RELEASE, "request": hex_id(&id), "wait_ms": wait_ms,
        "total_ms": millis(started), "variant": facts.variant, "public_values": hex::encode(&facts.public_values),
        "sp1_version": facts.sp1_version, "proof_bytes": facts.bincode.len(),
        "proof_sha256": hex::encode(Sha256::digest(&facts.bincode)),
        "mock_verify": verdict(mock.accepted), "mock_verify_covers": mock.checked,
        "details": details_json(S::details(&network, id).await?),
    });
    if arguments.flag("compare-mock") {
        let own = S::facts(&local.mock_proof(&program, &order.stdin, order.mode).await?)?;
        let equal = own.bincode == facts.bincode;
        good &= equal;
        report["equals_own_mock_proof"] = equal.into();
    }
    if arguments.flag("verify") {
        let checked = local.verify(&program, &proof).await;
        good &= checked.is_ok();
        report["verify"] = verdict(checked);
    }
    if let Some(path) = arguments.text("save") {
        std::fs::write(path, &facts.bincode).with_context(|| format!("cannot write {path}"))?;
    }
    report["good"] = good.into();
    line(report);
    Ok(good)
}

/// Asks for a proof, takes the request back, and polls to the end. True when the end is UNFULFILLABLE.
pub async fn cancel<S: Sdk>(arguments: &Arguments) -> Result<bool> {
    let (service, mut order) = (service(arguments)?, order(arguments)?);
    order.skip_simulation = true;
    let program = S::local().await?.set_up(arguments.file("elf")?).await?;
    let network = S::connect(&service).await?;
    let id = S::request(&network, &program, &order).await?;
    line(json!({ "event": "requested", "sdk": S::RELEASE, "request": hex_id(&id) }));
    tokio::time::sleep(arguments.millis("after-ms", 500)?).await;

    let cancelled = S::cancel(&network, id).await;
    line(json!({ "event": "cancelled", "request": hex_id(&id), "answer": verdict(cancelled) }));
    if service.dialect == Dialect::Base {
        // The SDK refuses to cancel in this dialect, before anything is sent: nothing more to see.
        return Ok(true);
    }

    let polling = Instant::now();
    while polling.elapsed() < CANCEL_LIMIT {
        let answer = S::status(&network, id).await?;
        let is_final = [FulfillmentStatus::FULFILLED, FulfillmentStatus::UNFULFILLABLE].contains(&answer.fulfillment);
        if is_final {
            line(json!({
                "event": "final", "request": hex_id(&id), "fulfillment": answer.fulfillment.0,
                "execution": answer.execution.0, "ms": millis(polling),
                "details": details_json(S::details(&network, id).await?),
            }));
            return Ok(answer.fulfillment == FulfillmentStatus::UNFULFILLABLE);
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    bail!("no final status {} s after the cancellation", CANCEL_LIMIT.as_secs())
}

/// Writes the verifying key as CreateProgram sends it.
pub async fn verifying_key<S: Sdk>(arguments: &Arguments) -> Result<bool> {
    let program = S::local().await?.set_up(arguments.file("elf")?).await?;
    let key = S::verifying_key(&program)?;
    if let Some(path) = arguments.text("out") {
        std::fs::write(path, &key.bincode).with_context(|| format!("cannot write {path}"))?;
    }
    line(json!({
        "event": "vk", "sdk": S::RELEASE, "bytes": key.bincode.len(), "bytes32": key.bytes32,
        "hash_bytes": format!("0x{}", hex::encode(&key.hash_bytes)),
    }));
    Ok(true)
}

/// Writes the proof that the SDK's own mock prover makes.
pub async fn mock<S: Sdk>(arguments: &Arguments) -> Result<bool> {
    let mode: Mode = arguments.required("mode")?.parse()?;
    let out = arguments.path("out")?;
    let local = S::local().await?;
    let program = local.set_up(arguments.file("elf")?).await?;
    let facts = S::facts(&local.mock_proof(&program, &arguments.file("stdin")?, mode).await?)?;
    std::fs::write(&out, &facts.bincode).with_context(|| format!("cannot write {}", out.display()))?;
    line(json!({
        "event": "mock", "sdk": S::RELEASE, "variant": facts.variant, "sp1_version": facts.sp1_version,
        "public_values": hex::encode(&facts.public_values), "proof_bytes": facts.bincode.len(),
    }));
    Ok(true)
}

fn verdict(result: Result<()>) -> Value {
    match result {
        Ok(()) => "accepted".into(),
        Err(error) => format!("refused: {error:#}").into(),
    }
}

pub fn details_json(details: Option<Details>) -> Value {
    details.map_or(Value::Null, |details| {
        json!({
            "fulfillment": details.fulfillment.0, "execution": details.execution.0, "cycles": details.cycles,
            "gas_used": details.gas_used, "execute_fail_cause": details.execute_fail_cause,
            "is_canceled": details.is_canceled,
        })
    })
}
