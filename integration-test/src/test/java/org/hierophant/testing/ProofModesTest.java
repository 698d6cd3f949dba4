package org.hierophant.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.RequestId;
import org.hierophant.sp1.Generation;
import org.hierophant.testing.sdk.SdkClient;
import org.hierophant.testing.sdk.SdkProfile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProofModesTest {
  private static TestNetwork network;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    network = TestNetwork.start(directory);
    network.startWorker("jael");
  }

  @AfterAll
  static void stop() {
    network.close();
  }

  static Stream<Arguments> everyModeInEveryDialect() {
    return Stream.of(
            SdkProfile.SDK_5_BASE,
            SdkProfile.SDK_5_AUCTION,
            SdkProfile.SDK_6_BASE,
            SdkProfile.SDK_6_AUCTION)
        .flatMap(sdk -> Stream.of(ProofMode.values()).map(mode -> Arguments.of(sdk, mode)));
  }

  @ParameterizedTest
  @MethodSource("everyModeInEveryDialect")
  void aSampleIsProvedAsTheSdksMockProverWould(SdkProfile sdk, ProofMode mode) throws Exception {
    ClientProgram fibonacci = TestNetwork.sample("fibonacci", generation(sdk));
    byte[] stdin = ClientProgram.stdin(1_000);
    SdkClient client = network.client(sdk);
    client.registerProgram(fibonacci.vkHash(), fibonacci.elf(), fibonacci.vk());

    RequestId id = client.request(TestNetwork.order(fibonacci, stdin, mode));

    byte[] proof = TestNetwork.awaitRightProof(client, id, fibonacci, stdin, mode);
    assertThat(HexFormat.of().formatHex(proof)).contains("e80300004b60c05ced60954e");
  }

  @ParameterizedTest
  @MethodSource("everyModeInEveryDialect")
  void aProgramOfTheSdksIsProvedByteForByte(SdkProfile sdk, ProofMode mode) throws Exception {
    String generation = generation(sdk) == Generation.V5 ? "v5" : "v6";
    String folder = "programs/" + generation + "-fibonacci/";
    ClientProgram fibonacci =
        ClientProgram.of(fixture(folder + "elf"), Optional.of(fixture(folder + "vk.bin")));
    byte[] stdin = fixture(folder + "stdin.bin");
    SdkClient client = network.client(sdk);
    client.registerProgram(fibonacci.vkHash(), fibonacci.elf(), fibonacci.vk());

    RequestId id = client.request(TestNetwork.order(fibonacci, stdin, mode));

    byte[] proof = TestNetwork.awaitRightProof(client, id, fibonacci, stdin, mode);
    byte[] saved =
        fixture("sp1-%s/mock/%s.bin".formatted(generation, mode.name().toLowerCase(Locale.ROOT)));
    assertThat(proof).startsWith(Arrays.copyOf(saved, saved.length - 1));
    assertThat(network.finishers(id)).isEqualTo(List.of("jael"));
  }

  private static Generation generation(SdkProfile sdk) {
    return sdk.circuitVersion().startsWith("v5") ? Generation.V5 : Generation.V6;
  }

  private static byte[] fixture(String name) throws IOException {
    Optional<byte[]> bytes = TestNetwork.fixture(name);
    assumeThat(bytes).as("fixture " + name).isPresent();
    return bytes.orElseThrow();
  }
}
