package org.hierophant.coordinator.artifact;

import java.io.IOException;

/** Tells a full disk from a broken one. */
final class DiskErrors {
  private DiskErrors() {}

  /**
   * A full disk as {@link StoreFullException}, another I/O error as itself.
   *
   * <p>Java has no type for it: the text is the system's, in the C locale of its messages.
   *
   * @throws RuntimeException if {@code e} is one
   */
  static IOException translated(Exception e) {
    return switch (e) {
      case StoreFullException full -> full;
      case IOException io when isFull(io) -> new StoreFullException("the disk is full");
      case IOException io -> io;
      case RuntimeException bug -> throw bug;
      default -> throw new IllegalStateException(e);
    };
  }

  private static boolean isFull(IOException e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("No space left") || message.contains("quota exceeded");
  }
}
