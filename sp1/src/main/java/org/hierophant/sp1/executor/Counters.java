package org.hierophant.sp1.executor;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.hierophant.sp1.Generation;

/**
 * How often each operation and each system call ran; sums of what blocks were entered how often.
 */
final class Counters {
  private final Machine machine;
  private final Generation generation;
  private final long[] operations = new long[Op.COUNT];
  private final long[] calls = new long[SyscallCode.values().length];

  Counters(Machine machine, Generation generation) {
    this.machine = machine;
    this.generation = generation;
  }

  void count(SyscallCode call) {
    calls[call.ordinal()]++;
  }

  /** Counts first touches of the registers that instructions named since the gas chunk began. */
  void settleRegisters(long[] entries) {
    int[] ends = machine.code.ends();
    long running = 0;
    long named = 0;
    for (int i = 0; i < ends.length; i++) {
      running += entries[i];
      named |= running != 0 ? machine.gas.named(i) : 0;
      if (ends[i] == i) {
        running = 0;
      }
    }
    machine.gas.registers(named);
  }

  /** Adds up the entries of the machine's blocks, clears them, and closes the gas chunk. */
  void collect(long[] entries) {
    long[] chunk = new long[Op.COUNT];
    long crossings = 0;
    long running = 0;
    long[] code = machine.code.packed();
    int[] ends = machine.code.ends();
    for (int i = 0; i < code.length; i++) {
      running += entries[i];
      if (running != 0) {
        int op = Code.op(code[i]);
        chunk[op] += running;
        if (!Op.endsBlock(op) && crossesPage(i)) {
          crossings += running;
        }
      }
      if (ends[i] == i) {
        running = 0;
      }
    }
    if (generation == Generation.V6) {
      settleRegisters(entries);
    }
    Arrays.fill(entries, 0);
    for (int op = 0; op < Op.COUNT; op++) {
      operations[op] += chunk[op];
    }
    if (generation == Generation.V6) {
      machine.gas.closeChunk(chunk, crossings);
    }
  }

  /** True if the instruction after this one lies in another 64 KiB of addresses. */
  boolean crossesPage(int index) {
    return (machine.code.base() + 4L * index & 0xffff) == 0xfffc;
  }

  Map<String, Long> operationCounts() {
    Map<String, Long> counts = new TreeMap<>();
    for (int op = 0; op < Op.COUNT; op++) {
      if (operations[op] != 0) {
        counts.merge(name(op), operations[op], Long::sum);
      }
    }
    return counts;
  }

  private String name(int op) {
    boolean addsImmediate = op == Op.ADDI || op == Op.LUI;
    return generation == Generation.V5 && addsImmediate ? "add" : Op.name(op);
  }

  /** v6 lists only calls that own a table. */
  Map<String, Long> callCounts() {
    Map<String, Long> counts = new TreeMap<>();
    for (SyscallCode call : SyscallCode.values()) {
      long count = calls[call.ordinal()];
      if (count != 0 && (generation == Generation.V5 || call.hasTable())) {
        counts.put(call.name(), count);
      }
    }
    return counts;
  }
}
