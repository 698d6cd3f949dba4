package org.hierophant.coordinator.api.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hierophant.coordinator.ledger.SystemTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OverdueTest {
  private static final int LIMIT_SECONDS = 30;

  private Overdue overdue = new Overdue(Duration.ofMillis(1), new SystemTime());

  @AfterEach
  void close() {
    overdue.close();
  }

  @Test
  void stageThatIsNotAnsweredEndsWithATimeout() {
    CompletableFuture<String> watched = overdue.watch(new CompletableFuture<>());

    assertThatThrownBy(() -> watched.get(LIMIT_SECONDS, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(TimeoutException.class);
  }

  @Test
  void answerBeforeTheLimitStays() throws Exception {
    overdue.close();
    overdue = new Overdue(Duration.ofHours(1), new SystemTime());
    CompletableFuture<String> stage = new CompletableFuture<>();
    CompletableFuture<String> watched = overdue.watch(stage);

    stage.complete("answer");

    assertThat(watched.get(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo("answer");
    assertThat(overdue.pending()).isZero();
  }

  @Test
  void nothingIsKeptOfWhatHasEnded() {
    CompletableFuture<String> watched = overdue.watch(new CompletableFuture<>());

    assertThatThrownBy(watched::join).hasCauseInstanceOf(TimeoutException.class);

    assertThat(overdue.pending()).isZero();
  }
}
