package org.hierophant.contemplant.prover;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.VkHash;

/**
 * One proof to make.
 *
 * @param vk bincode of the verifying key
 * @param program file as the client stored it, possibly compressed: bincode of the ELF
 * @param stdin file as the client stored it, possibly compressed
 * @param proof where the proof is written: a file that does not exist yet
 * @param cycleLimit inclusive, unsigned; 2^64-1 means none
 * @param gasLimit unsigned; 0 and 2^64-1 mean none
 * @param publicValuesHash what the client expects, where it simulated first
 * @param timeLimit until the lease ends
 */
public record ProofTask(
    Capability capability,
    VkHash vkHash,
    ByteString vk,
    Path program,
    Path stdin,
    Path proof,
    long cycleLimit,
    long gasLimit,
    Optional<Bytes32> publicValuesHash,
    Duration timeLimit) {}
