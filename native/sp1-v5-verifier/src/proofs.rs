//! Proofs of SP1 5 and what must hold of them: the questions of `crates/sdk/src/prover.rs` there, and the exit code.
//!
//! The key of the recursion program that made a Compressed proof must be one of those that SP1 allows. The whole list is a
//! file that the crates fetch while they are built; `sp1-verifier` has the ten that end proofs of several shards. So a
//! Compressed proof of several shards is judged here, and of one of a single shard it is said that it cannot be.

use std::borrow::Borrow;

use p3_baby_bear::BabyBear;
use p3_field::{AbstractField, PrimeField32};
use prover_protocol::{Answer, Failure};
use serde::Deserialize;
use sp1_prover::{
    components::CpuProverComponents, HashableKey, SP1CoreProofData, SP1Prover, SP1PublicValues, SP1VerifyingKey,
    SP1_CIRCUIT_VERSION,
};
use sp1_recursion_core::air::RecursionPublicValues;
use sp1_stark::{
    air::PublicValues, Groth16Bn254Proof, MachineVerificationError, PlonkBn254Proof, SP1Proof, Word, PROOF_MAX_NUM_PVS,
};
use sp1_verifier::{
    compressed::internal::{RECURSION_VK_ROOT, RECURSION_VK_SET},
    Groth16Verifier, PlonkVerifier, GROTH16_VK_BYTES, PLONK_VK_BYTES,
};

#[derive(Deserialize)]
pub struct ProofFromNetwork {
    proof: SP1Proof,
    public_values: SP1PublicValues,
    sp1_version: String,
}

/// A prover that was built without the list of allowed keys, then given those that are known.
pub fn verifying_prover() -> SP1Prover<CpuProverComponents> {
    std::env::set_var("VERIFY_VK", "false");
    std::env::set_var("SP1_DISABLE_PROGRAM_CACHE", "true");
    let mut prover = SP1Prover::new();
    let known = RECURSION_VK_SET.iter().map(|key| key.map(BabyBear::from_canonical_u32));
    prover.recursion_vk_map = known.enumerate().map(|(index, key)| (key, index)).collect();
    prover.recursion_vk_root = RECURSION_VK_ROOT.map(BabyBear::from_canonical_u32);
    prover.vk_verification = true;
    prover
}

pub fn verify(prover: &SP1Prover<CpuProverComponents>, key: &SP1VerifyingKey, proof: &ProofFromNetwork) -> Answer<()> {
    if proof.sp1_version != SP1_CIRCUIT_VERSION {
        let version = &proof.sp1_version;
        return refuse(format!("a proof of circuit version {version:?}; this verifier is for {SP1_CIRCUIT_VERSION}"));
    }
    match &proof.proof {
        SP1Proof::Core(shards) => {
            for shard in shards {
                check_length(&shard.public_values)?;
            }
            let Some(last) = shards.last() else { return refuse("a core proof without shards") };
            let values: &PublicValues<Word<_>, _> = last.public_values.as_slice().borrow();
            check_committed(values.committed_value_digest, &proof.public_values)?;
            prover
                .verify(&SP1CoreProofData(shards.clone()), key)
                .map_err(|error| refusal(format!("core proof: {error}")))
        }
        SP1Proof::Compressed(compressed) => {
            check_length(&compressed.proof.public_values)?;
            let values: &RecursionPublicValues<_> = compressed.proof.public_values.as_slice().borrow();
            check_committed(values.committed_value_digest, &proof.public_values)?;
            if values.exit_code != BabyBear::zero() {
                return refuse(format!("the program ended with exit code {}", values.exit_code));
            }
            let single_shard = values.next_shard == values.start_shard + BabyBear::one();
            prover.verify_compressed(compressed, key).map_err(|error| match error {
                MachineVerificationError::InvalidVerificationKey if single_shard => Failure::Unable(
                    "a compressed proof of a single shard cannot be judged without SP1's list of recursion keys"
                        .to_owned(),
                ),
                error => refusal(format!("compressed proof: {error}")),
            })
        }
        SP1Proof::Plonk(snark) => verify_plonk(snark, key, &proof.public_values),
        SP1Proof::Groth16(snark) => verify_groth16(snark, key, &proof.public_values),
    }
}

/// `encoded_proof` goes on chain, `raw_proof` is what a client hands to gnark: the one must be the other.
fn verify_groth16(snark: &Groth16Bn254Proof, key: &SP1VerifyingKey, values: &SP1PublicValues) -> Answer<()> {
    let Groth16Bn254Proof { public_inputs, encoded_proof, raw_proof, groth16_vkey_hash } = snark;
    check_inputs(public_inputs, key, values)?;
    let no_commitments = "0".repeat(2 * (4 + 64));
    if raw_proof.strip_prefix(encoded_proof.as_str()) != Some(no_commitments.as_str()) {
        return refuse("encoded_proof and raw_proof are different Groth16 proofs");
    }
    let bytes = on_chain(groth16_vkey_hash, encoded_proof)?;
    Groth16Verifier::verify(&bytes, values.as_slice(), &key.bytes32(), &GROTH16_VK_BYTES)
        .map_err(|error| refusal(format!("Groth16 proof: {error}")))
}

/// Of a Plonk proof only `encoded_proof` is checked, the one that goes on chain.
fn verify_plonk(snark: &PlonkBn254Proof, key: &SP1VerifyingKey, values: &SP1PublicValues) -> Answer<()> {
    check_inputs(&snark.public_inputs, key, values)?;
    let bytes = on_chain(&snark.plonk_vkey_hash, &snark.encoded_proof)?;
    PlonkVerifier::verify(&bytes, values.as_slice(), &key.bytes32(), &PLONK_VK_BYTES)
        .map_err(|error| refusal(format!("Plonk proof: {error}")))
}

fn on_chain(vk_hash: &[u8; 32], encoded_proof: &str) -> Answer<Vec<u8>> {
    let proof = hex::decode(encoded_proof).map_err(|error| refusal(format!("encoded_proof: {error}")))?;
    Ok([&vk_hash[..4], &proof].concat())
}

fn check_inputs(inputs: &[String; 2], key: &SP1VerifyingKey, values: &SP1PublicValues) -> Answer<()> {
    if inputs[0] != key.hash_bn254().to_string() {
        return refuse("the proof is of another program");
    }
    let blake3 = values.hash_bn254_with_fn(sp1_primitives::io::blake3_hash);
    if inputs[1] != values.hash_bn254().to_string() && inputs[1] != blake3.to_string() {
        return refuse("the proof commits to other public values");
    }
    Ok(())
}

fn check_length<T>(public_values: &[T]) -> Answer<()> {
    match public_values.len() {
        PROOF_MAX_NUM_PVS => Ok(()),
        other => refuse(format!("{other} public values in the proof, not {PROOF_MAX_NUM_PVS}")),
    }
}

/// One byte of the hash in each element; a malformed proof may hold more, which then equals no hash.
fn check_committed(digest: [Word<BabyBear>; 8], values: &SP1PublicValues) -> Answer<()> {
    let committed: Vec<u32> = digest.iter().flat_map(|word| word.0).map(|byte| byte.as_canonical_u32()).collect();
    let hashes = [values.hash(), values.blake3_hash()];
    if hashes.iter().any(|hash| hash.iter().copied().map(u32::from).eq(committed.iter().copied())) {
        return Ok(());
    }
    refuse("the proof commits to other public values")
}

fn refusal(reason: impl Into<String>) -> Failure {
    Failure::Refused(reason.into())
}

fn refuse<T>(reason: impl Into<String>) -> Answer<T> {
    Err(refusal(reason))
}
