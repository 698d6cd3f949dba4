package org.hierophant.sp1.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.executor.ExecutionResult.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a guest cannot do to its host. */
class BoundsTest {
  private static final long MEBIBYTE = 1 << 20;
  private static final int KECCAK = 0x0001_0109;
  private static final int BN254_DOUBLE = 0x10f;
  private static final int FP_SQRT_FD = 20;
  private static final int FP_INVERSE_FD = 21;

  /** A guest that never ends, and what it does all the time. */
  private record Endless(String what, Generation generation, Consumer<Guest> body) {
    Guest guest() {
      Guest guest = Guest.of(generation).data(new byte[4096], 1 << 16);
      guest.li(9, guest.data()).li(18, guest.data() + (1 << 20));
      int loop = guest.here();
      body.accept(guest);
      return guest.jal(0, loop);
    }

    @Override
    public String toString() {
      return generation + " " + what;
    }
  }

  static Stream<Endless> endless() {
    return Stream.of(Generation.values())
        .flatMap(
            generation ->
                Stream.of(
                    new Endless("nothing", generation, _ -> {}),
                    new Endless("loads", generation, guest -> guest.load(6, 9, 0)),
                    new Endless("hint lengths", generation, guest -> guest.call(Guest.HINT_LEN)),
                    new Endless(
                        "ignored writes",
                        generation,
                        guest -> guest.call(Guest.WRITE, 999, guest.data(), 1)),
                    new Endless(
                        "text", generation, guest -> guest.call(Guest.WRITE, 1, guest.data(), 9)),
                    new Endless(
                        "huge texts",
                        generation,
                        guest -> guest.call(Guest.WRITE, 2, guest.data() + MEBIBYTE, 0x7000_0000)),
                    new Endless("hashes", generation, guest -> guest.call(KECCAK, guest.data(), 0)),
                    new Endless(
                        "curve points",
                        generation,
                        guest -> guest.call(BN254_DOUBLE, guest.data())),
                    new Endless(
                        "unconstrained blocks",
                        generation,
                        guest -> {
                          guest.call(Guest.ENTER).branch(0, Guest.T0, 0, guest.here() + 16);
                          guest.store(6, 18, 0).call(Guest.EXIT);
                        }),
                    new Endless(
                        "writes inside a block",
                        generation,
                        guest -> {
                          int jump = guest.here();
                          guest.call(Guest.ENTER);
                          int inside = guest.here();
                          guest.call(Guest.WRITE, 1, guest.data(), 9).jal(0, inside);
                          guest.jal(0, jump);
                        })));
  }

  private static ExecutionOptions cancelledAfter(int looks) {
    AtomicLong left = new AtomicLong(looks);
    BooleanSupplier cancelled = () -> left.getAndDecrement() <= 0;
    return ExecutionOptions.defaults().withObservers(cancelled, _ -> {});
  }

  @ParameterizedTest
  @MethodSource("endless")
  void anEndlessGuestCanBeCancelledWhateverItDoes(Endless endless) {
    Reason reason = Outcomes.stopped(endless.guest().run(cancelledAfter(3)));

    assertThat(reason).isEqualTo(new Reason.Cancelled());
  }

  @ParameterizedTest
  @MethodSource("endless")
  void anEndlessGuestRunsOutOfSteps(Endless endless) {
    ExecutionOptions options = ExecutionOptions.defaults().withStepBudget(300_000);

    Reason reason = Outcomes.stopped(endless.guest().run(options));

    assertThat(reason).isEqualTo(new Reason.StepBudget(300_000));
  }

  /** Blocks longer than the time between two looks are entered in pieces. */
  @ParameterizedTest
  @EnumSource
  void aVeryLongBlockCanBeCancelled(Generation generation) {
    byte[] nops = new byte[4 << 20];
    for (int i = 0; i < nops.length; i += 4) {
      nops[i] = 0x13;
    }
    byte[] elf =
        ElfBuilder.of(generation).load(ElfBuilder.RX, Guest.codeAt(generation), nops).build();

    ExecutionResult result = run(generation, elf, cancelledAfter(2));

    assertThat(Outcomes.stopped(result)).isEqualTo(new Reason.Cancelled());
    assertThat(result.report().cycles()).isLessThan(1 << 20);
  }

  private static ExecutionResult run(Generation generation, byte[] elf, ExecutionOptions options) {
    try {
      GuestProgram program = GuestProgram.load(generation, elf);
      return Executor.execute(program, java.util.List.of(), options);
    } catch (ElfException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @EnumSource
  void progressTellsMoreAndMoreCycles(Generation generation) {
    AtomicLong last = new AtomicLong(-1);
    Guest guest = Guest.of(generation).li(6, 0).li(7, 500_000);
    int loop = guest.here();
    guest.addi(6, 6, 1).branch(4, 6, 7, loop).halt();
    ExecutionOptions options =
        ExecutionOptions.defaults()
            .withObservers(
                () -> false,
                cycles -> {
                  assertThat(cycles).isGreaterThan(last.get());
                  last.set(cycles);
                });

    ExecutionReport report = Outcomes.completed(guest.run(options));

    assertThat(last.get()).isBetween(report.cycles() - (1 << 18), report.cycles());
  }

  @ParameterizedTest
  @EnumSource
  void theCycleLimitIsInclusive(Generation generation) {
    Guest guest = Guest.of(generation).nop().nop().nop().halt(); // 6 cycles
    ExecutionOptions options = ExecutionOptions.defaults();

    assertThat(guest.run(options.withCycleLimit(6))).isInstanceOf(ExecutionResult.Completed.class);
    assertThat(Outcomes.fault(guest.run(options.withCycleLimit(5))))
        .isEqualTo(new GuestFault.CycleLimit(5));
    assertThat(guest.run(options.withCycleLimit(Long.MAX_VALUE)))
        .isInstanceOf(ExecutionResult.Completed.class);
  }

  @ParameterizedTest
  @EnumSource
  void theCycleLimitStopsALoopAtOnce(Generation generation) {
    Guest guest = Guest.of(generation).jal(0, 0);
    ExecutionOptions options = ExecutionOptions.defaults().withCycleLimit(1_000);

    ExecutionResult result = guest.run(options);

    assertThat(Outcomes.fault(result)).isEqualTo(new GuestFault.CycleLimit(1_000));
    assertThat(result.report().cycles()).isEqualTo(1_001);
  }

  private static ExecutionOptions memory(long bytes) {
    ExecutionOptions defaults = ExecutionOptions.defaults();
    return new ExecutionOptions(
        OptionalLong.empty(),
        5_000_000,
        bytes,
        1000,
        defaults.gasChunkEntries(),
        defaults.cancelled(),
        defaults.progress());
  }

  @ParameterizedTest
  @EnumSource
  void touchingPageAfterPageEndsAtTheMemoryLimit(Generation generation) {
    Guest guest = Guest.of(generation).li(9, guest(generation)).li(7, 1 << 16);
    int loop = guest.here();
    guest.load(6, 9, 0).add(9, 9, 7).jal(0, loop);

    Reason reason = Outcomes.stopped(guest.run(memory(8 * MEBIBYTE)));

    assertThat(reason).isEqualTo(new Reason.MemoryLimit(8 * MEBIBYTE));
  }

  private static long guest(Generation generation) {
    return Guest.dataAt(generation);
  }

  @ParameterizedTest
  @EnumSource
  void theDecodedProgramCountsAsMemory(Generation generation) {
    Guest guest = Guest.of(generation);
    for (int i = 0; i < 10_000; i++) {
      guest.nop();
    }

    Reason reason = Outcomes.stopped(guest.halt().run(memory(300_000)));

    assertThat(reason).isEqualTo(new Reason.MemoryLimit(300_000));
  }

  @Test
  void pagesFarApartCountWithTheTablesTheyNeed() {
    Guest guest = Guest.of(Generation.V6).li(9, 0).li(7, 1L << 28);
    int loop = guest.here();
    guest.store(7, 9, 0).add(9, 9, 7).jal(0, loop);

    ExecutionResult result = guest.run(memory(8 * MEBIBYTE));

    assertThat(Outcomes.stopped(result)).isEqualTo(new Reason.MemoryLimit(8 * MEBIBYTE));
    assertThat(result.report().opcodeCounts().get("sd")).isLessThan(8 * MEBIBYTE / (90 << 10));
  }

  @ParameterizedTest
  @EnumSource
  void hintsPushedForEverEndAtTheMemoryLimit(Generation generation) {
    for (int length : new int[] {0, 1000}) {
      Guest guest = Guest.of(generation);
      int loop = guest.here();
      guest.call(Guest.WRITE, Guest.HINT, guest.data(), length).jal(0, loop);

      Reason reason = Outcomes.stopped(guest.run(memory(MEBIBYTE)));

      assertThat(reason).isEqualTo(new Reason.MemoryLimit(MEBIBYTE));
    }
  }

  @ParameterizedTest
  @EnumSource
  void unconstrainedBlocksGiveBackTheMemoryTheyTook(Generation generation) {
    Guest guest = Guest.of(generation).li(18, guest(generation) + (1 << 20)).li(8, 300);
    int loop = guest.here();
    guest.call(Guest.ENTER).addi(19, Guest.T0, 0).branch(0, 19, 0, guest.here() + 16);
    guest.store(8, 18, 0).call(Guest.EXIT);
    guest.addi(8, 8, -1).branch(1, 8, 0, loop).halt();

    ExecutionResult result = guest.run(memory(MEBIBYTE));

    assertThat(result).isInstanceOf(ExecutionResult.Completed.class);
  }

  @ParameterizedTest
  @EnumSource
  void manyNamesOfSpansCountAsMemory(Generation generation) {
    byte[] command = "cycle-tracker-start: ".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    byte[] data = java.util.Arrays.copyOf(command, 60_000);
    java.util.Arrays.fill(data, command.length, data.length, (byte) 'a');
    Guest guest = Guest.of(generation).data(data, data.length).li(9, guest(generation) + 59_990);
    int loop = guest.here();
    guest.lw(6, 9, 2).addi(6, 6, 1).li(7, 0x7f7f_7f7f).register(0x33, 0, 7, 6, 6, 7);
    guest.storeAs(2, 6, 9, 2).call(Guest.WRITE, 1, guest.data(), 60_000).jal(0, loop);

    Reason reason = Outcomes.stopped(guest.run(memory(2 * MEBIBYTE)));

    assertThat(reason)
        .isEqualTo(
            generation == Generation.V5
                ? new Reason.MemoryLimit(2 * MEBIBYTE)
                : new Reason.StepBudget(5_000_000));
  }

  @ParameterizedTest
  @EnumSource
  void publicValuesEndAtTheirLimit(Generation generation) {
    Guest guest = Guest.of(generation).data(new byte[600], 600);
    guest.publish(guest.data(), 600).publish(guest.data(), 401).halt();

    ExecutionResult result = guest.run(memory(8 * MEBIBYTE));

    assertThat(Outcomes.stopped(result)).isEqualTo(new Reason.OutputLimit(1000));
    assertThat(result.report().publicValues()).hasSize(600);
  }

  @ParameterizedTest
  @EnumSource
  void writesOfAnyLengthAreRefusedOrBounded(Generation generation) {
    for (long fd : new long[] {1, 2, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22}) {
      for (long length :
          new long[] {1 << 20, 0x7700_0000L, 0x7fff_ffffL, 0xffff_ffffL, 1L << 38, -1L}) {
        Guest guest = Guest.of(generation).call(Guest.WRITE, fd, 64, length).halt();

        ExecutionResult result = guest.run(memory(MEBIBYTE));

        assertThat(result.report().cycles()).isLessThan(20);
      }
    }
  }

  /** Moduli with a large power of two, for which the hook's loops are long. */
  @ParameterizedTest
  @EnumSource
  void expensiveHooksCanBeCancelled(Generation generation) {
    int length = 1000;
    for (int fd : new int[] {FP_SQRT_FD, FP_INVERSE_FD}) {
      int elements = fd == FP_SQRT_FD ? 3 : 2;
      byte[] request = new byte[4 + elements * length];
      request[2] = (byte) (length >> 8);
      request[3] = (byte) length;
      request[4 + length - 1] = 4; // the element
      request[4 + length] = (byte) 0xc0; // the modulus: 3·2^k + 1
      request[4 + 2 * length - 1] = 1;
      request[request.length - 1] |= 5; // the non-residue
      Guest guest = Guest.of(generation).data(request, request.length);
      int loop = guest.here();
      guest.call(Guest.WRITE, fd, guest.data(), request.length).jal(0, loop);

      Reason reason = Outcomes.stopped(guest.run(cancelledAfter(5)));

      assertThat(reason).isEqualTo(new Reason.Cancelled());
    }
  }
}
