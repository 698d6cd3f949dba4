package org.hierophant.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hierophant.testing.TestNetwork.LONG;

import java.nio.file.Path;
import java.util.List;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.RequestId;
import org.hierophant.proto.network.GetProofRequestStatusResponse;
import org.hierophant.proto.network.ProofRequest;
import org.hierophant.sp1.Generation;
import org.hierophant.testing.sdk.SdkClient;
import org.hierophant.testing.sdk.SdkProfile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each test brings its own worker; the coordinator and its state outlive them all. */
class CoordinatorLossTest {
  private static TestNetwork network;
  private static ClientProgram compute;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    network = TestNetwork.start(directory, "[worker_registry]", "disconnect_grace_secs = 60");
    compute = TestNetwork.sample("compute", Generation.V6);
  }

  @AfterAll
  static void stop() {
    network.close();
  }

  @Test
  void aProofInTheMakingSurvivesTheCoordinator() throws Exception {
    try (ProgramProcess worker = network.startWorker("jael")) {
      SdkClient client = network.client(SdkProfile.SDK_6_AUCTION);
      RequestId id = TestNetwork.request(client, compute, LONG);
      network.awaitExecuting(id);

      network.processes().killCoordinator();
      network.startCoordinatorAgain();

      TestNetwork.awaitRightProof(client, id, compute, LONG);
      assertThat(network.finishers(id)).containsExactly("jael");
      assertThat(TestNetwork.acceptances(worker, id)).isEqualTo(1);
      assertThat(TestNetwork.proofsMade(worker, id)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aProofFinishedWhileTheCoordinatorIsAwayIsDeliveredLater(boolean workerStartsAgainToo)
      throws Exception {
    String name = workerStartsAgainToo ? "huldah" : "deborah";
    ProgramProcess worker = network.startWorker(name);
    SdkClient client = network.client(SdkProfile.SDK_6_AUCTION);
    RequestId id = TestNetwork.request(client, compute, LONG);
    network.awaitExecuting(id);

    network.processes().killCoordinator();
    worker.await("proof made", TestNetwork.LIMIT, () -> TestNetwork.proofsMade(worker, id) == 1);
    if (workerStartsAgainToo) {
      worker.kill();
    }
    network.startCoordinatorAgain();
    try (ProgramProcess sameOrNext = workerStartsAgainToo ? network.startWorker(name) : worker) {
      TestNetwork.awaitRightProof(client, id, compute, LONG);

      assertThat(network.finishers(id)).containsExactly(name);
      assertThat(TestNetwork.proofsMade(sameOrNext, id)).isEqualTo(1);
      assertThat(TestNetwork.acceptances(sameOrNext, id)).isEqualTo(1);
    }
  }

  @Test
  void aWorkerThatComesBackInTimeGoesOnWithWhatItHeld() throws Exception {
    ProgramProcess naomi = network.startWorker("naomi");
    SdkClient client = network.client(SdkProfile.SDK_6_AUCTION);
    RequestId id = TestNetwork.request(client, compute, LONG);
    network.awaitExecuting(id);
    try (ProgramProcess idle = network.startWorker("orpah")) {
      naomi.kill();
      try (ProgramProcess _ = network.startWorker("naomi")) {
        TestNetwork.awaitRightProof(client, id, compute, LONG);

        assertThat(network.finishers(id)).containsExactly("naomi");
        assertThat(TestNetwork.acceptances(idle, id)).isZero();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(TcpProxy.Fault.class)
  void aProofFinishedBehindABrokenLinkIsDeliveredLater(TcpProxy.Fault fault) throws Exception {
    String name = "rahab-" + fault;
    try (TcpProxy link = TcpProxy.to(network.processes().httpUrl().getPort());
        ProgramProcess worker =
            network.processes().startWorker(name, link.port(), "drain_limit_secs = 0")) {
      SdkClient client = network.client(SdkProfile.SDK_6_BASE);
      RequestId id = TestNetwork.request(client, compute, LONG);
      network.awaitExecuting(id);

      link.breakDown(fault);
      worker.await("proof made", TestNetwork.LIMIT, () -> TestNetwork.proofsMade(worker, id) == 1);
      assertThat(client.status(id).getFulfillmentStatus()).isEqualTo(2);
      link.repair();

      TestNetwork.awaitRightProof(client, id, compute, LONG);
      assertThat(network.finishers(id)).containsExactly(name);
      assertThat(TestNetwork.acceptances(worker, id)).isEqualTo(1);
    }
  }

  @Test
  void aFinishedProofCanStillBeDownloadedAfterARestart() throws Exception {
    SdkClient client = network.client(SdkProfile.SDK_6_AUCTION);
    ClientProgram fibonacci = TestNetwork.sample("fibonacci", Generation.V6);
    byte[] stdin = ClientProgram.stdin(10);
    RequestId id;
    byte[] proof;
    try (ProgramProcess _ = network.startWorker("miriam")) {
      client.registerProgram(fibonacci.vkHash(), fibonacci.elf(), fibonacci.vk());
      id = client.request(TestNetwork.order(fibonacci, stdin, ProofMode.GROTH16));
      proof = TestNetwork.awaitRightProof(client, id, fibonacci, stdin, ProofMode.GROTH16);
    }

    network.processes().killCoordinator();
    network.startCoordinatorAgain();

    GetProofRequestStatusResponse status = client.status(id);
    assertThat(client.download(status)).isEqualTo(proof);
    assertThat(client.isRegistered(fibonacci.vkHash())).isTrue();
    assertThat(network.finishers(id)).isEqualTo(List.of("miriam"));
  }

  @Test
  void aRequestWaitsForTheFirstWorkerAlsoOverARestart() throws Exception {
    SdkClient client = network.client(SdkProfile.SDK_5_BASE);
    ClientProgram fibonacci = TestNetwork.sample("fibonacci", Generation.V5);
    byte[] stdin = ClientProgram.stdin(10);
    client.registerProgram(fibonacci.vkHash(), fibonacci.elf(), fibonacci.vk());
    RequestId id = client.request(TestNetwork.order(fibonacci, stdin, ProofMode.COMPRESSED));

    ProofRequest waiting = client.details(id).getRequest();
    network.processes().killCoordinator();
    network.startCoordinatorAgain();
    ProofRequest stillWaiting = client.details(id).getRequest();

    assertThat(waiting.getFulfillmentStatus()).isEqualTo(2);
    assertThat(waiting.hasFulfiller()).isFalse();
    assertThat(stillWaiting).isEqualTo(waiting);
    try (ProgramProcess _ = network.startWorker("abigail")) {
      TestNetwork.awaitRightProof(client, id, fibonacci, stdin, ProofMode.COMPRESSED);
      assertThat(network.finishers(id)).containsExactly("abigail");
    }
  }
}
