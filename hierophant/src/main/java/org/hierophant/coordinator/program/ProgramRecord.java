package org.hierophant.coordinator.program;

import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.hierophant.coordinator.request.StoredArtifact;
import org.hierophant.network.domain.Address;
import org.hierophant.network.domain.VkHash;

/**
 * A program that clients registered. The first valid registration of a hash wins.
 *
 * @param vk bincode of the verifying key as the first client sent it; not stable between clients of
 *     4.x and 5.x, so never compared
 * @param elf the stored program
 * @param owner who signed the registration
 */
@SuppressWarnings("ArrayRecordComponent") // equals, hashCode and copies are written out below
public record ProgramRecord(
    VkHash vkHash, byte[] vk, StoredArtifact elf, Address owner, Instant createdAt) {
  public ProgramRecord {
    vk = vk.clone();
  }

  /** A copy: the record is immutable. */
  @Override
  public byte[] vk() {
    return vk.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ProgramRecord that
        && vkHash.equals(that.vkHash)
        && Arrays.equals(vk, that.vk)
        && elf.equals(that.elf)
        && owner.equals(that.owner)
        && createdAt.equals(that.createdAt);
  }

  @Override
  public int hashCode() {
    return Objects.hash(vkHash, elf, owner, createdAt);
  }

  @Override
  public String toString() {
    return "ProgramRecord[" + vkHash + ", " + elf.uri() + ", owner " + owner + "]";
  }
}
