package org.hierophant.coordinator.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.hierophant.coordinator.config.HttpSlice;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusRoutesTest {
  @TempDir static Path directory;
  private static HttpSlice slice;

  @BeforeAll
  static void start() {
    slice = HttpSlice.start(directory, Map.of());
  }

  @AfterAll
  static void stop() {
    slice.close();
  }

  @Test
  void healthAnswersHttp10WithoutAHostAndCloses() throws IOException {
    String answer = slice.raw("GET /health HTTP/1.0\r\n\r\n");

    assertThat(answer).matches("(?s)HTTP/1\\.[01] 200.*").endsWith("\r\n\r\ntrue");
    assertThat(answer.toLowerCase(java.util.Locale.ROOT))
        .contains("content-type: application/json")
        .doesNotContain("transfer-encoding");
  }

  @Test
  void emptyPagesAreEmptyArrays() throws IOException {
    for (String page : new String[] {"/contemplants", "/dead-contemplants", "/proof-history"}) {
      assertThat(slice.raw("GET " + page + " HTTP/1.0\r\n\r\n")).endsWith("\r\n\r\n[]");
    }
  }

  @Test
  void aCoordinatorWithRoomIsReady() throws IOException {
    assertThat(slice.raw("GET /ready HTTP/1.0\r\n\r\n"))
        .matches("(?s)HTTP/1\\.[01] 200.*")
        .endsWith("{\"ready\":true,\"reasons\":[]}");
  }

  @Test
  void metricsAreThere() throws IOException {
    assertThat(slice.raw("GET /actuator/prometheus HTTP/1.0\r\n\r\n"))
        .matches("(?s)HTTP/1\\.[01] 200.*")
        .contains("jvm_memory_used_bytes");
  }

  @Test
  void noOtherActuatorPageIsOpen() throws IOException {
    for (String page : new String[] {"/actuator", "/actuator/env", "/actuator/health"}) {
      assertThat(slice.raw("GET " + page + " HTTP/1.0\r\n\r\n")).matches("(?s)HTTP/1\\.[01] 404.*");
    }
  }
}
