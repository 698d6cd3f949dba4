package org.hierophant.coordinator.verification;

import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.format.CircuitVersions;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.KeyDigest;
import org.hierophant.sp1.format.VerifyingKey;
import org.hierophant.sp1.format.VerifyingKeyV5;
import org.hierophant.sp1.format.VerifyingKeyV6;

/** The hash of a program's key, as proofs of a circuit version carry it. */
final class ProgramDigest {
  private static final String BEFORE_V5 = "v4.";

  private ProgramDigest() {}

  /**
   * @throws FormatException if the key is not one of that version's generation
   * @throws IllegalArgumentException for a version that is unknown to the library
   */
  static KeyDigest of(ProgramRecord program, CircuitVersion version) throws FormatException {
    Generation generation =
        CircuitVersions.generation(version.text())
            .orElseThrow(() -> new IllegalArgumentException("circuit version " + version));
    return switch (VerifyingKey.parse(program.vk(), generation)) {
      case VerifyingKeyV5 five ->
          version.text().startsWith(BEFORE_V5) ? five.digestOfV4() : five.digest();
      case VerifyingKeyV6 six -> six.digest();
    };
  }
}
