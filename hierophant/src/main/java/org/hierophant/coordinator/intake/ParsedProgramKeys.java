package org.hierophant.coordinator.intake;

import java.util.Arrays;
import java.util.Optional;
import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.VkHash;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.format.CircuitVersions;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.VerifyingKey;
import org.hierophant.sp1.format.VerifyingKeyV5;
import org.hierophant.sp1.format.VerifyingKeyV6;

/**
 * Reads a verifying key of either generation and computes what SDKs may call it: 4.x and 5.x write
 * keys alike and hash them differently, and each hash has two spellings.
 */
public final class ParsedProgramKeys implements ProgramKeys, ProgramFit {
  @Override
  public Match check(byte[] vk, VkHash vkHash) {
    Match best = Match.UNREADABLE;
    for (Generation generation : Generation.values()) {
      try {
        if (isNamed(VerifyingKey.parse(vk, generation), vkHash.toBytes())) {
          return Match.SAME;
        }
        best = Match.DIFFERENT;
      } catch (FormatException _) {
        // Not a key of this generation: the next one may know it.
      }
    }
    return best;
  }

  @Override
  public boolean fits(ProgramRecord program, CircuitVersion version) {
    Optional<Generation> expected = CircuitVersions.generation(version.text());
    Optional<Generation> actual =
        Arrays.stream(Generation.values())
            .filter(generation -> isNamed(program, generation))
            .findFirst();
    return expected.isEmpty() || actual.isEmpty() || expected.equals(actual);
  }

  private static boolean isNamed(ProgramRecord program, Generation generation) {
    try {
      return isNamed(VerifyingKey.parse(program.vk(), generation), program.vkHash().toBytes());
    } catch (FormatException _) {
      return false;
    }
  }

  private static boolean isNamed(VerifyingKey key, byte[] vkHash) {
    return switch (key) {
      case VerifyingKeyV5 five ->
          five.digest().matches(vkHash) || five.digestOfV4().matches(vkHash);
      case VerifyingKeyV6 six -> six.digest().matches(vkHash);
    };
  }
}
