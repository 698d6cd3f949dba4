package org.hierophant.sp1.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.format.Layout;
import org.hierophant.sp1.format.Sp1Stdin;
import org.hierophant.sp1.hash.Sha256Rounds;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Compiled guests of our own publish what the same sums in Java give. */
class SamplesTest {
  private static final int[] SHA_256_START = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
  };

  private static Path sample(String name, String file) {
    return Path.of(System.getProperty("hierophant.root", ".."), "samples", name, file);
  }

  private static ExecutionResult run(Generation generation, String name, byte[]... inputs)
      throws IOException, ElfException {
    String file = generation == Generation.V5 ? "v5.elf" : "v6.elf";
    GuestProgram program = GuestProgram.load(generation, Files.readAllBytes(sample(name, file)));
    return Executor.execute(program, List.of(inputs), ExecutionOptions.defaults());
  }

  private static byte[] words(int... words) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * words.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int word : words) {
      bytes.putInt(word);
    }
    return bytes.array();
  }

  private static void assertPublished(ExecutionResult result, byte[] expected) throws Exception {
    ExecutionReport report = Outcomes.completed(result);
    assertThat(report.publicValues()).isEqualTo(expected);
    assertThat(report.exitCode()).isZero();
    assertThat(report.digest()).isEqualTo(MessageDigest.getInstance("SHA-256").digest(expected));
  }

  @ParameterizedTest
  @CsvSource({"V5, 0", "V5, 1", "V5, 1000", "V6, 0", "V6, 1", "V6, 1000"})
  void fibonacciPublishesItsNumbers(Generation generation, int n) throws Exception {
    int a = 0;
    int b = 1;
    for (int i = 0; i < n; i++) {
      int next = a + b;
      a = b;
      b = next;
    }

    ExecutionResult result = run(generation, "fibonacci", words(n));

    assertPublished(result, words(n, a, b));
  }

  @ParameterizedTest
  @EnumSource
  void computeMultipliesAndDividesAsJavaDoes(Generation generation) throws Exception {
    int x = 0x9e3779b9;
    int y = 1;
    for (int round = 0; round < 2_000; round++) {
      x ^= x << 13;
      x ^= x >>> 17;
      x ^= x << 5;
      y = y * 1664525 + 1013904223;
      if ((x & 1) != 0) {
        y ^= Integer.divideUnsigned(x, y | 1);
      } else {
        y += Integer.remainderUnsigned(x, y | 3);
      }
    }

    ExecutionResult result = run(generation, "compute", words(2_000));

    assertPublished(result, words(2_000, x, y));
  }

  @ParameterizedTest
  @EnumSource
  void memoryHoldsWhatWasWritten(Generation generation) throws Exception {
    int words = 2 << 18;
    int sum = 0;
    for (int i = words - 16; i >= 0; i -= 16) {
      sum = Integer.rotateLeft(sum, 5) ^ i * 0x9e37_79b1;
    }

    ExecutionResult result = run(generation, "memory", words(2));

    assertPublished(result, words(2, sum));
  }

  @ParameterizedTest
  @EnumSource
  void shaChainHashesThroughItsTable(Generation generation) throws Exception {
    int rounds = 500;
    int[][] table = new int[1 << 14][16];
    int[] state = SHA_256_START.clone();
    for (int round = 0; round < rounds; round++) {
      int[] row = table[Integer.remainderUnsigned(state[0], table.length)];
      int[] schedule = new int[Sha256Rounds.SCHEDULE_WORDS];
      for (int j = 0; j < 16; j++) {
        schedule[j] = row[j] ^ state[j % 8];
      }
      Sha256Rounds.extend(schedule);
      Sha256Rounds.compress(state, schedule);
      for (int j = 0; j < 8; j++) {
        row[j] = state[j];
        row[8 + j] += state[j];
      }
    }

    ExecutionResult result = run(generation, "sha-chain", words(rounds));

    ByteBuffer expected = ByteBuffer.allocate(36).put(words(rounds)).put(words(state));
    assertPublished(result, expected.array());
    assertThat(result.report().syscallCounts()).containsKeys("SHA_EXTEND", "SHA_COMPRESS");
  }

  @ParameterizedTest
  @EnumSource
  void echoPublishesItemsOfEveryLength(Generation generation) throws Exception {
    int[] lengths = {0, 1, 3, 4, 7, 8, 9, 63, 64, 65, 70_000};
    byte[][] items = new byte[lengths.length][];
    int total = 0;
    for (int i = 0; i < lengths.length; i++) {
      items[i] = new byte[lengths[i]];
      new Random(i).nextBytes(items[i]);
      total += lengths[i];
    }
    ByteBuffer all = ByteBuffer.allocate(total);
    for (byte[] item : items) {
      all.put(item);
    }

    ExecutionResult result = run(generation, "echo", items);

    assertPublished(result, all.array());
    assertPublished(run(generation, "echo"), new byte[0]);
  }

  @ParameterizedTest
  @EnumSource
  void panicEndsWithExitCodeOne(Generation generation) throws Exception {
    ExecutionResult result = run(generation, "panic");

    if (generation == Generation.V5) {
      assertThat(Outcomes.fault(result)).isEqualTo(new GuestFault.NonZeroExit(1));
    } else {
      assertThat(Outcomes.completed(result).exitCode()).isEqualTo(1);
    }
    assertThat(result.report().exitCode()).isEqualTo(1);
    assertThat(result.report().publicValues()).isEqualTo(words(0xdead));
    assertThat(result.report().stdoutTail() + result.report().stderrTail())
        .contains("this guest always gives up");
  }

  @ParameterizedTest
  @CsvSource({"V5, 5", "V5, 4", "V5, 0x78000004", "V6, 5"})
  void badAccessFaults(Generation generation, String address) throws Exception {
    int at = Integer.decode(address);

    GuestFault fault = Outcomes.fault(run(generation, "bad-access", words(at)));

    assertThat(fault)
        .isEqualTo(
            at % 4 == 0
                ? new GuestFault.AddressOutOfRange(at)
                : generation == Generation.V5
                    ? new GuestFault.AddressOutOfRange(at)
                    : new GuestFault.MisalignedAccess(at));
  }

  @ParameterizedTest
  @EnumSource
  void theInputsBesideTheSamplesAreOnesTheyUnderstand(Generation generation) throws Exception {
    for (String name :
        List.of("compute", "echo", "fibonacci", "memory", "sha-chain", "bad-access")) {
      byte[] stdin = Files.readAllBytes(sample(name, "stdin.bin"));
      Layout layout = generation == Generation.V5 ? Layout.V5 : Layout.V6_1;
      byte[][] items = Sp1Stdin.parse(stdin, layout).buffers().toArray(byte[][]::new);

      ExecutionResult result = run(generation, name, items);

      if (name.equals("bad-access")) {
        assertThat(Outcomes.fault(result)).isInstanceOf(GuestFault.MisalignedAccess.class);
      } else {
        assertThat(Outcomes.completed(result).exitCode()).as(name).isZero();
      }
    }
  }

  /** As {@code integration-test/sdk/describe-samples.sh} wrote it down. */
  @ParameterizedTest
  @CsvSource({
    "V5, compute", "V5, echo", "V5, fibonacci", "V5, memory", "V5, sha-chain", "V5, panic",
        "V5, bad-access",
    "V6, compute", "V6, echo", "V6, fibonacci", "V6, memory", "V6, sha-chain", "V6, panic",
        "V6, bad-access"
  })
  void theSdkCountsTheSameCyclesAndGas(Generation generation, String name) throws Exception {
    Path described = sample(name, "expected.json");
    assumeTrue(Files.exists(described), () -> "the SDKs have not described " + name + " yet");
    String key = generation == Generation.V5 ? "\"v5\"" : "\"v6\"";
    String line =
        Files.readAllLines(described).stream()
            .filter(text -> text.strip().startsWith(key))
            .findFirst()
            .orElseThrow();
    CaseArchive.Case expected =
        new CaseArchive.Case(generation, name, new byte[0], new byte[0], line);
    Layout layout = generation == Generation.V5 ? Layout.V5 : Layout.V6_1;
    byte[] stdin = Files.readAllBytes(sample(name, "stdin.bin"));

    ExecutionResult result =
        run(generation, name, Sp1Stdin.parse(stdin, layout).buffers().toArray(byte[][]::new));

    if (expected.isError()) {
      assertThat(result).isInstanceOf(ExecutionResult.Failed.class);
      return;
    }
    ExecutionReport report = Outcomes.completed(result);
    assertThat(report.cycles()).isEqualTo(expected.number("cycles"));
    assertThat(report.exitCode()).isEqualTo(expected.number("exit"));
    assertThat(HexFormat.of().formatHex(report.publicValues())).isEqualTo(expected.text("pv"));
    if (generation == Generation.V6) {
      assertThat(report.gas()).hasValue(expected.number("gas"));
    }
  }
}
