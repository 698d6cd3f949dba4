//! What the commands need of one release of sp1-sdk.

use std::{future::Future, str::FromStr, time::Duration};

use anyhow::{bail, Result};

/// 32 bytes, as the network gave them.
pub type RequestId = [u8; 32];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// "Reserved": the schema of 4.x, and of 5.x by default.
    Base,
    /// "Mainnet": the schema of 6.x by default.
    Auction,
}

impl FromStr for Dialect {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "base" => Ok(Self::Base),
            "auction" => Ok(Self::Auction),
            _ => bail!("a dialect is base or auction, not {text}"),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Core,
    Compressed,
    Plonk,
    Groth16,
}

impl FromStr for Mode {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "core" => Ok(Self::Core),
            "compressed" => Ok(Self::Compressed),
            "plonk" => Ok(Self::Plonk),
            "groth16" => Ok(Self::Groth16),
            _ => bail!("a mode is core, compressed, plonk or groth16, not {text}"),
        }
    }
}

/// Where to ask, and as whom.
pub struct Service {
    pub rpc: String,
    /// The requester's private key, hex.
    pub key: String,
    pub dialect: Dialect,
    /// Sent as `authorization: Bearer`, by releases that can.
    pub bearer: Option<String>,
}

/// One proof to ask for. Limits that are absent are left to the SDK, which then simulates unless told not to.
#[derive(Clone)]
pub struct Order {
    pub stdin: Vec<u8>,
    pub mode: Mode,
    pub timeout: Option<Duration>,
    pub skip_simulation: bool,
    pub cycle_limit: Option<u64>,
    pub gas_limit: Option<u64>,
}

/// The numbers of the wire; anything else is kept as it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FulfillmentStatus(pub i32);

impl FulfillmentStatus {
    pub const REQUESTED: Self = Self(1);
    pub const ASSIGNED: Self = Self(2);
    pub const FULFILLED: Self = Self(3);
    pub const UNFULFILLABLE: Self = Self(4);
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExecutionStatus(pub i32);

impl ExecutionStatus {
    pub const UNEXECUTABLE: Self = Self(3);
}

/// One answer to GetProofRequestStatus, with the proof if it was there to download.
pub struct Answer<P> {
    pub fulfillment: FulfillmentStatus,
    pub execution: ExecutionStatus,
    /// Unix seconds.
    pub deadline: u64,
    pub proof: Option<P>,
}

/// What an application reads from GetProofRequestDetails.
pub struct Details {
    pub fulfillment: FulfillmentStatus,
    pub execution: ExecutionStatus,
    /// Unix seconds.
    pub created_at: u64,
    pub cycles: Option<u64>,
    pub gas_used: Option<u64>,
    /// Number on the wire; 0 when nothing failed.
    pub execute_fail_cause: i32,
    /// Absent where the release's schema has no such field.
    pub is_canceled: Option<bool>,
}

/// What is in a proof, and its bincode as `ProofFromNetwork`: the bytes that a network serves, less optional tails.
pub struct ProofFacts {
    pub variant: String,
    pub public_values: Vec<u8>,
    pub sp1_version: String,
    pub bincode: Vec<u8>,
}

/// The verdict of the SDK's own mock prover on a proof.
pub struct MockCheck {
    pub accepted: Result<()>,
    /// What that verdict covers for this mode.
    pub checked: &'static str,
}

/// A genuine proof to be verified again and again.
pub enum Subject {
    /// As the SDK saves it, with the program's verifying key: bincode both.
    Saved { key: Vec<u8>, proof: Vec<u8> },
    /// Groth16 or Plonk: gnark's encodings of the circuit's verifying key and of the proof, and the public inputs.
    Snark { mode: Mode, circuit_key: Vec<u8>, inputs: Vec<[u8; 32]>, proof: Vec<u8> },
}

/// Verifies one subject from its bytes to the verdict. An error is a refusal.
pub type Verification = Box<dyn Fn() -> Result<()>>;

pub struct Execution {
    pub cycles: u64,
    pub gas: Option<u64>,
    /// 0 in generations that report another code as an error.
    pub exit_code: u64,
    pub public_values: Vec<u8>,
}

pub struct VerifyingKey {
    /// Bincode, as CreateProgram sends it.
    pub bincode: Vec<u8>,
    /// The bn254 digest with its `0x`: the identity up to 5.0.5, and on chain.
    pub bytes32: String,
    /// The digest's words, big endian: the identity since 5.0.8.
    pub hash_bytes: Vec<u8>,
}

/// One release of sp1-sdk. The local half needs no network.
pub trait Sdk: Sized + Send + Sync {
    const RELEASE: &'static str;

    /// A program that was set up: keys and ELF.
    type Program: Send + Sync;
    type Proof: Send + Sync;
    type Network: Send + Sync;

    fn local() -> impl Future<Output = Result<Self>> + Send;

    fn set_up(&self, elf: Vec<u8>) -> impl Future<Output = Result<Self::Program>> + Send;

    fn verifying_key(program: &Self::Program) -> Result<VerifyingKey>;

    /// Without gas, a generation that counts cycles with it reports 0 cycles.
    fn execute(&self, elf: &[u8], stdin: &[u8], gas: bool) -> impl Future<Output = Result<Execution>> + Send;

    fn mock_proof(
        &self,
        program: &Self::Program,
        stdin: &[u8],
        mode: Mode,
    ) -> impl Future<Output = Result<Self::Proof>> + Send;

    fn mock_check(&self, program: &Self::Program, proof: &Self::Proof) -> MockCheck;

    /// The SDK's full verification, on the CPU.
    fn verify(&self, program: &Self::Program, proof: &Self::Proof) -> impl Future<Output = Result<()>> + Send;

    /// The SDK's full verification made ready to be repeated; of a snark, what SP1's crate `sp1-verifier` makes of it.
    fn verification(subject: Subject) -> impl Future<Output = Result<Verification>> + Send;

    fn facts(proof: &Self::Proof) -> Result<ProofFacts>;

    fn connect(service: &Service) -> impl Future<Output = Result<Self::Network>> + Send;

    /// Registers the program where it is unknown, uploads the input and asks for the proof.
    fn request(
        network: &Self::Network,
        program: &Self::Program,
        order: &Order,
    ) -> impl Future<Output = Result<RequestId>> + Send;

    /// The SDK's own waiting: polls, downloads and decodes.
    fn wait(
        network: &Self::Network,
        id: RequestId,
        timeout: Option<Duration>,
    ) -> impl Future<Output = Result<Self::Proof>> + Send;

    fn status(network: &Self::Network, id: RequestId) -> impl Future<Output = Result<Answer<Self::Proof>>> + Send;

    /// `None` when the network does not know the request.
    fn details(network: &Self::Network, id: RequestId) -> impl Future<Output = Result<Option<Details>>> + Send;

    fn cancel(network: &Self::Network, id: RequestId) -> impl Future<Output = Result<()>> + Send;
}
