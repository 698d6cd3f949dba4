package org.hierophant.coordinator.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.hierophant.coordinator.config.HttpSlice;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.testing.RequestBuilder;
import org.hierophant.coordinator.testing.Samples;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.ArtifactUri;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;

class PassportRouteTest {
  private static final ArtifactUri PROOF = Samples.uri(ArtifactType.PROOF, 1);

  @TempDir private Path directory;
  private HttpSlice slice;

  @BeforeEach
  void issue() throws Exception {
    slice = HttpSlice.start(directory, Map.of());
    slice.passports().issue(PROOF, JsonNodeFactory.instance.objectNode().put("mode", "CORE"));
  }

  @AfterEach
  void stop() {
    slice.close();
  }

  @Test
  void aPublishedProofsPassportIsServedByItsUriAndItsRequest() throws Exception {
    publish(new RequestBuilder(1).fulfilled().build());

    for (String id :
        new String[] {
          PROOF.toString(),
          Samples.request(1).toString(),
          Samples.request(1).toString().substring(2)
        }) {
      assertThat(get(id))
          .as(id)
          .matches("(?s)HTTP/1\\.[01] 200.*")
          .contains("\"mode\":\"CORE\"", "\"signature\":\"0x");
    }
  }

  @Test
  void aProofThatIsNotPublishedHasNoPassportYet() throws Exception {
    publish(new RequestBuilder(1).verifying().build());

    assertThat(get(PROOF.toString())).matches("(?s)HTTP/1\\.[01] 404.*");
    assertThat(get(Samples.request(1).toString())).matches("(?s)HTTP/1\\.[01] 404.*");
  }

  @Test
  void whatIsNeitherUriNorIdIsUnknown() throws Exception {
    assertThat(get("0x12")).matches("(?s)HTTP/1\\.[01] 404.*unknown_proof.*");
    assertThat(get(Samples.request(9).toString())).matches("(?s)HTTP/1\\.[01] 404.*");
  }

  @Test
  void beforeTheJournalIsReadNobodyIsToldThatAProofIsUnknown() throws Exception {
    slice.ledger().whole = CompletableFuture.failedFuture(new IOException("not read yet"));

    assertThat(get(PROOF.toString())).matches("(?s)HTTP/1\\.[01] 503.*\"starting\".*");
    assertThat(slice.raw("GET /" + PROOF + " HTTP/1.0\r\n\r\n"))
        .matches("(?s)HTTP/1\\.[01] 503.*\"starting\".*");
  }

  @Test
  void whoAsksWhileTheJournalIsReadWaitsForIt() throws Exception {
    CompletableFuture<Void> whole = new CompletableFuture<>();
    slice.ledger().whole = whole;
    CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> passport());
    publish(new RequestBuilder(1).fulfilled().build());

    whole.complete(null);

    assertThat(answer.get(30, TimeUnit.SECONDS)).matches("(?s)HTTP/1\\.[01] 200.*");
  }

  private String passport() {
    try {
      return get(PROOF.toString());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void publish(RequestView view) {
    slice.ledger().requests.add(view);
    slice.ledger().proofs.put(PROOF, view);
  }

  private String get(String id) throws Exception {
    return slice.raw("GET /passports/" + id + " HTTP/1.0\r\n\r\n");
  }
}
