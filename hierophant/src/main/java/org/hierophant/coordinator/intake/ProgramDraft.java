package org.hierophant.coordinator.intake;

import java.util.Arrays;
import java.util.Objects;
import org.hierophant.network.domain.Address;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.VkHash;

/**
 * A program as a client signed it.
 *
 * @param vk bincode of the verifying key; shared, not to be written to
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode are written out below
public record ProgramDraft(Address owner, VkHash vkHash, byte[] vk, ArtifactUri elf) {
  @Override
  public boolean equals(Object other) {
    return other instanceof ProgramDraft that
        && owner.equals(that.owner)
        && vkHash.equals(that.vkHash)
        && Arrays.equals(vk, that.vk)
        && elf.equals(that.elf);
  }

  @Override
  public int hashCode() {
    return Objects.hash(owner, vkHash, elf);
  }

  @Override
  public String toString() {
    return "ProgramDraft[" + vkHash + ", " + elf + ", owner " + owner + "]";
  }
}
