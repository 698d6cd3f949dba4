package org.hierophant.coordinator.ledger.sqlite;

import java.io.Serial;
import java.time.DateTimeException;

/** A row that no version of ours wrote. */
final class DamagedRowException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private DamagedRowException(String row, RuntimeException cause) {
    super(row + ": " + cause.getMessage(), cause);
  }

  /**
   * What is to be thrown instead of {@code e}, which came up while the row was read.
   *
   * @param row for the operator: its table and its number
   */
  static RuntimeException of(String row, RuntimeException e) {
    return switch (e) {
      // Records refuse what does not fit them, and bytes that end too early are found by reading.
      case IllegalArgumentException _,
          IndexOutOfBoundsException _,
          ArithmeticException _,
          DateTimeException _ ->
          new DamagedRowException(row, e);
      default -> e;
    };
  }
}
