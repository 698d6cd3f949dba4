package org.hierophant.network.config;

/** Exit codes of both programs. */
public enum ExitCode {
  OK(0),
  /** The program could not start or go on; the reason is on standard error. */
  FAILED(1),
  /** The command line could not be understood. */
  USAGE(2),
  /** A write that must be durable failed: what is in memory may be ahead of the disk. */
  DISK_NOT_TRUSTED(70);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
