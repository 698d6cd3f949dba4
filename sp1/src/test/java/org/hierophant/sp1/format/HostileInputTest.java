package org.hierophant.sp1.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.field.SmallField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every reader against files that were cut, bent or inflated: a typed refusal or another value. */
class HostileInputTest {
  private static final long SPARE_BYTES = 64L << 20;

  /** Of a large file; {@code -Dflips=10000} takes more. */
  private static final int SAMPLES = Integer.getInteger("flips", 300);

  private static final long SEED = Long.getLong("seed", 42);
  private static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Reads a file whole and gives back what would be written of it. */
  private interface Reader {
    byte[] read(byte[] bytes) throws FormatException;
  }

  private record Subject(String fixture, Reader reader) {
    byte[] bytes() {
      return Fixtures.read(fixture);
    }

    /** Positions to try: all of a small file, else both ends and a seeded choice between them. */
    IntStream positions(int size) {
      if (size <= 2_000) {
        return IntStream.range(0, size);
      }
      return IntStream.concat(
              IntStream.concat(IntStream.range(0, 128), IntStream.range(size - 64, size)),
              new Random(SEED).ints(SAMPLES, 0, size))
          .distinct();
    }

    @Override
    public String toString() {
      return fixture;
    }
  }

  static Stream<Subject> subjects() {
    Reader proof = bytes -> ProofFromNetwork.parse(bytes).toByteArray();
    Stream<Subject> proofs =
        Stream.of(
                "sp1-v5/mock/core.bin",
                "sp1-v5/mock/compressed.bin",
                "sp1-v5/mock/groth16.bin",
                "sp1-v5/mock/plonk.bin",
                "sp1-v5/groth16-fibonacci.proof.bin",
                "sp1-v5/fibonacci/core.proof.bin",
                "sp1-v5/fibonacci/compressed-dummy-root.proof.bin",
                "sp1-v6/mock/core.bin",
                "sp1-v6/mock/compressed.bin",
                "sp1-v6/mock/groth16.bin",
                "sp1-v6/mock/plonk.bin",
                "sp1-v6/fibonacci/compressed.proof.bin",
                "sp1-v6/fibonacci/core.proof.bin")
            .map(name -> new Subject(name, proof));
    return Stream.concat(
        proofs,
        Stream.of(
            new Subject(
                "programs/v5-fibonacci/vk.bin",
                bytes -> VerifyingKey.parse(bytes, Generation.V5).toByteArray()),
            new Subject(
                "programs/v6-fibonacci/vk.bin",
                bytes -> VerifyingKey.parse(bytes, Generation.V6).toByteArray()),
            new Subject(
                "programs/v6-fibonacci/stdin.bin",
                bytes -> Sp1Stdin.parse(bytes, Layout.V6_1).toByteArray())));
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void everyCutIsRefused(Subject subject) {
    byte[] whole = subject.bytes();
    // One byte less of a saved proof is the file a client downloads: it is whole.
    int shortest = whole[whole.length - 1] == 0 && subject.fixture().contains("sp1-v") ? 2 : 1;

    subject
        .positions(whole.length - shortest + 1)
        .forEach(
            length ->
                assertThatThrownBy(() -> subject.reader().read(Arrays.copyOf(whole, length)))
                    .as("cut to %d bytes", length)
                    .isInstanceOf(FormatException.class));
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void bytesAfterTheEndAreRefused(Subject subject) {
    byte[] whole = subject.bytes();
    byte[] longer = Arrays.copyOf(whole, whole.length + 1);
    longer[whole.length] = 1;

    assertThatThrownBy(() -> subject.reader().read(longer)).isInstanceOf(FormatException.class);
    assertThatThrownBy(() -> subject.reader().read(Arrays.copyOf(whole, whole.length + 2)))
        .isInstanceOf(FormatException.class);
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void aFlippedBitIsRefusedOrChangesTheValue(Subject subject) throws FormatException {
    byte[] bytes = subject.bytes();
    byte[] written = subject.reader().read(bytes);
    for (int at : subject.positions(written.length).toArray()) {
      byte before = bytes[at];
      bytes[at] ^= (byte) (1 << at % 8);
      try {
        assertThat(subject.reader().read(bytes)).as("bit in byte %d", at).isNotEqualTo(written);
      } catch (FormatException e) {
        assertThat(e.offset()).as("%s", e).isBetween(0L, (long) bytes.length);
      }
      bytes[at] = before;
    }
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void anInflatedCountCostsNoMemory(Subject subject) {
    byte[] bytes = subject.bytes();
    long[] counts = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 40, Integer.MAX_VALUE, 1L << 20};
    for (int at : subject.positions(bytes.length - 8).toArray()) {
      byte[] original = Arrays.copyOfRange(bytes, at, at + 8);
      for (long count : counts) {
        MemorySegment.ofArray(bytes).set(U64, at, count);
        long allocated = allocatedWhile(() -> outcome(subject, bytes));
        assertThat(allocated)
            .as("bytes allocated for a count of %d at %d", count, at)
            .isLessThan(10L * bytes.length + SPARE_BYTES);
      }
      System.arraycopy(original, 0, bytes, at, 8);
    }
  }

  /** Fifty million bytes, so that the limit is little more than three times as many. */
  @Test
  void aLongProofCostsNoMoreThanThreeTimesItsBytes() {
    byte[] one = SampleProofs.core();
    int countAt = Integer.BYTES;
    int shards = countAt + Long.BYTES;
    int tail = 2 * Long.BYTES + publicValues(one).length + "v6.1.0".length();
    int count = (int) MemorySegment.ofArray(one).get(U64, countAt);
    byte[] all = Arrays.copyOfRange(one, shards, one.length - tail);
    int n = 50_000_000 / all.length;
    byte[] many = Arrays.copyOf(one, one.length + (n - 1) * all.length);
    for (int i = 0; i < n; i++) {
      System.arraycopy(all, 0, many, shards + i * all.length, all.length);
    }
    System.arraycopy(one, one.length - tail, many, many.length - tail, tail);
    MemorySegment.ofArray(many).set(U64, countAt, (long) n * count);

    long whole = allocatedWhile(() -> assertThat(shards(many)).isEqualTo(n * count));

    assertThat(whole).isLessThan(3L * many.length + SPARE_BYTES);
  }

  @Test
  void manyEmptyBuffersCostLittleMoreThanTheirBytes() {
    int n = 1 << 20;
    byte[] bytes = new byte[8 * (n + 3)];
    MemorySegment.ofArray(bytes).set(U64, 0, n);

    long allocated =
        allocatedWhile(
            () -> {
              try {
                assertThat(Sp1Stdin.parse(bytes, Layout.V6_1).bufferCount()).isEqualTo(n);
              } catch (FormatException e) {
                throw new AssertionError(e);
              }
            });

    assertThat(allocated).isLessThan(3L * bytes.length + SPARE_BYTES);
  }

  @Test
  void aChipNamedTwiceIsRefused() throws FormatException {
    VerifyingKeyV5 key =
        (VerifyingKeyV5)
            VerifyingKey.parse(Fixtures.read("programs/v5-fibonacci/vk.bin"), Generation.V5);
    VerifyingKeyV5 twice =
        new VerifyingKeyV5(
            key.commit(),
            key.pcStart(),
            key.cumulativeSum(),
            List.of(key.chips().getFirst(), key.chips().getFirst()),
            key.chipOrdering(),
            DigestShape.FIELD);

    assertThatThrownBy(() -> VerifyingKey.parse(twice.toByteArray(), Generation.V5))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("twice");
  }

  @Test
  void anElementThatIsNotCanonicalIsRefusedWhereItStands() {
    byte[] key = Fixtures.read("programs/v6-fibonacci/vk.bin");
    MemorySegment.ofArray(key)
        .set(
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN),
            12,
            SmallField.KOALA_BEAR.p());

    assertThatThrownBy(() -> VerifyingKey.parse(key, Generation.V6))
        .isInstanceOfSatisfying(FormatException.class, e -> assertThat(e.offset()).isEqualTo(12));
  }

  private static byte[] publicValues(byte[] proof) {
    try {
      return ProofSummary.parse(proof).publicValues();
    } catch (FormatException e) {
      throw new AssertionError(e);
    }
  }

  private static int shards(byte[] proof) {
    try {
      return ((Sp1Proof.Core) ProofFromNetwork.parse(proof).proof()).shards().size();
    } catch (FormatException e) {
      throw new AssertionError(e);
    }
  }

  private static void outcome(Subject subject, byte[] bytes) {
    try {
      subject.reader().read(bytes);
    } catch (FormatException e) {
      assertThat(e.offset()).isNotNegative();
    }
  }

  private static long allocatedWhile(Runnable action) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    action.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
