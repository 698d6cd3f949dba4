package org.hierophant.testing;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.sp1.format.MockProofs;
import org.hierophant.sp1.format.ProofKind;

/** Whether a proof that a network in mock mode handed out is right, judged without that network. */
public final class ProofCheck {
  private ProofCheck() {}

  /**
   * Right is exactly what the SDK's own mock prover makes of key and public values.
   *
   * @param circuitVersion e.g. {@code v6.1.0}
   * @param publicValues what an execution of one's own gave
   * @return what is wrong; empty if nothing is
   */
  public static Optional<String> fault(
      byte[] proof,
      ProofMode mode,
      String circuitVersion,
      ClientProgram program,
      byte[] publicValues) {
    MockProofs.Result result =
        MockProofs.check(
            MemorySegment.ofArray(proof), kind(mode), circuitVersion, program.key(), publicValues);
    return switch (result) {
      case MockProofs.Result.Exact _ -> Optional.empty();
      case MockProofs.Result.Differs(var detail) -> Optional.of(detail);
    };
  }

  private static ProofKind kind(ProofMode mode) {
    return switch (mode) {
      case CORE -> ProofKind.CORE;
      case COMPRESSED -> ProofKind.COMPRESSED;
      case PLONK -> ProofKind.PLONK;
      case GROTH16 -> ProofKind.GROTH16;
    };
  }
}
