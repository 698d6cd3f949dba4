//! SP1 5 as a verifier: checks proofs, executes programs and computes their keys behind a Unix socket. It never proves.

mod proofs;

use std::process::ExitCode;

use bincode::Options as _;
use prover_protocol::{Answer, Backend, ExecuteRequest, Execution, Failure, Program, ProveRequest};
use serde::de::DeserializeOwned;
use sp1_core_executor::SP1Context;
use sp1_core_machine::io::SP1Stdin;
use sp1_prover::{components::CpuProverComponents, SP1Prover, SP1VerifyingKey};

use crate::proofs::ProofFromNetwork;

fn main() -> ExitCode {
    let program = Program {
        name: "sp1-v5-verifier",
        version: "5.2.4", // as in Cargo.toml
        about: "Verifies proofs of SP1 5 and executes its programs; proves nothing.",
        only_verifies: true,
    };
    prover_protocol::run(program, |_| Ok(Sp1 { prover: proofs::verifying_prover() }))
}

struct Sp1 {
    prover: SP1Prover<CpuProverComponents>,
}

impl Backend for Sp1 {
    fn set_up(&self, elf: &[u8]) -> Answer<Vec<u8>> {
        self.check_program(elf).map_err(Failure::Unable)?;
        let (_, _, _, key) = self.prover.setup(elf);
        bincode::serialize(&key).map_err(|error| Failure::Unable(format!("the key has no encoding: {error}")))
    }

    fn prove(&self, _: ProveRequest<'_>) -> Answer<Vec<u8>> {
        Err(Failure::Unable("this program only verifies".to_owned()))
    }

    fn execute(&self, request: ExecuteRequest<'_>) -> Answer<Execution> {
        let stdin: SP1Stdin = decode("SP1Stdin", request.stdin)?;
        self.check_program(request.elf).map_err(Failure::Refused)?;
        let mut context = SP1Context::builder();
        context.calculate_gas(request.calculate_gas);
        if request.cycle_limit != 0 {
            context.max_cycles(request.cycle_limit);
        }
        let (public_values, _, report) = self
            .prover
            .execute(request.elf, &stdin, context.build())
            .map_err(|error| Failure::Refused(format!("execution failed: {error}")))?;
        Ok(Execution {
            public_values: public_values.to_vec(),
            cycles: report.total_instruction_count(),
            gas: report.gas.unwrap_or(0),
            exit_code: 0, // any other is a failed execution in SP1 5
        })
    }

    fn verify(&self, key_and_proof: &[u8]) -> Answer<()> {
        let (key, proof): (SP1VerifyingKey, ProofFromNetwork) =
            decode("verifying key and ProofFromNetwork", key_and_proof)?;
        proofs::verify(&self.prover, &key, &proof)
    }
}

impl Sp1 {
    /// `setup` and `execute` would panic.
    fn check_program(&self, elf: &[u8]) -> Result<(), String> {
        self.prover.get_program(elf).map(|_| ()).map_err(|error| format!("not a program for SP1 5: {error:#}"))
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
