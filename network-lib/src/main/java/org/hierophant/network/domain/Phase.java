package org.hierophant.network.domain;

/** Where an attempt is, in the order of the work; numbers as on the worker channel. */
public enum Phase {
  FETCHING(1),
  EXECUTING(2),
  PROVING(3),
  COMPRESSING(4),
  WRAPPING(5),
  STORING(6);

  private final int number;

  Phase(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
