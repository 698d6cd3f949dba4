//! What must hold around a proof; the node looks at the proof alone. The questions are those of `crates/sdk/src/prover.rs` in
//! SP1 6: a client's `verify` asks them too.

use std::borrow::Borrow;

use slop_algebra::PrimeField32;
use sp1_hypercube::{air::PublicValues, PROOF_MAX_NUM_PVS};
use sp1_prover::{
    worker::{ProofFromNetwork, SP1Proof},
    SP1_CIRCUIT_VERSION,
};
use sp1_recursion_executor::RecursionPublicValues;

/// The circuit version, a successful exit, and public values that the proof commits to.
pub fn check(proof: &ProofFromNetwork) -> Result<(), String> {
    if proof.sp1_version != SP1_CIRCUIT_VERSION {
        return Err(format!(
            "a proof of circuit version {:?}; this verifier is for {SP1_CIRCUIT_VERSION}",
            proof.sp1_version
        ));
    }
    let committed = match &proof.proof {
        SP1Proof::Core(shards) => {
            let last = shards.last().ok_or("a core proof without shards")?;
            check_length(&last.public_values)?;
            let values: &PublicValues<[_; 4], [_; 3], [_; 4], _> = last.public_values.as_slice().borrow();
            Committed::of(values.committed_value_digest, values.exit_code)
        }
        SP1Proof::Compressed(compressed) => {
            check_length(&compressed.proof.public_values)?;
            let values: &RecursionPublicValues<_> = compressed.proof.public_values.as_slice().borrow();
            Committed::of(values.committed_value_digest, values.exit_code)
        }
        SP1Proof::Plonk(snark) => return check_snark(&snark.public_inputs, proof),
        SP1Proof::Groth16(snark) => return check_snark(&snark.public_inputs, proof),
    };
    if committed.exit_code != 0 {
        return Err(format!("the program ended with exit code {}", committed.exit_code));
    }
    if committed.digest != words(&proof.public_values.hash())
        && committed.digest != words(&proof.public_values.blake3_hash())
    {
        return Err("the proof commits to other public values".to_owned());
    }
    Ok(())
}

fn check_length<T>(public_values: &[T]) -> Result<(), String> {
    match public_values.len() {
        PROOF_MAX_NUM_PVS => Ok(()),
        other => Err(format!("{other} public values in the proof, not {PROOF_MAX_NUM_PVS}")),
    }
}

/// Decimal numbers, in the only spelling that has no leading zeros.
fn check_snark(inputs: &[String; 5], proof: &ProofFromNetwork) -> Result<(), String> {
    if inputs[2] != "0" {
        return Err(format!("the program ended with exit code {}", inputs[2]));
    }
    let values = &proof.public_values;
    let blake3 = values.hash_bn254_with_fn(sp1_primitives::io::blake3_hash);
    if inputs[1] != values.hash_bn254().to_string() && inputs[1] != blake3.to_string() {
        return Err("the proof commits to other public values".to_owned());
    }
    Ok(())
}

struct Committed {
    /// One byte of the hash each; more in a malformed proof, which then equals no hash.
    digest: Vec<u32>,
    exit_code: u32,
}

impl Committed {
    fn of<F: PrimeField32>(digest: [[F; 4]; 8], exit_code: F) -> Self {
        let digest = digest.as_flattened().iter().map(F::as_canonical_u32).collect();
        Self { digest, exit_code: exit_code.as_canonical_u32() }
    }
}

fn words(hash: &[u8]) -> Vec<u32> {
    hash.iter().copied().map(u32::from).collect()
}
