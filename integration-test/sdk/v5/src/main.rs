//! The test client on sp1-sdk 5.2.4.

use std::{process::ExitCode, sync::Arc, time::Duration};

use anyhow::{anyhow, bail, Context, Result};
use sdk_client::{
    Answer, Details, Dialect, Execution, ExecutionStatus, FulfillmentStatus, MockCheck, Mode, Order, ProofFacts,
    RequestId, Sdk, Service, Subject, Verification, VerifyingKey,
};
use sp1_sdk::{
    network::{NetworkMode, B256},
    CpuProver, HashableKey, NetworkProver, Prover, ProverClient, SP1Proof, SP1ProofMode, SP1ProofWithPublicValues,
    SP1ProvingKey, SP1Stdin, SP1VerifyingKey,
};
use sp1_verifier::{Groth16Verifier, PlonkVerifier};

fn main() -> ExitCode {
    sdk_client::run::<Sdk5>()
}

/// One prover in mock mode: it executes and sets up like any other, and only proving and verifying are mocked.
struct Sdk5 {
    mock: Arc<CpuProver>,
}

struct Program {
    proving: SP1ProvingKey,
    verifying: SP1VerifyingKey,
}

impl Sdk for Sdk5 {
    const RELEASE: &'static str = "sp1-sdk 5.2.4";

    type Program = Program;
    type Proof = SP1ProofWithPublicValues;
    type Network = NetworkProver;

    async fn local() -> Result<Self> {
        Ok(Self { mock: Arc::new(CpuProver::mock()) })
    }

    async fn set_up(&self, elf: Vec<u8>) -> Result<Program> {
        let (proving, verifying) = self.mock.setup(&elf);
        Ok(Program { proving, verifying })
    }

    fn verifying_key(program: &Program) -> Result<VerifyingKey> {
        let key = &program.verifying;
        Ok(VerifyingKey {
            bincode: bincode::serialize(key)?,
            bytes32: key.bytes32(),
            hash_bytes: key.hash_bytes().to_vec(),
        })
    }

    async fn execute(&self, elf: &[u8], stdin: &[u8], gas: bool) -> Result<Execution> {
        let (public_values, report) = self.mock.execute(elf, &decode(stdin)?).calculate_gas(gas).run()?;
        Ok(Execution {
            cycles: report.total_instruction_count(),
            gas: report.gas,
            exit_code: 0,
            public_values: public_values.to_vec(),
        })
    }

    async fn mock_proof(&self, program: &Program, stdin: &[u8], mode: Mode) -> Result<SP1ProofWithPublicValues> {
        self.mock.prove(&program.proving, &decode(stdin)?).mode(proof_mode(mode)).run()
    }

    fn mock_check(&self, program: &Program, proof: &SP1ProofWithPublicValues) -> MockCheck {
        MockCheck {
            accepted: self.mock.verify(proof, &program.verifying).map_err(|error| anyhow!(error)),
            checked: match &proof.proof {
                SP1Proof::Core(_) | SP1Proof::Compressed(_) => "nothing: any decodable proof passes",
                SP1Proof::Plonk(_) | SP1Proof::Groth16(_) => "vk hash, public values digest",
            },
        }
    }

    async fn verify(&self, program: &Program, proof: &SP1ProofWithPublicValues) -> Result<()> {
        Ok(CpuProver::new().verify(proof, &program.verifying)?)
    }

    async fn verification(subject: Subject) -> Result<Verification> {
        Ok(match subject {
            Subject::Saved { key, proof } => {
                let prover = CpuProver::new();
                let key: SP1VerifyingKey = bincode::deserialize(&key).context("not a verifying key")?;
                Box::new(move || {
                    let proof: SP1ProofWithPublicValues = bincode::deserialize(&proof)?;
                    Ok(prover.verify(&proof, &key)?)
                })
            }
            Subject::Snark { mode: Mode::Groth16, circuit_key, inputs, proof } => {
                Box::new(move || Ok(Groth16Verifier::verify_gnark_proof(&proof, &inputs, &circuit_key)?))
            }
            Subject::Snark { mode: Mode::Plonk, circuit_key, inputs, proof } => {
                Box::new(move || Ok(PlonkVerifier::verify_gnark_proof(&proof, &inputs, &circuit_key)?))
            }
            Subject::Snark { mode, .. } => bail!("{mode:?} is no snark"),
        })
    }

    fn facts(proof: &SP1ProofWithPublicValues) -> Result<ProofFacts> {
        Ok(ProofFacts {
            variant: match &proof.proof {
                SP1Proof::Core(_) => "core",
                SP1Proof::Compressed(_) => "compressed",
                SP1Proof::Plonk(_) => "plonk",
                SP1Proof::Groth16(_) => "groth16",
            }
            .to_string(),
            public_values: proof.public_values.to_vec(),
            sp1_version: proof.sp1_version.clone(),
            // The fields of ProofFromNetwork, in its order.
            bincode: bincode::serialize(&(&proof.proof, &proof.public_values, &proof.sp1_version))?,
        })
    }

    async fn connect(service: &Service) -> Result<NetworkProver> {
        if service.bearer.is_some() {
            return Err(anyhow!("{} cannot send a bearer token", Self::RELEASE));
        }
        Ok(ProverClient::builder()
            .network_for(match service.dialect {
                Dialect::Base => NetworkMode::Reserved,
                Dialect::Auction => NetworkMode::Mainnet,
            })
            .rpc_url(&service.rpc)
            .private_key(&service.key)
            .build())
    }

    async fn request(network: &NetworkProver, program: &Program, order: &Order) -> Result<RequestId> {
        let stdin = decode(&order.stdin)?;
        let mut request = network
            .prove(&program.proving, &stdin)
            .mode(proof_mode(order.mode))
            .skip_simulation(order.skip_simulation);
        if let Some(timeout) = order.timeout {
            request = request.timeout(timeout);
        }
        if let Some(cycles) = order.cycle_limit {
            request = request.cycle_limit(cycles);
        }
        if let Some(gas) = order.gas_limit {
            request = request.gas_limit(gas);
        }
        Ok(request.request_async().await?.0)
    }

    async fn wait(
        network: &NetworkProver,
        id: RequestId,
        timeout: Option<Duration>,
    ) -> Result<SP1ProofWithPublicValues> {
        network.wait_proof(B256::from(id), timeout, None).await
    }

    async fn status(network: &NetworkProver, id: RequestId) -> Result<Answer<SP1ProofWithPublicValues>> {
        let (status, proof) = network.get_proof_status(B256::from(id)).await?;
        Ok(Answer {
            fulfillment: FulfillmentStatus(status.fulfillment_status()),
            execution: ExecutionStatus(status.execution_status()),
            deadline: status.deadline(),
            proof,
        })
    }

    async fn details(network: &NetworkProver, id: RequestId) -> Result<Option<Details>> {
        let request = network.get_proof_request(B256::from(id)).await?;
        Ok(request.map(|request| Details {
            fulfillment: FulfillmentStatus(request.fulfillment_status),
            execution: ExecutionStatus(request.execution_status),
            created_at: request.created_at,
            cycles: request.cycles,
            gas_used: request.gas_used,
            execute_fail_cause: request.execute_fail_cause,
            is_canceled: None,
        }))
    }

    async fn cancel(network: &NetworkProver, id: RequestId) -> Result<()> {
        network.cancel_request(B256::from(id)).await
    }
}

fn proof_mode(mode: Mode) -> SP1ProofMode {
    match mode {
        Mode::Core => SP1ProofMode::Core,
        Mode::Compressed => SP1ProofMode::Compressed,
        Mode::Plonk => SP1ProofMode::Plonk,
        Mode::Groth16 => SP1ProofMode::Groth16,
    }
}

fn decode(stdin: &[u8]) -> Result<SP1Stdin> {
    bincode::deserialize(stdin).context("the input is not a bincode SP1Stdin")
}
