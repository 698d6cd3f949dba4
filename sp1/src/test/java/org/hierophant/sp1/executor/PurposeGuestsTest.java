package org.hierophant.sp1.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.executor.CaseArchive.Case;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * {@link PurposeGuests} give what the SDKs' {@code execute} gave, as {@code
 * integration-test/sdk/describe-guests.sh} wrote it down.
 */
class PurposeGuestsTest {
  @Test
  void textsOfTheSdkTellTheFaultAndItsNumber() {
    String exit = "Error: execution failed with exit code 256";

    assertThat(SdkErrors.allow(Generation.V5, exit, new GuestFault.NonZeroExit(256))).isTrue();
    assertThat(SdkErrors.allow(Generation.V5, exit, new GuestFault.NonZeroExit(0))).isFalse();
    assertThat(SdkErrors.allow(Generation.V5, exit, new GuestFault.Breakpoint())).isFalse();
    assertThatThrownBy(
            () -> SdkErrors.allow(Generation.V5, "never seen", new GuestFault.Breakpoint()))
        .isInstanceOf(AssertionError.class);
  }

  @TestFactory
  Stream<DynamicTest> v5() throws IOException {
    return tests(Generation.V5);
  }

  @TestFactory
  Stream<DynamicTest> v6() throws IOException {
    return tests(Generation.V6);
  }

  private static Stream<DynamicTest> tests(Generation generation) throws IOException {
    Map<String, Guest> guests = PurposeGuests.of(generation);
    Map<String, Case> described = described(generation);
    assertThat(described.keySet()).containsExactlyInAnyOrderElementsOf(guests.keySet());
    return guests.entrySet().stream()
        .map(
            guest ->
                DynamicTest.dynamicTest(
                    guest.getKey(), () -> check(guest.getValue(), described.get(guest.getKey()))));
  }

  private static Map<String, Case> described(Generation generation) throws IOException {
    String file = generation == Generation.V5 ? "purpose-v5.jsonl" : "purpose-v6.jsonl";
    Map<String, Case> cases = new LinkedHashMap<>();
    try (InputStream in = PurposeGuestsTest.class.getResourceAsStream(file)) {
      assertThat(in).as(file).isNotNull();
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        Case read = new Case(generation, "", new byte[0], new byte[0], line);
        cases.put(read.text("id"), read);
      }
    }
    return cases;
  }

  private static void check(Guest guest, Case described) {
    assertThat(PurposeGuests.hash(guest.elf()))
        .as("the program that was described: run describe-guests.sh after a change")
        .isEqualTo(described.text("elf"));
    for (Engine engine : List.of(Engine.INTERPRETER, Engine.TRANSLATOR)) {
      ExecutionResult result = run(guest, engine);
      if (described.isError()) {
        GuestFault fault = Outcomes.fault(result);
        assertThat(SdkErrors.allow(described.generation(), described.text("error"), fault))
            .as("%s on %s, of which the SDK says %s", fault, engine, described.expected())
            .isTrue();
      } else {
        assertThat(line(result)).as("on %s", engine).isEqualTo(line(described));
      }
    }
  }

  private static ExecutionResult run(Guest guest, Engine engine) {
    ExecutionOptions options =
        ExecutionOptions.defaults().withStepBudget(100_000_000).withEngine(engine);
    return Executor.execute(guest.program(), List.of(PurposeGuests.INPUTS), 0, options);
  }

  private static String line(ExecutionResult result) {
    if (!(result instanceof ExecutionResult.Completed(var report))) {
      return result.toString();
    }
    return "cycles %d, gas %s, exit %d, values %s"
        .formatted(
            report.cycles(),
            report.gas().isPresent() ? Long.toString(report.gas().getAsLong()) : "none",
            report.exitCode(),
            PurposeGuests.hash(report.publicValues()));
  }

  /** v5's gas is the SDK's own estimate. */
  private static String line(Case described) {
    return "cycles %d, gas %s, exit %d, values %s"
        .formatted(
            described.number("cycles"),
            described.generation() == Generation.V6
                ? Long.toString(described.number("gas"))
                : "none",
            described.number("exit"),
            described.text("pv"));
  }
}
