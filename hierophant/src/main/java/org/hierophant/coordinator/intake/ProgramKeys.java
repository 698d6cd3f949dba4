package org.hierophant.coordinator.intake;

import org.hierophant.network.domain.VkHash;

/** Compares a program's verifying key with the hash that a client gave it. */
@FunctionalInterface
public interface ProgramKeys {
  /** What came out. */
  enum Match {
    /** The hash is one of those that SDKs compute for this key. */
    SAME,
    /** The key is read, and neither of its hashes is this one. */
    DIFFERENT,
    /** No key of a generation we know: nothing can be said. */
    UNREADABLE
  }

  Match check(byte[] vk, VkHash vkHash);
}
