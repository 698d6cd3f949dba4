package org.hierophant.sp1.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.Layout;
import org.hierophant.sp1.format.Sp1Stdin;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Genuine programs and inputs with something wrong in them: whatever it is, they run, fail or are
 * refused in the ways that the types name, and take no more memory than they may. {@code -Dseeds=N}
 * tries more.
 */
class DamagedProgramsTest {
  private static final Path ROOT = Path.of(System.getProperty("hierophant.root", ".."));
  private static final int SEEDS = Integer.getInteger("seeds", 400);
  private static final long STEPS = 20_000;
  private static final long MEMORY_BYTES = 8 << 20;

  /** What loading takes of a file: copies of it, its instructions, and lists of its parts. */
  private static final int COPIES = 40;

  private static final long ANY_RUN_BYTES = 16 << 20;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static byte[] sample(String name, String file) throws IOException {
    return Files.readAllBytes(ROOT.resolve("samples").resolve(name).resolve(file));
  }

  @ParameterizedTest
  @CsvSource({
    "V5, sha-chain",
    "V5, echo",
    "V5, bad-access",
    "V6, sha-chain",
    "V6, echo",
    "V6, bad-access"
  })
  void samplesOfOurOwn(Generation generation, String name) throws IOException {
    String elf = generation == Generation.V5 ? "v5.elf" : "v6.elf";

    everySeed(generation, SEEDS, sample(name, elf), sample(name, "stdin.bin"));
  }

  @ParameterizedTest
  @CsvSource({"V5, v5-fibonacci", "V6, v6-fibonacci"})
  void programsThatTheSdkBuilt(Generation generation, String name) throws IOException {
    Path folder = ROOT.resolve("../shared/fixtures/programs").resolve(name);
    assumeTrue(Files.exists(folder), () -> "fixture program " + name + " is absent");

    everySeed(
        generation,
        SEEDS / 4,
        Files.readAllBytes(folder.resolve("elf")),
        Files.readAllBytes(folder.resolve("stdin.bin")));
  }

  private static void everySeed(Generation generation, int seeds, byte[] elf, byte[] stdin) {
    for (int seed = 0; seed < seeds; seed++) {
      Random random = new Random(seed);
      boolean onlyStdin = random.nextInt(4) == 0;
      byte[] badElf = onlyStdin ? elf : damaged(elf, random);
      byte[] badStdin = onlyStdin || random.nextInt(3) == 0 ? damaged(stdin, random) : stdin;
      long before = THREADS.getCurrentThreadAllocatedBytes();
      try {
        run(generation, badElf, badStdin);
      } catch (Throwable e) { // also StackOverflowError and OutOfMemoryError
        throw new AssertionError("seed " + seed, e);
      }
      assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
          .as("bytes allocated with seed %d", seed)
          .isLessThan(
              COPIES * ((long) badElf.length + badStdin.length) + MEMORY_BYTES + ANY_RUN_BYTES);
    }
  }

  private static void run(Generation generation, byte[] elf, byte[] stdin) {
    GuestProgram program;
    try {
      program = GuestProgram.load(generation, elf);
    } catch (ElfException e) {
      assertThat(e.offset()).isBetween(0L, (long) elf.length);
      return;
    }
    List<byte[]> items;
    try {
      Layout layout = generation == Generation.V5 ? Layout.V5 : Layout.V6_1;
      items = Sp1Stdin.parse(stdin, layout).buffers();
    } catch (FormatException e) {
      assertThat(e.offset()).isBetween(0L, (long) stdin.length);
      return;
    }
    ExecutionOptions usual = ExecutionOptions.defaults();
    ExecutionOptions options =
        new ExecutionOptions(
            usual.cycleLimit(),
            STEPS,
            MEMORY_BYTES,
            1 << 20,
            usual.gasChunkEntries(),
            usual.cancelled(),
            usual.progress());
    assertThat(Executor.execute(program, new ArrayList<>(items), options).report()).isNotNull();
  }

  /** One to three accidents or tricks. */
  private static byte[] damaged(byte[] genuine, Random random) {
    byte[] bytes = genuine.clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      bytes = damagedOnce(bytes, random);
    }
    return bytes;
  }

  private static byte[] damagedOnce(byte[] bytes, Random random) {
    if (bytes.length < 16) {
      return new byte[random.nextInt(64)];
    }
    int at = place(bytes, random);
    return switch (random.nextInt(7)) {
      case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 1 -> Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(64));
      case 2 -> moved(bytes, at, place(bytes, random), random.nextInt(512));
      case 3 -> without(bytes, at, 1 + random.nextInt(16));
      case 4 -> {
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        yield bytes;
      }
      case 5 -> {
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(at, (int) number(random));
        yield bytes;
      }
      default -> {
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(at, number(random));
        yield bytes;
      }
    };
  }

  /** Half of the time where the headers are; always with room for eight bytes. */
  private static int place(byte[] bytes, Random random) {
    int range = random.nextBoolean() ? Math.min(bytes.length, 256) : bytes.length;
    return random.nextInt(range - 7) & (random.nextBoolean() ? -4 : -1);
  }

  private static byte[] moved(byte[] bytes, int from, int to, int count) {
    int most = Math.min(count, bytes.length - Math.max(from, to));
    System.arraycopy(bytes, from, bytes, to, most);
    return bytes;
  }

  private static byte[] without(byte[] bytes, int at, int count) {
    int end = Math.min(bytes.length, at + count);
    byte[] rest = Arrays.copyOf(bytes, bytes.length - (end - at));
    System.arraycopy(bytes, end, rest, at, bytes.length - end);
    return rest;
  }

  /** Borders of lengths, offsets and addresses. */
  private static long number(Random random) {
    long[] borders = {
      0,
      1,
      3,
      4,
      8,
      0x1000,
      0x20_0000,
      0x7800_0000L,
      0x7fff_ffffL,
      0x8000_0000L,
      0xffff_ffffL,
      1L << 32,
      1L << 40,
      Long.MAX_VALUE,
      Long.MIN_VALUE,
      -1,
      random.nextLong(),
      random.nextInt()
    };
    return borders[random.nextInt(borders.length)] + random.nextInt(3) - 1;
  }
}
