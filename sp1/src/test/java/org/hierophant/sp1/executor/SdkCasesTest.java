package org.hierophant.sp1.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.executor.CaseArchive.Case;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.Layout;
import org.hierophant.sp1.format.Sp1Stdin;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Small programs, each for one question, give what the real SDKs' {@code execute} gave: cycles,
 * exit code, public values and v6's gas, or an error of the same kind.
 */
class SdkCasesTest {
  private static final Path ARCHIVE =
      Path.of(System.getProperty("hierophant.root", ".."))
          .resolve("../shared/fixtures/exec/sp1-execute-cases.tar.zst");

  @TestFactory
  Stream<DynamicTest> programsGiveWhatTheSdkGave() throws IOException {
    assumeTrue(Files.exists(ARCHIVE), "the archive of execution cases is absent: " + ARCHIVE);
    Map<String, Case> cases = CaseArchive.read(ARCHIVE);
    assertThat(cases).isNotEmpty();
    Map<String, String> faults = faults();
    return cases.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(entry.getKey(), () -> check(entry.getValue(), faults)));
  }

  private static void check(Case sample, Map<String, String> faults) {
    for (Engine engine : Engine.values()) {
      String kind = kind(sample, engine);

      assertThat(kind)
          .as("%s on %s, of which the SDK says %s", sample, engine, sample.expected())
          .isEqualTo(sample.isError() ? faults.get(sample.toString()) : "Completed");
    }
  }

  /** How a run ended: the kind of fault, or "Completed" once everything else was compared. */
  private static String kind(Case sample, Engine engine) {
    ExecutionResult result;
    try {
      GuestProgram program = GuestProgram.load(sample.generation(), sample.elf());
      Layout layout = sample.generation() == Generation.V5 ? Layout.V5 : Layout.V6_1;
      Sp1Stdin stdin = Sp1Stdin.parse(sample.stdin(), layout);
      ExecutionOptions options =
          ExecutionOptions.defaults().withStepBudget(1_000_000_000).withEngine(engine);
      result = Executor.execute(program, stdin.buffers(), stdin.proofs().size(), options);
    } catch (ElfException | FormatException e) {
      return e.getClass().getSimpleName();
    }
    return switch (result) {
      case ExecutionResult.Completed(var report) -> {
        if (!sample.isError()) {
          compare(sample, report);
        }
        yield "Completed";
      }
      case ExecutionResult.Failed failed -> failed.fault().getClass().getSimpleName();
      case ExecutionResult.Aborted(var reason, _) -> reason.getClass().getSimpleName();
    };
  }

  private static void compare(Case sample, ExecutionReport report) {
    assertThat(report.cycles()).as("cycles of %s", sample).isEqualTo(sample.number("cycles"));
    assertThat(report.exitCode()).as("exit code of %s", sample).isEqualTo(sample.number("exit"));
    assertThat(HexFormat.of().formatHex(report.publicValues()))
        .as("public values of %s", sample)
        .isEqualTo(sample.text("pv"));
    if (sample.generation() == Generation.V6) {
      assertThat(report.gas()).as("gas of %s", sample).hasValue(sample.number("gas"));
    }
  }

  /** The kind of fault of each program that fails, as its question and SP1's text have it. */
  private static Map<String, String> faults() throws IOException {
    try (InputStream in = SdkCasesTest.class.getResourceAsStream("case-faults.txt")) {
      assertThat(in).as("case-faults.txt").isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split(" "))
          .collect(Collectors.toMap(words -> words[0], words -> words[1]));
    }
  }
}
