package org.hierophant.coordinator.api.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hierophant.coordinator.request.ExecuteFailureCause;
import org.hierophant.coordinator.request.RequestState;
import org.hierophant.coordinator.request.UnfulfillableReason;
import org.hierophant.coordinator.testing.RequestBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class StatusMappingTest {
  private static final int UNKNOWN_FAILURE = 3;
  private static final int EXECUTION_FAILURE = 1;

  /** One line of the table: numbers as on the wire. */
  record Line(
      RequestState state, int fulfillment, int execution, int cause, int error, boolean cancelled) {
    @Override
    public String toString() {
      return state instanceof RequestState.Unfulfillable(var reason, _)
          ? reason.getClass().getSimpleName()
          : state.getClass().getSimpleName();
    }
  }

  static List<Line> table() {
    return List.of(
        new Line(request().build().state(), 2, 1, 0, 0, false),
        new Line(request().leasedTo(RequestBuilder.WORKER).build().state(), 2, 1, 0, 0, false),
        new Line(request().verifying().build().state(), 2, 1, 0, 0, false),
        new Line(request().fulfilled().build().state(), 3, 2, 0, 0, false),
        ended(new UnfulfillableReason.DeadlinePassed(), 1, 0, 0, false),
        ended(new UnfulfillableReason.Cancelled(), 1, 0, 0, true),
        ended(new UnfulfillableReason.TooManyLosses(8), 1, 0, UNKNOWN_FAILURE, false),
        ended(new UnfulfillableReason.TooManyFailures(3, "no"), 1, 0, UNKNOWN_FAILURE, false),
        ended(
            new UnfulfillableReason.GuestFailed(
                ExecuteFailureCause.INVALID_MEMORY_ACCESS, OptionalLong.of(7), "load at 0"),
            3,
            2,
            EXECUTION_FAILURE,
            false));
  }

  private static Line ended(
      UnfulfillableReason reason, int execution, int cause, int error, boolean cancelled) {
    return new Line(
        request().unfulfillable(reason).build().state(), 4, execution, cause, error, cancelled);
  }

  private static RequestBuilder request() {
    return new RequestBuilder(1);
  }

  @ParameterizedTest
  @MethodSource("table")
  void everyStateHasItsPair(Line line) {
    assertThat(StatusMapping.of(line.state()))
        .isEqualTo(
            new StatusMapping(
                line.fulfillment(),
                line.execution(),
                line.cause(),
                line.error(),
                line.cancelled()));
  }

  @Test
  void theTableHasEveryStateAndEveryReason() {
    Set<Class<?>> states = new HashSet<>();
    Set<Class<?>> reasons = new HashSet<>();
    for (Line line : table()) {
      states.add(line.state().getClass());
      if (line.state() instanceof RequestState.Unfulfillable(var reason, _)) {
        reasons.add(reason.getClass());
      }
    }

    assertThat(states).isEqualTo(leaves(RequestState.class).collect(Collectors.toSet()));
    assertThat(reasons).isEqualTo(leaves(UnfulfillableReason.class).collect(Collectors.toSet()));
  }

  private static Stream<Class<?>> leaves(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(StatusMappingTest::leaves)
        : Stream.of(type);
  }

  @ParameterizedTest
  @EnumSource
  void everyCauseKeepsItsNumberAndIsUnexecutable(ExecuteFailureCause cause) {
    StatusMapping mapping = StatusMapping.of(request().guestFailed(cause).build().state());

    assertThat(mapping.execution()).isEqualTo(3);
    assertThat(mapping.cause()).isEqualTo(cause.number());
  }

  @Test
  void anUnknownRequestIsWorthAskingAgainFor() {
    assertThat(StatusMapping.UNKNOWN).isEqualTo(new StatusMapping(4, 1, 0, 0, false));
  }
}
