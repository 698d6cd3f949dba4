package org.hierophant.sp1.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hierophant.sp1.verifier.stark.StarkException;
import org.hierophant.sp1.verifier.stark.Step;
import org.junit.jupiter.api.Test;

class ChecksTest {
  private final List<String> run = new ArrayList<>();

  @Test
  void theFirstCheckThatFailsEndsTheVerdict() {
    Verdict verdict =
        Checks.verdict(
            checks -> {
              checks.run("first", () -> run.add("first"));
              checks.hold("second", false, "does not hold");
              checks.run("third", () -> run.add("third"));
            });

    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Invalid.class,
            invalid -> {
              assertThat(invalid.failed()).isEqualTo("second");
              assertThat(invalid.detail()).isEqualTo("does not hold");
              assertThat(invalid.checks()).extracting(Verdict.Check::name).containsExactly("first");
            });
    assertThat(verdict.isValid()).isFalse();
    assertThat(run).containsExactly("first");
  }

  @Test
  void aQuestionIsAskedAndItsAnswerCounts() {
    Verdict yes = Checks.verdict(checks -> checks.hold("question", () -> true, "no"));
    Verdict no = Checks.verdict(checks -> checks.hold("question", () -> false, "no"));

    assertThat(yes.isValid()).isTrue();
    assertThat(no.isValid()).isFalse();
  }

  @Test
  void whatACheckFindsOutIsHandedOn() {
    List<String> found = new ArrayList<>();

    Verdict verdict = Checks.verdict(checks -> found.add(checks.make("find", () -> "it")));

    assertThat(verdict.isValid()).isTrue();
    assertThat(found).containsExactly("it");
  }

  @Test
  void eachStepIsACheckOfItsName() {
    List<Step> steps =
        List.of(
            new Step("one", () -> run.add("one")),
            new Step("two", () -> StarkException.require(false, "broken")),
            new Step("three", () -> run.add("three")));

    Verdict verdict = Checks.verdict(checks -> checks.take(steps));

    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Invalid.class, invalid -> assertThat(invalid.failed()).isEqualTo("two"));
    assertThat(verdict.checks()).extracting(Verdict.Check::name).containsExactly("one");
    assertThat(run).containsExactly("one");
  }

  @Test
  void theTimesOfChecksArePartsOfTheWhole() {
    long start = System.nanoTime();

    Verdict verdict =
        Checks.verdict(
            checks -> {
              checks.hold("one", true, "");
              checks.hold("two", true, "");
            });

    Duration whole = Duration.ofNanos(System.nanoTime() - start);
    assertThat(verdict.checks())
        .hasSize(2)
        .allSatisfy(check -> assertThat(check.took()).isBetween(Duration.ZERO, whole));
  }
}
