package org.hierophant.sp1.executor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.executor.ExecutionResult.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Work that takes the host long looks at the observers again and again: bounds are in looks and in
 * bytes, not in time.
 */
class LongWorkTest {
  private static final int STORES = 40_000;

  /** Stores of one block and the halt after them; each is about a hundred bytes of bytecode. */
  private static byte[] longBlock(Generation generation) {
    byte[] code = new byte[4 * (STORES + 16)];
    Guest start = Guest.of(generation).li(8, Guest.dataAt(generation));
    Guest store = Guest.of(generation).store(0, 8, 0);
    Guest end = Guest.of(generation).halt();
    int at = put(code, 0, start);
    for (int i = 0; i < STORES; i++) {
      at = put(code, at, store);
    }
    at = put(code, at, end);
    return ElfBuilder.of(generation)
        .load(ElfBuilder.RX, Guest.codeAt(generation), Arrays.copyOf(code, at))
        .load(ElfBuilder.RW, Guest.dataAt(generation), new byte[8], 8)
        .build();
  }

  private static int put(byte[] code, int at, Guest guest) {
    byte[] bytes = guest.code();
    System.arraycopy(bytes, 0, code, at, bytes.length);
    return at + bytes.length;
  }

  private static ExecutionResult run(byte[] elf, Generation generation, ExecutionOptions options)
      throws ElfException {
    return Executor.execute(GuestProgram.load(generation, elf), List.of(), options);
  }

  @ParameterizedTest
  @EnumSource
  void aLongBlockIsTranslatedPieceByPieceAsItIsComeTo(Generation generation) throws ElfException {
    byte[] elf = longBlock(generation);
    AtomicLong looks = new AtomicLong();
    ExecutionOptions counted =
        ExecutionOptions.defaults()
            .withEngine(Engine.TRANSLATOR)
            .withObservers(() -> looks.incrementAndGet() < 0, _ -> {});
    ExecutionOptions cancelled =
        ExecutionOptions.defaults()
            .withEngine(Engine.TRANSLATOR)
            .withObservers(() -> looks.decrementAndGet() < 0, _ -> {});

    ExecutionReport whole = Outcomes.completed(run(elf, generation, counted));
    long all = looks.getAndSet(20);
    ExecutionResult stopped = run(elf, generation, cancelled);

    ExecutionReport plain =
        Outcomes.completed(
            run(elf, generation, ExecutionOptions.defaults().withEngine(Engine.INTERPRETER)));
    assertThat(whole.toJson()).isEqualTo(plain.toJson());
    assertThat(all).isGreaterThan(STORES / 100); // at most 60 stores are one region
    assertThat(Outcomes.stopped(stopped)).isEqualTo(new Reason.Cancelled());
    assertThat(stopped.report().cycles()).isLessThan(20 * 100);
  }

  @ParameterizedTest
  @EnumSource
  void aHugeHintOfTheGuestsOwnIsMadeInPieces(Generation generation) {
    long length = 512 << 20;
    Guest guest =
        Guest.of(generation).call(Guest.WRITE, Guest.HINT, Guest.dataAt(generation), length);
    GuestProgram program = guest.halt().program();
    AtomicLong looks = new AtomicLong(4);
    ExecutionOptions options =
        new ExecutionOptions(
            OptionalLong.empty(),
            Long.MAX_VALUE,
            4 * length,
            1 << 20,
            1 << 27,
            () -> looks.decrementAndGet() < 0,
            _ -> {});
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();

    ExecutionResult result = Executor.execute(program, List.of(), options);

    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(Outcomes.stopped(result)).isEqualTo(new Reason.Cancelled());
    assertThat(allocated).isLessThan(64 << 20);
  }

  @Test
  void aHintInPiecesHoldsWhatItWasFilledWith() {
    byte[] bytes = new byte[(3 << 20) + 5];
    new Random(1).nextBytes(bytes);
    List<Integer> sizes = new ArrayList<>();
    Hint hint =
        Hint.inPieces(
            bytes.length,
            (piece, from) -> {
              sizes.add(piece.length);
              System.arraycopy(bytes, from, piece, 0, piece.length);
            });

    byte[] copy = new byte[hint.length()];
    for (int at = 0; at < copy.length; at += 8) {
      hint.copy(at, copy, at, Math.min(8, copy.length - at));
    }

    assertThat(copy).isEqualTo(bytes);
    assertThat(sizes).containsExactly(1 << 20, 1 << 20, 1 << 20, 5);
    assertThat(Hint.inPieces(0, (piece, from) -> sizes.clear()).length()).isZero();
    assertThat(sizes).isNotEmpty();
  }
}
