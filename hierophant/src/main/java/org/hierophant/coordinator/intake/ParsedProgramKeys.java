package org.hierophant.coordinator.intake;

import org.hierophant.network.domain.VkHash;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.VerifyingKey;

/** Reads a verifying key of either generation and computes both of its hashes. */
public final class ParsedProgramKeys implements ProgramKeys {
  @Override
  public Match check(byte[] vk, VkHash vkHash) {
    Match best = Match.UNREADABLE;
    for (Generation generation : Generation.values()) {
      try {
        if (VerifyingKey.parse(vk, generation).digest().matches(vkHash.toBytes())) {
          return Match.SAME;
        }
        best = Match.DIFFERENT;
      } catch (FormatException _) {
        // Not a key of this generation: the next one may know it.
      }
    }
    return best;
  }
}
