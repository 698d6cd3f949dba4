package org.hierophant.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.Sha256;
import org.hierophant.proto.network.ProofRequest;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.executor.ExecutionReport;
import org.hierophant.testing.sdk.ProofOutcome;
import org.hierophant.testing.sdk.SdkClient;
import org.hierophant.testing.sdk.SdkProfile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A coordinator that executes programs itself, and has not even a worker. */
class PreflightTest {
  private static final int ASSIGNED = 2;
  private static final int HALT_WITH_NON_ZERO_EXIT_CODE = 1;

  private static TestNetwork network;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    network = TestNetwork.start(directory, "[preflight]", "enabled = true", "memory_mib = 64");
  }

  @AfterAll
  static void stop() {
    network.close();
  }

  private static SdkClient client(Generation generation) {
    return network.client(
        generation == Generation.V5 ? SdkProfile.SDK_5_AUCTION : SdkProfile.SDK_6_AUCTION);
  }

  private static RequestId request(SdkClient client, ClientProgram program, byte[] stdin)
      throws Exception {
    client.registerProgram(program.vkHash(), program.elf(), program.vk());
    return client.request(TestNetwork.order(program, stdin, ProofMode.COMPRESSED));
  }

  @ParameterizedTest
  @EnumSource
  void aFailingGuestEndsItsRequestBeforeAnyWorkerSeesIt(Generation generation) throws Exception {
    SdkClient client = client(generation);
    RequestId id = request(client, TestNetwork.sample("panic", generation), new byte[24]);

    ProofOutcome outcome = client.await(id, TestNetwork.LIMIT, _ -> {});

    assertThat(outcome).isInstanceOf(ProofOutcome.RequestUnexecutable.class);
    assertThat(client.details(id).getRequest().getExecuteFailCause())
        .isEqualTo(HALT_WITH_NON_ZERO_EXIT_CODE);
  }

  @ParameterizedTest
  @EnumSource
  void cyclesAndPublicValuesAreKnownWhileTheRequestWaits(Generation generation) throws Exception {
    ClientProgram program = TestNetwork.sample("fibonacci", generation);
    byte[] stdin = ClientProgram.stdin(1_000);
    ExecutionReport expected = program.execute(stdin, _ -> {}).report();
    SdkClient client = client(generation);
    RequestId id = request(client, program, stdin);

    network.await("cycles of " + id, () -> details(client, id).getCycles() != 0);

    ProofRequest details = details(client, id);
    assertThat(details.getFulfillmentStatus()).isEqualTo(ASSIGNED);
    assertThat(details.getCycles()).isEqualTo(expected.cycles());
    assertThat(details.getGasUsed()).isEqualTo(expected.gas().orElse(0));
    assertThat(details.getPublicValuesHash().toByteArray())
        .isEqualTo(Sha256.ofContent(expected.publicValues()).value().toBytes());
  }

  private static ProofRequest details(SdkClient client, RequestId id) {
    try {
      return client.details(id).getRequest();
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  @Test
  void whatEarlierProcessesFoundOutIsFoundOutAgain() throws Exception {
    ClientProgram program = TestNetwork.sample("fibonacci", Generation.V6);
    SdkClient client = client(Generation.V6);
    RequestId id = request(client, program, ClientProgram.stdin(2_000));
    network.await("cycles of " + id, () -> details(client, id).getCycles() != 0);
    long cycles = details(client, id).getCycles();

    network.processes().killCoordinator();
    network.startCoordinatorAgain();

    SdkClient again = client(Generation.V6);
    network.await("cycles of " + id, () -> details(again, id).getCycles() != 0);
    assertThat(details(again, id).getCycles()).isEqualTo(cycles);
  }
}
