//! One request from set-up to verdict, and what belongs to it: cancelling, keys, mock proofs.

use std::{
    str::FromStr,
    time::{Duration, Instant},
};

use anyhow::{bail, Context, Result};
use serde_json::{json, Value};
use sha2::{Digest, Sha256};

use crate::{
    output::{line, millis},
    Arguments, Details, Dialect, FulfillmentStatus, Mode, Order, RequestId, Sdk, Service,
};

/// How long `cancel` polls for a final status.
const CANCEL_LIMIT: Duration = Duration::from_secs(60);

pub fn service(arguments: &Arguments, dialect: Dialect) -> Result<Service> {
    Ok(Service {
        rpc: arguments.required("rpc")?.to_string(),
        key: arguments.required("key")?.to_string(),
        dialect,
        bearer: arguments.text("bearer").map(str::to_string),
    })
}

pub fn order(arguments: &Arguments, mode: Mode) -> Result<Order> {
    let timeout: Option<u64> = arguments.number("timeout")?;
    Ok(Order {
        stdin: arguments.file("stdin")?,
        mode,
        timeout: timeout.map(Duration::from_secs),
        skip_simulation: arguments.flag("skip-simulation"),
        cycle_limit: arguments.number("cycle-limit")?,
        gas_limit: arguments.number("gas-limit")?,
    })
}

/// The one dialect and the one mode of a command that makes requests of a single kind.
pub fn service_and_order(arguments: &Arguments) -> Result<(Service, Order)> {
    let dialect = arguments.text("dialect").unwrap_or("auction").parse()?;
    let mode = arguments.required("mode")?.parse()?;
    Ok((service(arguments, dialect)?, order(arguments, mode)?))
}

fn list<T: FromStr<Err = anyhow::Error>>(text: &str) -> Result<Vec<T>> {
    text.split(',').map(str::parse).collect()
}

pub fn hex_id(id: &RequestId) -> String {
    format!("0x{}", hex::encode(id))
}

/// Every `--mode` in every `--dialect`, one after the other. False when the network did not give a proof, or gave one that a
/// check refuses.
pub async fn prove<S: Sdk>(arguments: &Arguments) -> Result<bool> {
    let dialects = list::<Dialect>(arguments.text("dialect").unwrap_or("auction"))?;
    let modes = list::<Mode>(arguments.required("mode")?)?;
    let local = S::local().await?;
    let started = Instant::now();
    let program = local.set_up(arguments.file("elf")?).await?;
    line(json!({ "event": "set_up", "sdk": S::RELEASE, "ms": millis(started) }));

    let mut good = true;
    for dialect in dialects {
        let network = S::connect(&service(arguments, dialect)?).await?;
        for &mode in &modes {
            let order = order(arguments, mode)?;
            let mut report = prove_one::<S>(arguments, &local, &program, &network, &order).await?;
            good &= report["good"] == Value::Bool(true);
            report["dialect"] = format!("{dialect:?}").to_lowercase().into();
            report["mode"] = format!("{mode:?}").to_lowercase().into();
            line(report);
        }
    }
    Ok(good)
}

/// One request from its submission to the verdict on its proof. The report's `good` is true when every check passed.
async fn prove_one<S: Sdk>(
    arguments: &Arguments,
    local: &S,
    program: &S::Program,
    network: &S::Network,
    order: &Order,
) -> Result<Value> {
    let asked = Instant::now();
    let id = match S::request(network, program, order).await {
        Ok(id) => id,
        Err(error) => {
            return Ok(json!({ "event": "refused", "sdk": S::RELEASE, "error": format!("{error:#}"), "good": false }));
        }
    };
    let request_ms = millis(asked);
    line(json!({ "event": "requested", "sdk": S::RELEASE, "request": hex_id(&id), "request_ms": request_ms }));

    let waiting = Instant::now();
    let proof = match S::wait(network, id, order.timeout).await {
        Ok(proof) => proof,
        Err(error) => {
            return Ok(json!({
                "event": "failed", "sdk": S::RELEASE, "request": hex_id(&id), "wait_ms": millis(waiting),
                "error": format!("{error:#}"), "details": details_json(S::details(network, id).await?), "good": false,
            }));
        }
    };
    let wait_ms = millis(waiting);

    let facts = S::facts(&proof)?;
    let mock = local.mock_check(program, &proof);
    let mut good = mock.accepted.is_ok();
    let mut report = json!({
        "event": "proved", "sdk": S::RELEASE, "request": hex_id(&id), "request_ms": request_ms, "wait_ms": wait_ms,
        "variant": facts.variant, "public_values": hex::encode(&facts.public_values),
        "sp1_version": facts.sp1_version, "proof_bytes": facts.bincode.len(),
        "proof_sha256": hex::encode(Sha256::digest(&facts.bincode)),
        "mock_verify": verdict(mock.accepted), "mock_verify_covers": mock.checked,
        "details": details_json(S::details(network, id).await?),
    });
    if arguments.flag("compare-mock") {
        let own = S::facts(&local.mock_proof(program, &order.stdin, order.mode).await?)?;
        let equal = own.bincode == facts.bincode;
        good &= equal;
        report["equals_own_mock_proof"] = equal.into();
    }
    if arguments.flag("verify") {
        let checked = local.verify(program, &proof).await;
        good &= checked.is_ok();
        report["verify"] = verdict(checked);
    }
    if let Some(path) = arguments.text("save") {
        std::fs::write(path, &facts.bincode).with_context(|| format!("cannot write {path}"))?;
    }
    report["good"] = good.into();
    Ok(report)
}

/// Asks for a proof, takes the request back, and polls to the end. True when the end is UNFULFILLABLE.
pub async fn cancel<S: Sdk>(arguments: &Arguments) -> Result<bool> {
    let (service, mut order) = service_and_order(arguments)?;
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
