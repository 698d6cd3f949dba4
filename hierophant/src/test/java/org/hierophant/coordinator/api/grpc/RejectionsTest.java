package org.hierophant.coordinator.api.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.hierophant.coordinator.intake.Rejection;
import org.junit.jupiter.api.Test;

class RejectionsTest {
  /** What the SDK repeats for two minutes. */
  private static final Set<Status.Code> TRANSIENT =
      Set.of(
          Status.Code.UNAVAILABLE,
          Status.Code.DEADLINE_EXCEEDED,
          Status.Code.INTERNAL,
          Status.Code.ABORTED);

  private static final Map<Rejection, Status.Code> CODES =
      Map.of(
          new Rejection.Invalid("mode", 0, "must be 1"), Status.Code.INVALID_ARGUMENT,
          new Rejection.Unmet("x"), Status.Code.FAILED_PRECONDITION,
          new Rejection.Missing("x"), Status.Code.NOT_FOUND,
          new Rejection.Unsigned("x"), Status.Code.UNAUTHENTICATED,
          new Rejection.Forbidden("x"), Status.Code.PERMISSION_DENIED,
          new Rejection.TryLater("x"), Status.Code.UNAVAILABLE);

  @Test
  void everyRejectionHasItsCode() {
    Set<Class<?>> tested = new HashSet<>();
    CODES.forEach(
        (rejection, code) -> {
          tested.add(rejection.getClass());
          assertThat(Rejections.status(rejection).getCode()).isEqualTo(code);
          assertThat(Rejections.status(rejection).getDescription()).isEqualTo(rejection.message());
        });

    assertThat(tested).containsExactlyInAnyOrder(Rejection.class.getPermittedSubclasses());
  }

  @Test
  void onlyWhatCanPassIsRepeatedByTheSdk() {
    CODES.forEach(
        (rejection, code) ->
            assertThat(TRANSIENT.contains(code))
                .isEqualTo(rejection instanceof Rejection.TryLater));
  }

  @Test
  void nothingIsEverExhaustedOrUnknown() {
    assertThat(Arrays.asList(Status.Code.RESOURCE_EXHAUSTED, Status.Code.UNKNOWN))
        .doesNotContainAnyElementsOf(CODES.values());
  }

  @Test
  void aMessageNamesFieldRuleAndValue() {
    assertThat(new Rejection.Invalid("mode", 9, "must be 1 to 4").message())
        .isEqualTo("mode must be 1 to 4, not 9");
  }

  @Test
  void aLongMessageIsCut() {
    String longest = "x".repeat(1_024);

    assertThat(Rejections.status(new Rejection.Unmet(longest)).getDescription()).isEqualTo(longest);
    assertThat(Rejections.status(new Rejection.Unmet(longest + "yz")).getDescription())
        .isEqualTo(longest + "…");
  }
}
