package org.hierophant.sp1.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What tests expect of runs. */
final class Outcomes {
  private Outcomes() {}

  static ExecutionReport completed(ExecutionResult result) {
    assertThat(result).isInstanceOf(ExecutionResult.Completed.class);
    return result.report();
  }

  static GuestFault fault(ExecutionResult result) {
    assertThat(result).isInstanceOf(ExecutionResult.Failed.class);
    return ((ExecutionResult.Failed) result).fault();
  }

  static ExecutionResult.Reason stopped(ExecutionResult result) {
    assertThat(result).isInstanceOf(ExecutionResult.Aborted.class);
    return ((ExecutionResult.Aborted) result).reason();
  }

  /** Public values as words of the machine. */
  static long[] words(ExecutionResult result) {
    byte[] values = completed(result).publicValues();
    ByteBuffer buffer = ByteBuffer.wrap(values).order(ByteOrder.LITTLE_ENDIAN);
    long[] words = new long[values.length / 8];
    for (int i = 0; i < words.length; i++) {
      words[i] = buffer.getLong(8 * i);
    }
    return words;
  }
}
