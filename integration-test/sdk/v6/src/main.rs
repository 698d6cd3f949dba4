//! The test client on sp1-sdk 6.10.0.

use std::{process::ExitCode, time::Duration};

use anyhow::{anyhow, bail, Context, Result};
use sdk_client::{
    Answer, Details, Dialect, Execution, ExecutionStatus, FulfillmentStatus, MockCheck, Mode, Order, ProofFacts,
    RequestId, Sdk, Service, Subject, Verification, VerifyingKey,
};
use sp1_sdk::{
    network::{NetworkBearerToken, NetworkMode, B256},
    Elf, HashableKey, LightProver, MockProver, NetworkProver, ProveRequest, Prover, ProverClient, ProvingKey, SP1Proof,
    SP1ProofMode, SP1ProofWithPublicValues, SP1ProvingKey, SP1Stdin, SP1VerifyingKey,
};
use sp1_verifier::{Groth16Verifier, PlonkVerifier};

fn main() -> ExitCode {
    sdk_client::run::<Sdk6>()
}

/// The mock prover executes and sets up like any other; only proving and verifying are mocked. Each prover takes seconds to make.
struct Sdk6 {
    mock: MockProver,
}

impl Sdk for Sdk6 {
    const RELEASE: &'static str = "sp1-sdk 6.10.0";

    type Program = SP1ProvingKey;
    type Proof = SP1ProofWithPublicValues;
    type Network = NetworkProver;

    async fn local() -> Result<Self> {
        Ok(Self { mock: MockProver::new().await })
    }

    async fn set_up(&self, elf: Vec<u8>) -> Result<SP1ProvingKey> {
        self.mock.setup(Elf::from(elf)).await
    }

    fn verifying_key(program: &SP1ProvingKey) -> Result<VerifyingKey> {
        let key = program.verifying_key();
        Ok(VerifyingKey {
            bincode: bincode::serialize(key)?,
            bytes32: key.bytes32(),
            hash_bytes: key.hash_bytes().to_vec(),
        })
    }

    async fn execute(&self, elf: &[u8], stdin: &[u8], gas: bool) -> Result<Execution> {
        let (public_values, report) =
            self.mock.execute(Elf::from(elf.to_vec()), decode(stdin)?).calculate_gas(gas).await?;
        Ok(Execution {
            cycles: report.total_instruction_count(),
            gas: report.gas(),
            exit_code: report.exit_code,
            public_values: public_values.to_vec(),
        })
    }

    async fn mock_proof(&self, program: &SP1ProvingKey, stdin: &[u8], mode: Mode) -> Result<SP1ProofWithPublicValues> {
        self.mock.prove(program, decode(stdin)?).mode(proof_mode(mode)).await
    }

    fn mock_check(&self, program: &SP1ProvingKey, proof: &SP1ProofWithPublicValues) -> MockCheck {
        MockCheck {
            accepted: self.mock.verify(proof, program.verifying_key(), None).map_err(|error| anyhow!(error)),
            checked: match &proof.proof {
                SP1Proof::Core(_) | SP1Proof::Compressed(_) => "nothing: any decodable proof passes",
                SP1Proof::Plonk(_) | SP1Proof::Groth16(_) => "vk hash, public values digest, exit code",
            },
        }
    }

    async fn verify(&self, program: &SP1ProvingKey, proof: &SP1ProofWithPublicValues) -> Result<()> {
        Ok(LightProver::new().await.verify(proof, program.verifying_key(), None)?)
    }

    async fn verification(subject: Subject) -> Result<Verification> {
        Ok(match subject {
            Subject::Saved { key, proof } => {
                let prover = LightProver::new().await;
                let key: SP1VerifyingKey = bincode::deserialize(&key).context("not a verifying key")?;
                Box::new(move || {
                    let proof: SP1ProofWithPublicValues = bincode::deserialize(&proof)?;
                    Ok(prover.verify(&proof, &key, None)?)
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
            variant: format!("{:?}", SP1ProofMode::from(&proof.proof)).to_lowercase(),
            public_values: proof.public_values.to_vec(),
            sp1_version: proof.sp1_version.clone(),
            // The fields of ProofFromNetwork, in its order.
            bincode: bincode::serialize(&(&proof.proof, &proof.public_values, &proof.sp1_version))?,
        })
    }

    async fn connect(service: &Service) -> Result<NetworkProver> {
        let mut builder = ProverClient::builder()
            .network_for(match service.dialect {
                Dialect::Base => NetworkMode::Reserved,
                Dialect::Auction => NetworkMode::Mainnet,
            })
            .rpc_url(&service.rpc)
            .private_key(&service.key);
        if let Some(token) = &service.bearer {
            builder = builder.bearer_token(NetworkBearerToken::new(token)?);
        }
        Ok(builder.build().await)
    }

    async fn request(network: &NetworkProver, program: &SP1ProvingKey, order: &Order) -> Result<RequestId> {
        let mut request = network
            .prove(program, decode(&order.stdin)?)
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
        Ok(request.request().await?.0)
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
            is_canceled: Some(request.is_canceled),
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
