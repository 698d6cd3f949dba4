package org.hierophant.sp1.executor;

import java.util.List;
import java.util.OptionalLong;
import org.hierophant.sp1.Generation;
import org.jspecify.annotations.Nullable;

/**
 * One run: enters block after block, serves system calls, and takes control back whenever the
 * countdown of instructions or of trace entries would fall below zero inside a block.
 */
final class GuestRun {
  private static final long CLOCK_CARRY = 1L << 24;

  /** What entering and leaving an unconstrained block cost, in guest instructions. */
  private static final int SWITCH_STEPS = 200;

  /** A block is translated along with another that runs this much more often. */
  private static final int ALONG = 32;

  private final GuestProgram program;
  private final ExecutionOptions options;
  private final Generation generation;
  private final Machine machine;
  private final Interpreter interpreter;
  private final Counters counters;
  private final Syscalls syscalls;
  private final StepMeter meter;
  private final MemoryBudget budget;
  private final boolean metered;
  private final boolean countsGas;

  /** What is translated so far; null if nothing shall be. */
  private @Nullable Translations translations;

  private long threshold;

  /** Who wants to know about every block, if anybody does. */
  private @Nullable CallRecorder recorder;

  private long calls;
  private int armed;
  private int traceLeft;
  private boolean stepping;
  private boolean halted;
  private boolean showsNativeMemory;
  private @Nullable SavedState saved;

  /** What SP1 6's own executor has beside memory; null in runs in which nothing has shown it. */
  private @Nullable NativeMemory nativeMemory;

  /** Where blocks are counted whose counts nobody wants, those inside unconstrained ones. */
  private long @Nullable [] uncounted;

  /** What leaving an unconstrained block restores. */
  private record SavedState(long[] x, int index, int low, long[] entries, int traceLeft) {}

  /**
   * @param proofs how many proofs the input holds for the guest to ask for
   */
  GuestRun(GuestProgram program, List<byte[]> inputs, long proofs, ExecutionOptions options) {
    this.program = program;
    this.options = options;
    this.generation = program.generation();
    this.metered = generation == Generation.V6;
    this.countsGas = metered && options.gas();
    this.threshold = options.engine().threshold();
    this.budget = new MemoryBudget(options.memoryLimitBytes());
    this.meter = new StepMeter(options);
    GuestMemory memory = new GuestMemory(program, budget, meter);
    this.machine = new Machine(program, memory, new GasMeter(program.code()));
    this.interpreter = metered ? new Rv64Interpreter(machine) : new Rv32Interpreter(machine);
    this.counters = new Counters(machine, generation);
    GuestOutput output = new GuestOutput(budget, options.publicValuesLimitBytes());
    HintQueue hints = new HintQueue(inputs, budget);
    this.syscalls = new Syscalls(generation, machine, hints, proofs, output, budget, meter);
    this.traceLeft = countsGas ? options.gasChunkEntries() - 1 : Integer.MAX_VALUE;
    count(countsGas);
  }

  private void count(boolean touches) {
    machine.counting = touches;
    translations = options.engine() == Engine.INTERPRETER ? null : program.translations(touches);
  }

  /** The machine, for those who look at it after the run. */
  Machine machine() {
    return machine;
  }

  /** Follows what {@link NativeMemory} needs to know, one instruction at a time. */
  void imitateNativeMemory() {
    nativeMemory = new NativeMemory(machine, budget);
  }

  /**
   * True if the run ended at an access that shows how SP1 6's own executor lays out memory: it must
   * be done again, with that imitated.
   */
  boolean showsNativeMemory() {
    return showsNativeMemory;
  }

  /** Tells a recorder of every block and jump outside unconstrained blocks. */
  void recordCalls(CallRecorder recorder) {
    this.recorder = recorder;
  }

  ExecutionResult run() {
    try {
      budget.take(program.tableBytes() + 16L * machine.entries.length);
      meter.look();
      long entry = program.entry();
      machine.jump(entry, entry - machine.code.base());
      if (machine.isOutside) {
        throw new Trap(new GuestFault.PcOutOfProgram(entry));
      }
      arm();
      while (!halted && !machine.isOutside) {
        nextBlock();
      }
      return end();
    } catch (Trap trap) {
      showsNativeMemory = showsNativeMemory(trap.fault());
      ExecutionReport report = abandon(!machine.isOutside);
      return new ExecutionResult.Failed(trap.fault(), machine.pc(), report);
    } catch (Stop stop) {
      return new ExecutionResult.Aborted(stop.reason(), abandon(false));
    }
  }

  private boolean showsNativeMemory(GuestFault fault) {
    if (!metered || saved == null || nativeMemory != null || machine.isOutside) {
      return false;
    }
    boolean accesses = Op.isMemory(Code.op(machine.code.packed()[machine.index]));
    return switch (fault) {
      case GuestFault.MisalignedAccess _ -> accesses;
      case GuestFault.AddressOutOfRange(var address) -> accesses && NativeMemory.wraps(address);
      default -> false;
    };
  }

  private ExecutionResult end() {
    settle();
    if (machine.isOutside && metered) {
      throw new Trap(new GuestFault.PcOutOfProgram(machine.pc()));
    }
    if (saved != null) {
      machine.isOutside = true;
      throw new Trap(new GuestFault.EndInUnconstrained());
    }
    counters.collect(machine.entries);
    GuestFault.CycleLimit exceeded = exceeded();
    return exceeded == null
        ? new ExecutionResult.Completed(report())
        : new ExecutionResult.Failed(exceeded, machine.pc(), report());
  }

  private void nextBlock() {
    if (saved != null && metered) {
      machine.low = 0; // v6's own executor knows an instruction's place from translating it
    }
    int at = machine.index;
    if (nativeMemory != null) {
      carefully(at);
      return;
    }
    Region region = region(at);
    if (region == null) {
      interpret(at);
      return;
    }
    switch (region.run(machine)) {
      case Region.SYSTEM -> system(Code.op(machine.code.packed()[machine.index]));
      case Region.CAREFUL -> interpret(machine.index); // so that something gets done
      default -> {}
    }
  }

  /** The translated code that can go on from here, made now if the block has run often enough. */
  private @Nullable Region region(int at) {
    if (translations == null || machine.low != 0) {
      return null;
    }
    Region region = translations.at(at);
    if (region != null || threshold == Long.MAX_VALUE) {
      return region;
    }
    if (machine.entries[at] < threshold && !translations.isCut(at)) {
      return null;
    }
    region = translations.translate(at, machine.entries, threshold / ALONG);
    threshold = region == null ? Long.MAX_VALUE : threshold;
    meter.heed(); // translating takes milliseconds
    return region;
  }

  private void interpret(int at) {
    long left = machine.ticks - machine.code.costs()[at];
    if ((left & Machine.EXHAUSTED) != 0) {
      carefully(at);
      return;
    }
    machine.ticks = left;
    machine.entries[at]++;
    block(at, machine.code.ends()[at]);
  }

  private void block(int at, int last) {
    int op = Code.op(machine.code.packed()[last]);
    CallRecorder listening = saved == null ? recorder : null;
    if (listening != null) {
      listening.ran(at, last);
    }
    if (!Op.endsBlock(op)) {
      interpreter.straight(at, last + 1);
      machine.branch(last, 4);
      return;
    }
    interpreter.straight(at, last);
    if (op < Op.ECALL) {
      interpreter.transfer(last);
      if (listening != null && op >= Op.JAL && !machine.isOutside) {
        listening.jumped(last, machine.index);
      }
    } else {
      machine.index = last;
      system(op);
    }
  }

  /** Looks at limits and observers, and executes one instruction if the next block does not fit. */
  private void carefully(int at) {
    settle();
    meter.look();
    GuestFault.CycleLimit exceeded = saved == null ? exceeded() : null;
    if (exceeded != null) {
      machine.outside = machine.pc();
      machine.isOutside = true;
      throw new Trap(exceeded);
    }
    arm();
    long left = machine.ticks - machine.code.costs()[at];
    if ((left & Machine.EXHAUSTED) != 0 || nativeMemory != null) {
      step(at);
    }
  }

  private void step(int at) {
    int op = Code.op(machine.code.packed()[at]);
    boolean isLast = machine.code.ends()[at] == at;
    boolean traced = Op.isMemory(op) && machine.counting;
    if (traced && (int) machine.ticks == 0) {
      counters.settleRegisters(machine.entries); // the instruction that ends a chunk counts none
    }
    long touches = machine.gas.touches();
    if (machine.counting) {
      machine.gas.registers(traced ? machine.gas.named(at) : 0);
      long clock = clock();
      boolean nearCarry = (clock & CLOCK_CARRY - 1) >= CLOCK_CARRY - 16;
      if (nearCarry && op != Op.ECALL) {
        machine.gas.stepNearCarry(clock, !Op.endsBlock(op) && counters.crossesPage(at));
      }
    }
    stepping = !isLast;
    machine.entries[at]++;
    if (!isLast) {
      machine.entries[at + 1]--;
    }
    traceLeft = (int) machine.ticks - (traced ? 1 : 0);
    rearm((int) (machine.ticks >> 32) - 1);
    if (nativeMemory != null && Op.isMemory(op)) {
      access(nativeMemory, at);
    } else {
      block(at, at);
    }
    stepping = false;
    if (traced && traceLeft < 0) {
      machine.gas.resetTouches(touches);
      closeChunk();
    }
  }

  private void access(NativeMemory natively, int at) {
    if (saved != null) {
      natively.access(at);
      machine.branch(at, 4);
      return;
    }
    long c = machine.code.packed()[at];
    long address = machine.x[Code.rs1(c)] + Code.imm(c);
    block(at, at);
    natively.accessed(address, 1, clock() + 1);
  }

  private void rearm(int instructions) {
    machine.ticks = ((long) instructions << 32) + Math.max(traceLeft, 0);
  }

  private void closeChunk() {
    settleInstructions();
    counters.collect(machine.entries);
    machine.memory.forgetTouches();
    traceLeft = options.gasChunkEntries() - 1;
    arm();
  }

  private void system(int op) {
    switch (op) {
      case Op.EBREAK -> throw new Trap(new GuestFault.Breakpoint());
      case Op.UNIMP ->
          throw new Trap(
              new GuestFault.Unimplemented(Code.imm(machine.code.packed()[machine.index])));
      default -> call();
    }
  }

  private void call() {
    int at = machine.index;
    SyscallCode call = SyscallCode.of(generation, (int) machine.x[5]);
    if (saved != null) {
      if (call == SyscallCode.EXIT_UNCONSTRAINED) {
        exitUnconstrained(saved);
        return;
      }
      if (call != SyscallCode.WRITE) {
        throw new Trap(new GuestFault.SyscallInUnconstrained(machine.x[5]));
      }
      syscalls.serve(call, meter.cycles());
      machine.branch(at, 4);
      return;
    }
    settle();
    counters.count(call);
    boolean halts = call == SyscallCode.HALT;
    if (call == SyscallCode.EXIT_UNCONSTRAINED && metered) {
      throw new Trap(new GuestFault.SyscallInUnconstrained(machine.x[5]));
    }
    syscalls.serve(call, meter.cycles() - 1);
    if (machine.counting) {
      if (!machine.gas.knowsCallRegisters()) {
        counters.settleRegisters(machine.entries);
      }
      machine.gas.call(call, clock() - 8, !halts && counters.crossesPage(at));
      traceLeft -= call.traceEntries();
    }
    if (nativeMemory != null) {
      nativeMemory.served(call, clock() - 8);
    }
    calls++;
    if (call == SyscallCode.ENTER_UNCONSTRAINED) {
      saved = enterUnconstrained();
    }
    halted = halts;
    if (!halts) {
      machine.branch(at, 4);
    }
    if (traceLeft < 0) {
      closeChunk();
    } else {
      arm();
    }
  }

  private SavedState enterUnconstrained() {
    SavedState state =
        new SavedState(machine.x.clone(), machine.index, machine.low, machine.entries, traceLeft);
    meter.spend(SWITCH_STEPS);
    machine.memory.enterUnconstrained();
    if (nativeMemory != null) {
      nativeMemory.enterBlock();
    }
    if (uncounted == null) {
      uncounted = new long[machine.entries.length];
    }
    machine.entries = uncounted;
    count(false);
    traceLeft = Integer.MAX_VALUE;
    machine.x[5] = 1;
    return state;
  }

  private void exitUnconstrained(SavedState state) {
    settle();
    machine.memory.exitUnconstrained();
    if (nativeMemory != null) {
      nativeMemory.exitBlock();
    }
    System.arraycopy(state.x(), 0, machine.x, 0, machine.x.length);
    machine.x[5] = 0;
    machine.index = state.index();
    machine.low = state.low();
    machine.entries = state.entries();
    count(countsGas);
    traceLeft = state.traceLeft();
    saved = null;
    machine.branch(state.index(), 4);
    arm();
  }

  /** Brings the totals up to date with the countdown. */
  private void settle() {
    settleInstructions();
    if (machine.counting) {
      traceLeft = (int) machine.ticks;
    }
  }

  private void settleInstructions() {
    int remaining = (int) (machine.ticks >> 32);
    meter.ran((long) armed - remaining, saved == null);
    armed = remaining;
  }

  /** Sets the countdown to the next moment at which the driver must look. */
  private void arm() {
    long instructions = meter.allowance();
    if (saved == null) {
      if (options.cycleLimit().isPresent()) {
        long room = options.cycleLimit().getAsLong() - meter.cycles();
        instructions = room < instructions ? room + 1 : instructions;
      }
      if (machine.counting) {
        long beforeCarry = CLOCK_CARRY - 15 - (clock() & CLOCK_CARRY - 1);
        instructions = Math.min(instructions, beforeCarry / 8);
      }
    }
    armed = (int) Math.max(0, instructions);
    machine.ticks = ((long) armed << 32) + traceLeft;
  }

  /** v6's clock before the next instruction. */
  private long clock() {
    return 1 + 8 * meter.cycles() + 256 * calls;
  }

  private GuestFault.@Nullable CycleLimit exceeded() {
    OptionalLong limit = options.cycleLimit();
    return limit.isPresent() && meter.cycles() > limit.getAsLong()
        ? new GuestFault.CycleLimit(limit.getAsLong())
        : null;
  }

  /** Totals up to a stop in the middle: the instruction at fault and those after it did not run. */
  private ExecutionReport abandon(boolean insideBlock) {
    if (insideBlock) {
      int at = machine.index;
      int unused = stepping ? 1 : machine.code.ends()[at] - at + 1;
      machine.ticks += (long) unused << 32;
      machine.entries[at]--;
      if (stepping) {
        machine.entries[at + 1]++;
      }
    }
    settleInstructions();
    counters.collect(saved == null ? machine.entries : saved.entries());
    return report();
  }

  private ExecutionReport report() {
    GuestOutput output = syscalls.output();
    return new ExecutionReport(
        meter.cycles(),
        countsGas ? OptionalLong.of(machine.gas.total()) : OptionalLong.empty(),
        syscalls.exitCode(),
        output.publicValues(),
        syscalls.digest(),
        counters.operationCounts(),
        counters.callCounts(),
        output.cycleTracker(),
        output.stdoutTail(),
        output.stderrTail());
  }
}
