package org.hierophant.network.domain;

import java.util.Optional;

/** The virtual machine a program was built for; numbers as on the worker channel. */
public enum ProverVm {
  SP1(1, "Sp1"),
  RISC_ZERO(2, "Risc0");

  private final int number;
  private final String label;

  ProverVm(int number, String label) {
    this.number = number;
    this.label = label;
  }

  public static Optional<ProverVm> ofNumber(int number) {
    return switch (number) {
      case 1 -> Optional.of(SP1);
      case 2 -> Optional.of(RISC_ZERO);
      default -> Optional.empty();
    };
  }

  public int number() {
    return number;
  }

  /** The spelling of the status pages. */
  public String label() {
    return label;
  }
}
