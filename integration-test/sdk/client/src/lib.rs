//! Test clients for a prover network, one binary per release of sp1-sdk.
//!
//! This crate knows the commands, their output (JSON lines on standard output) and the rules of an op-succinct-like
//! proposer; it knows no SDK. A binary implements [`Sdk`] on the unmodified crate and calls [`run`].

mod arguments;
mod bench;
mod execute;
mod output;
mod proposer;
mod prove;
mod sdk;

use std::process::ExitCode;

use anyhow::{bail, Result};

pub use arguments::Arguments;
pub use sdk::{
    Answer, Details, Dialect, ExecutionStatus, Execution, FulfillmentStatus, Mode, MockCheck, Order, ProofFacts,
    RequestId, Sdk, Service, Subject, Verification, VerifyingKey,
};

const USAGE: &str = "\
commands, each with output as JSON lines:
  prove    --rpc URL --key HEX --elf F --stdin F --mode core,compressed,plonk,groth16
           [--dialect base,auction] [--timeout s] [--bearer token] [--skip-simulation] [--cycle-limit n] [--gas-limit n]
           [--verify] [--compare-mock] [--save F]
  loop     --rpc URL --key HEX --elf F --stdin F --mode M --dialect D [--requests n] [--blocks n]
           [--interval-ms n] [--retry-ms n] [--time-limit s]
  cancel   --rpc URL --key HEX --elf F --stdin F --mode M [--dialect D] [--after-ms n]
  execute  --dir D [--timeout s] [--no-gas]
  vk       --elf F [--out F]
  mock     --elf F --stdin F --mode M --out F
  bench-execute --elf F --stdin F [--repeat n] [--no-gas]
  bench-verify  --proof F --vk F | --proof F --mode groth16,plonk --circuit-key F --inputs HEX,…
           (how often: one number a line on standard input)
";

/// Runs the command in the process's arguments.
///
/// Exit codes: 0 done, 1 the command could not be carried out, 2 it was, and the network's answer was not a good proof.
pub fn run<S: Sdk>() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let Some(command) = words.next() else {
        eprint!("{}\n{USAGE}", S::RELEASE);
        return ExitCode::FAILURE;
    };
    let outcome = Arguments::parse(words).and_then(|arguments| {
        // The executors keep state in threads and children: a runtime per process, never dropped before the exit.
        let runtime = tokio::runtime::Runtime::new()?;
        let done = dispatch::<S>(&runtime, &command, &arguments);
        runtime.shutdown_background();
        done
    });
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(2),
        Err(error) => {
            output::line(serde_json::json!({ "event": "error", "error": format!("{error:#}") }));
            ExitCode::FAILURE
        }
    }
}

fn dispatch<S: Sdk>(runtime: &tokio::runtime::Runtime, command: &str, arguments: &Arguments) -> Result<bool> {
    match command {
        "prove" => runtime.block_on(prove::prove::<S>(arguments)),
        "cancel" => runtime.block_on(prove::cancel::<S>(arguments)),
        "loop" => runtime.block_on(proposer::run::<S>(arguments)),
        "execute" => execute::every_case::<S>(arguments),
        "execute-cases" => execute::cases_from_standard_input::<S>(runtime, arguments),
        "vk" => runtime.block_on(prove::verifying_key::<S>(arguments)),
        "mock" => runtime.block_on(prove::mock::<S>(arguments)),
        "bench-execute" => runtime.block_on(bench::execute::<S>(arguments)),
        "bench-verify" => runtime.block_on(bench::verify::<S>(arguments)),
        _ => bail!("unknown command: {command}\n{USAGE}"),
    }
}
