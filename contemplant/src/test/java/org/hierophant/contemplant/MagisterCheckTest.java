package org.hierophant.contemplant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.util.random.RandomGenerator;
import org.hierophant.contemplant.testing.FakeCoordinator;
import org.hierophant.contemplant.testing.FakeCoordinator.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class MagisterCheckTest {
  @ParameterizedTest
  @CsvSource({
    "http://magister:8555/drop/42, http://magister:8555/verify/42",
    "https://drop.example/drop/42, https://drop.example/verify/42",
    "http://drop:1/a/drop/drop, http://drop:1/a/verify/drop",
    "http://[::1]:8555/drop/4%2F2?x=/y, http://[::1]:8555/verify/4%2F2?x=/y",
  })
  void verifyStandsWhereDropStood(String drop, URI verify) {
    assertThat(MagisterCheck.verifyUrl(drop)).isEqualTo(verify);
  }

  @ParameterizedTest
  @CsvSource({"http://drop/42", "http://magister/dropped/42", "http://magister/"})
  void anUrlWithoutDropIsRefused(String url) {
    assertThatThrownBy(() -> MagisterCheck.verifyUrl(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("magister_drop_endpoint");
  }

  @Test
  void asksUntilItIsHeard() throws Exception {
    try (FakeCoordinator magister = FakeCoordinator.start();
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      magister.answerNext(new Answer.Status(503), new Answer.Status(404), new Answer.Status(200));
      MagisterCheck check =
          new MagisterCheck(
              http, magister.origin() + "drop/42", _ -> {}, RandomGenerator.getDefault());
      assertThat(check.isVerified()).isFalse();

      check.start();
      while (!check.isVerified()) {
        Thread.onSpinWait();
      }

      assertThat(magister.requests()).hasSize(3).allMatch(r -> r.path().equals("/verify/42"));
      check.close();
    }
  }
}
