//! SP1 6 on plain CPUs: proves, executes and verifies behind a Unix socket, as `sp1-gpu-server` does on a GPU.

mod patience;
mod surroundings;

use std::process::ExitCode;

use bincode::Options as _;
use prover_protocol::{Answer, Backend, ExecuteRequest, Execution, Failure, Options, Program, ProveRequest};
use serde::de::DeserializeOwned;
use sp1_core_machine::io::SP1Stdin;
use sp1_hypercube::SP1VerifyingKey;
use sp1_node::Node;
use sp1_prover::worker::ProofFromNetwork;
use sp1_prover_types::network_base_types::ProofMode;

fn main() -> ExitCode {
    let program = Program {
        name: "sp1-cpu-prover",
        version: "6.10.0", // as in Cargo.toml
        about: "Proves, executes and verifies with SP1 6 on this machine's CPUs.",
        only_verifies: false,
    };
    prover_protocol::run(program, |options: &Options| {
        Ok(Sp1(if options.verify_only { Node::verifying()? } else { Node::proving()? }))
    })
}

struct Sp1(Node);

impl Backend for Sp1 {
    fn set_up(&self, elf: &[u8]) -> Answer<Vec<u8>> {
        encode(&self.0.set_up(elf).map_err(|error| Failure::Unable(format!("setup failed: {error:#}")))?)
    }

    fn prove(&self, request: ProveRequest<'_>) -> Answer<Vec<u8>> {
        if !self.0.can_prove() {
            return Err(Failure::Unable("this process only verifies: it was started with --verify-only".to_owned()));
        }
        let mode = proof_mode(request.mode)?;
        if request.nonce != [0; 4] {
            tracing::warn!("a proof nonce was asked for; SP1's local provers take 0 for every proof");
        }
        let stdin: SP1Stdin = decode("SP1Stdin", request.stdin)?;
        let proved = self.0.prove(request.elf, stdin, mode, patience::until_hopeless);
        encode(&proved.map_err(|error| Failure::Refused(format!("proving failed: {error:#}")))?)
    }

    fn execute(&self, request: ExecuteRequest<'_>) -> Answer<Execution> {
        let stdin: SP1Stdin = decode("SP1Stdin", request.stdin)?;
        let cycle_limit = Some(request.cycle_limit).filter(|&cycles| cycles != 0);
        let (public_values, report) = self
            .0
            .execute(request.elf, stdin, cycle_limit)
            .map_err(|error| Failure::Refused(format!("execution failed: {error:#}")))?;
        Ok(Execution {
            public_values: public_values.to_vec(),
            cycles: report.total_instruction_count(),
            gas: if request.calculate_gas { report.gas().unwrap_or(0) } else { 0 },
            exit_code: report.exit_code,
        })
    }

    fn verify(&self, key_and_proof: &[u8]) -> Answer<()> {
        let (key, proof): (SP1VerifyingKey, ProofFromNetwork) =
            decode("verifying key and ProofFromNetwork", key_and_proof)?;
        surroundings::check(&proof).map_err(Failure::Refused)?;
        let verified = self.0.verify(&key, &proof.proof);
        verified.map_err(|error| Failure::Refused(format!("{} proof: {error:#}", proof.proof)))
    }
}

fn proof_mode(number: u32) -> Answer<ProofMode> {
    match number {
        1 => Ok(ProofMode::Core),
        2 => Ok(ProofMode::Compressed),
        3 | 4 if cfg!(not(feature = "native-gnark")) => Err(Failure::Refused(
            "this build makes no Plonk and Groth16 proofs: it lacks the feature native-gnark".to_owned(),
        )),
        3 => Ok(ProofMode::Plonk),
        4 => Ok(ProofMode::Groth16),
        _ => Err(Failure::Refused("a proof mode must be named".to_owned())),
    }
}

/// As `bincode::deserialize`, but to the last byte.
fn decode<T: DeserializeOwned>(what: &str, bytes: &[u8]) -> Answer<T> {
    bincode::DefaultOptions::new()
        .with_fixint_encoding()
        .reject_trailing_bytes()
        .deserialize(bytes)
        .map_err(|error| Failure::Undecodable(format!("no {what}: {error}")))
}

fn encode(value: &impl serde::Serialize) -> Answer<Vec<u8>> {
    bincode::serialize(value).map_err(|error| Failure::Unable(format!("the result has no encoding: {error}")))
}
