package org.hierophant.network.domain;

import java.util.Optional;

/** What stored bytes are; numbers as in the artifact API. */
public enum ArtifactType {
  PROGRAM(1),
  STDIN(2),
  PROOF(3),
  PRIVATE_STDIN(7);

  private final int number;

  ArtifactType(int number) {
    this.number = number;
  }

  public static Optional<ArtifactType> ofNumber(int number) {
    return switch (number) {
      case 1 -> Optional.of(PROGRAM);
      case 2 -> Optional.of(STDIN);
      case 3 -> Optional.of(PROOF);
      case 7 -> Optional.of(PRIVATE_STDIN);
      default -> Optional.empty();
    };
  }

  public int number() {
    return number;
  }
}
