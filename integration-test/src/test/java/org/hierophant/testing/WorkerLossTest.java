package org.hierophant.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hierophant.testing.TestNetwork.LONG;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.hierophant.network.domain.RequestId;
import org.hierophant.sp1.Generation;
import org.hierophant.testing.sdk.SdkClient;
import org.hierophant.testing.sdk.SdkProfile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerLossTest {
  private static TestNetwork network;
  private static ClientProgram compute;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    network = TestNetwork.start(directory, "[worker_registry]", "disconnect_grace_secs = 1");
    compute = TestNetwork.sample("compute", Generation.V6);
  }

  @AfterAll
  static void stop() {
    network.close();
  }

  @Test
  void aKilledWorkerIsReplacedUnderTheSameId() throws Exception {
    List<ProgramProcess> workers =
        List.of(network.startWorker("jael"), network.startWorker("deborah"));
    SdkClient client = network.client(SdkProfile.SDK_6_AUCTION);
    RequestId id = TestNetwork.request(client, compute, LONG);
    String first = network.awaitExecuting(id).worker();

    workers.stream().filter(worker -> worker.name().equals(first)).findFirst().orElseThrow().kill();

    TestNetwork.awaitRightProof(client, id, compute, LONG);
    assertThat(network.finishers(id)).hasSize(1).doesNotContain(first);
    workers.forEach(ProgramProcess::close);
  }

  @Test
  void aWorkerThatIsToldToEndHandsBackWhatItHas() throws Exception {
    ProgramProcess leaving = network.startWorker("naomi");
    SdkClient client = network.client(SdkProfile.SDK_6_BASE);
    RequestId id = TestNetwork.request(client, compute, LONG);
    network.awaitExecuting(id);

    int code = leaving.terminate(Duration.ofSeconds(10));
    try (ProgramProcess _ = network.startWorker("ruth")) {
      TestNetwork.awaitRightProof(client, id, compute, LONG);

      assertThat(code).isZero();
      assertThat(network.finishers(id)).containsExactly("ruth");
    }
  }
}
