package org.hierophant.coordinator.verification;

import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.format.CircuitVersions;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.KeyDigest;
import org.hierophant.sp1.format.VerifyingKey;

/** The hash of a program's key, as proofs of a circuit version carry it. */
final class ProgramDigest {
  private ProgramDigest() {}

  /**
   * @throws FormatException if the key is not one of that version's generation
   * @throws IllegalArgumentException for a version that is unknown to the library
   */
  static KeyDigest of(ProgramRecord program, CircuitVersion version) throws FormatException {
    Generation generation =
        CircuitVersions.generation(version.text())
            .orElseThrow(() -> new IllegalArgumentException("circuit version " + version));
    return VerifyingKey.parse(program.vk(), generation).digest(version.text());
  }
}
