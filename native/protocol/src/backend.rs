//! The side of the socket that proves.

/// What answers the requests. One backend serves all connections; a call may take as long as it must.
pub trait Backend: Send + Sync {
    /// The verifying key of a program, as bincode.
    fn set_up(&self, elf: &[u8]) -> Answer<Vec<u8>>;

    /// A proof, as bincode of `ProofFromNetwork`.
    fn prove(&self, request: ProveRequest<'_>) -> Answer<Vec<u8>>;

    fn execute(&self, request: ExecuteRequest<'_>) -> Answer<Execution>;

    /// Accepts a proof, or says why not. The key and the proof follow each other without a separator; only the backend knows
    /// where the one ends.
    fn verify(&self, key_and_proof: &[u8]) -> Answer<()>;
}

pub type Answer<T> = Result<T, Failure>;

pub struct ProveRequest<'a> {
    pub elf: &'a [u8],
    /// 1 core, 2 compressed, 3 Plonk, 4 Groth16.
    pub mode: u32,
    /// bincode of `SP1Stdin`, to the last byte.
    pub stdin: &'a [u8],
    pub nonce: [u32; 4],
}

pub struct ExecuteRequest<'a> {
    pub elf: &'a [u8],
    /// bincode of `SP1Stdin`, to the last byte.
    pub stdin: &'a [u8],
    /// 0 is no limit.
    pub cycle_limit: u64,
    pub calculate_gas: bool,
}

pub struct Execution {
    pub public_values: Vec<u8>,
    pub cycles: u64,
    /// 0 if it was not asked for.
    pub gas: u64,
    pub exit_code: u64,
}

/// Why there is no answer; decides the kind of response.
#[derive(Debug)]
pub enum Failure {
    /// The request is not what the protocol says: `InternalError`, then the connection is closed.
    Undecodable(String),
    /// The prover, executor or verifier said no: `ProverError`.
    Refused(String),
    /// Nothing was tried, or it could not be: `InternalError`.
    Unable(String),
}
