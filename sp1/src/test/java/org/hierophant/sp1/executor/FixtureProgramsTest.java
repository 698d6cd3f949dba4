package org.hierophant.sp1.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.format.Layout;
import org.hierophant.sp1.format.Sp1Stdin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real programs give what the SDKs gave for them. */
class FixtureProgramsTest {
  @Test
  void fibonacciOfV5RunsAsInTheSdk() throws Exception {
    ExecutionResult result = execute(Generation.V5, "v5-fibonacci", ExecutionOptions.defaults());

    assertThat(result).isInstanceOf(ExecutionResult.Completed.class);
    assertThat(result.report().cycles()).isEqualTo(7_450);
    assertThat(result.report().gas()).isEmpty();
    assertThat(result.report().exitCode()).isZero();
    assertThat(hex(result.report().publicValues())).isEqualTo("f4010000f404000086070000");
  }

  @Test
  void fibonacciOfV6RunsAsInTheSdkWithItsGas() throws Exception {
    ExecutionResult result = execute(Generation.V6, "v6-fibonacci", ExecutionOptions.defaults());

    assertThat(result).isInstanceOf(ExecutionResult.Completed.class);
    assertThat(result.report().cycles()).isEqualTo(18_320);
    assertThat(result.report().gas()).hasValue(20_173);
    assertThat(hex(result.report().publicValues())).isEqualTo("e80300004d170000430e0000");
    assertThat(hex(result.report().digest())).startsWith("eb61af09").endsWith("2189");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pre-v4-fibonacci", "pre-v4-tendermint"})
  void programsOlderThanV4FailAtTheirReservedDescriptor(String name) throws Exception {
    ExecutionResult result = execute(Generation.V5, name, ExecutionOptions.defaults());

    assertThat(Outcomes.fault(result)).isEqualTo(new GuestFault.ReservedFd(3));
  }

  @Test
  void aCycleLimitEqualToTheCyclesPassesAndOneLessFails() throws Exception {
    for (Generation generation : Generation.values()) {
      boolean v5 = generation == Generation.V5;
      String name = v5 ? "v5-fibonacci" : "v6-fibonacci";
      long cycles = v5 ? 7_450 : 18_320;
      ExecutionOptions options = ExecutionOptions.defaults();

      ExecutionResult enough = execute(generation, name, options.withCycleLimit(cycles));
      ExecutionResult tooFew = execute(generation, name, options.withCycleLimit(cycles - 1));

      assertThat(enough).isInstanceOf(ExecutionResult.Completed.class);
      assertThat(tooFew)
          .isInstanceOfSatisfying(
              ExecutionResult.Failed.class,
              failed ->
                  assertThat(failed.fault()).isEqualTo(new GuestFault.CycleLimit(cycles - 1)));
    }
  }

  @Test
  void cancellingStopsARun() throws Exception {
    ExecutionOptions options =
        ExecutionOptions.defaults().withStepBudget(1_000).withObservers(() -> true, _ -> {});

    ExecutionResult result = execute(Generation.V6, "v6-fibonacci", options);

    assertThat(result)
        .isInstanceOfSatisfying(
            ExecutionResult.Aborted.class,
            aborted ->
                assertThat(aborted.reason()).isEqualTo(new ExecutionResult.Reason.Cancelled()));
  }

  private static ExecutionResult execute(
      Generation generation, String name, ExecutionOptions options) throws Exception {
    Path folder =
        Path.of(System.getProperty("hierophant.root", ".."))
            .resolve("../shared/fixtures/programs")
            .resolve(name);
    assumeTrue(Files.isDirectory(folder), () -> "fixture programs are absent: " + name);
    Path stdin = folder.resolve(name.startsWith("pre-v4") ? "input.bin" : "stdin.bin");
    Layout layout = generation == Generation.V5 ? Layout.V5 : Layout.V6_1;
    List<byte[]> items = Sp1Stdin.parse(Files.readAllBytes(stdin), layout).buffers();
    byte[] elf = Files.readAllBytes(folder.resolve("elf"));
    return Executor.execute(GuestProgram.load(generation, elf), items, options);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
