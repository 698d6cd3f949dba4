package org.hierophant.coordinator.api.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hierophant.coordinator.api.grpc.TestClient.statusOf;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.hierophant.coordinator.config.GrpcSlice;
import org.hierophant.coordinator.request.Dialect;
import org.hierophant.coordinator.testing.MemoryJournal;
import org.hierophant.network.domain.Address;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.transfer.ArtifactDecoder;
import org.hierophant.proto.artifact.CreateArtifactRequest;
import org.hierophant.proto.artifact.CreateArtifactResponse;
import org.hierophant.proto.network.CreateProgramRequestBody;
import org.hierophant.proto.network.GetNonceResponse;
import org.hierophant.proto.network.GetProgramResponse;
import org.hierophant.proto.network.GetProofRequestParamsResponse;
import org.hierophant.proto.network.GetProofRequestStatusResponse;
import org.hierophant.proto.network.GetProversByUptimeResponse;
import org.hierophant.proto.network.ProofRequest;
import org.hierophant.proto.network.RequestProofRequestBody;
import org.hierophant.proto.network.SignedRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Calls recorded from the unmodified crates sp1-sdk 5.2.4 and 6.10.0 in both dialects.
 *
 * <p>Everything is sent byte for byte. Two bodies name artifacts of the server that they were
 * recorded with: those are refused for these names, and for nothing else, and then sent again with
 * our names (and a deadline that is still ahead), signed with the recorded key.
 */
@ParameterizedClass
@ValueSource(
    strings = {"sdk-5.2.4-base", "sdk-5.2.4-auction", "sdk-6.10.0-base", "sdk-6.10.0-auction"})
class RecordedCallsTest {
  private static final Path CALLS =
      Path.of(System.getProperty("hierophant.root"), "../shared/fixtures/wire");
  private static final String NETWORK = "network.ProverNetwork";
  private static final Address SIGNER = new Address("0x1a642f0e3c3af545e7acbd38b07251b3990914f1");
  private static final TestSigner KEY = new TestSigner(1);

  @TempDir static Path directory;
  private static GrpcSlice slice;
  private static TestClient client;

  @Parameter String label;

  @BeforeAll
  static void start() {
    Assumptions.assumeTrue(Files.isDirectory(CALLS), () -> CALLS + " is not here");
    slice = GrpcSlice.start(directory, new MemoryJournal(), GrpcSlice.impatient(100));
    client = new TestClient(slice.grpcPort(), KEY);
  }

  @AfterAll
  static void stop() {
    if (slice != null) {
      client.close();
      slice.close();
    }
  }

  private byte[] recorded(String call) {
    try {
      return Files.readAllBytes(CALLS.resolve(label + "-" + call + ".bin"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private boolean isAuction() {
    return label.endsWith("auction");
  }

  // ---- the bytes ----

  @Test
  void everyMessageIsKnownToTheLastFieldAndSignedByTheRecordedKey() throws Exception {
    CreateProgramRequestBody program = body("CreateProgram-0", CreateProgramRequestBody.parser());
    RequestProofRequestBody request = body("RequestProof-0", RequestProofRequestBody.parser());

    assertThat(program.getNonce()).isEqualTo(7);
    assertThat(program.getProgramUri()).isEqualTo("program_1");
    assertThat(request.getNonce()).isEqualTo(7);
    assertThat(request.getStdinUri()).isEqualTo("stdin_2");
    assertThat(request.getVkHash()).isEqualTo(program.getVkHash());
    assertThat(request.getVersion())
        .isEqualTo(label.startsWith("sdk-5") ? "sp1-v5.0.0" : "sp1-v6.1.0");
    assertThat(request.getMode()).isEqualTo(2);
    assertThat(request.getStrategy()).isEqualTo(strategy());
    assertThat(request.getTreasury())
        .isEqualTo(ByteString.fromHex(isAuction() ? "05".repeat(20) : ""));
    assertThat(ProofBodies.dialect(request))
        .isEqualTo(isAuction() ? Dialect.AUCTION : Dialect.BASE);
    assertThat(ProofBodies.isStdinPrivate(request)).isFalse();
  }

  private int strategy() throws IOException {
    if (isAuction()) {
      return 3;
    }
    // The one that the recording itself lists as field 5.
    String line =
        Files.readAllLines(CALLS.resolve(label + ".txt")).stream()
            .filter(one -> one.startsWith("RequestProof "))
            .findFirst()
            .orElseThrow();
    return Integer.parseInt(line.replaceFirst(".*\\(5, (\\d)\\).*", "$1"));
  }

  private <T extends Message> T body(String call, Parser<T> parser) throws Exception {
    SignedRequest envelope = SignedRequest.parseFrom(recorded(call));
    SignedCall<T> signed = SignedCall.open(envelope, parser);

    assertThat(signed.signer()).isEqualTo(SIGNER);
    assertThat(envelope.getUnknownFields().asMap()).isEmpty();
    assertThat(signed.body().getUnknownFields().asMap()).isEmpty();
    assertThat(signed.body().toByteString()).isEqualTo(envelope.getBody());
    assertThat(KEY.sign(signed.body()).toByteArray()).isEqualTo(recorded(call));
    return signed.body();
  }

  @Test
  void artifactsAreSignedByTheRecordedKey() throws Exception {
    for (int n = 0; n < 2; n++) {
      CreateArtifactRequest call = CreateArtifactRequest.parseFrom(recorded("CreateArtifact-" + n));

      assertThat(SignedCall.artifactSigner(call.getSignature())).isEqualTo(SIGNER);
      assertThat(call.getArtifactType()).isEqualTo(n + 1);
      assertThat(call.getUnknownFields().asMap()).isEmpty();
    }
  }

  // ---- the calls ----

  @Test
  void whatDoesNotDependOnNamesIsAnsweredAsItCame() throws Exception {
    CreateArtifactResponse program = CreateArtifactResponse.parseFrom(artifact("CreateArtifact-0"));
    CreateArtifactResponse stdin = CreateArtifactResponse.parseFrom(artifact("CreateArtifact-1"));
    GetProofRequestStatusResponse status =
        GetProofRequestStatusResponse.parseFrom(network("GetProofRequestStatus", 0));

    assertThat(program.getArtifactUri()).startsWith("PROGRAM_");
    assertThat(stdin.getArtifactUri()).startsWith("STDIN_");
    assertThat(stdin.getArtifactPresignedUrl()).startsWith("http://127.0.0.1:");
    assertThat(GetNonceResponse.parseFrom(network("GetNonce", 0)).getUnknownFields().asMap())
        .isEmpty();
    assertThat(network("GetProofRequestStatus", 1)).isEqualTo(network("GetProofRequestStatus", 0));
    assertThat(status.getFulfillmentStatus()).isEqualTo(4); // asked of another server
    if (isAuction()) {
      assertThat(
              GetProofRequestParamsResponse.parseFrom(network("GetProofRequestParams", 0))
                  .getTreasury()
                  .size())
          .isEqualTo(20);
      assertThat(
              GetProversByUptimeResponse.parseFrom(network("GetProversByUptime", 0))
                  .getProversList())
          .isEmpty();
    }
  }

  @Test
  void whatNamesAnotherServersArtifactsIsRefusedForThatAlone() {
    assertThat(statusOf(() -> network("CreateProgram", 0)).getDescription())
        .isEqualTo("program_uri must be an artifact_uri of CreateArtifact, not \"program_1\"");
    assertThat(statusOf(() -> network("RequestProof", 0)).getDescription())
        .isEqualTo("stdin_uri must be an artifact_uri of CreateArtifact, not \"stdin_2\"");
  }

  @Test
  void theProgramAndTheRequestAreAcceptedOnceTheNamesAreOurs() throws Exception {
    CreateProgramRequestBody program =
        body("CreateProgram-0", CreateProgramRequestBody.parser()).toBuilder()
            .setProgramUri(client.upload(ArtifactType.PROGRAM, new byte[] {1}))
            .build();
    byte[] upload = recorded("upload-stdin_2");
    RequestProofRequestBody request =
        body("RequestProof-0", RequestProofRequestBody.parser()).toBuilder()
            .setStdinUri(client.upload(ArtifactType.STDIN, upload))
            .setDeadline(Instant.now().plus(Duration.ofHours(4)).getEpochSecond())
            .build();

    assertThat(client.network().createProgram(KEY.sign(program)).getTxHash().size()).isEqualTo(32);
    GetProgramResponse found = GetProgramResponse.parseFrom(network("GetProgram", 0));
    ByteString id = client.request(KEY.sign(request));
    ProofRequest details = client.details(id);

    assertThat(found.getProgram().getVkHash()).isEqualTo(request.getVkHash());
    assertThat(found.getProgram().getOwner()).isEqualTo(Fields.bytes(SIGNER));
    assertThat(client.pair(id)).isEqualTo("2/1");
    assertThat(details.getRequester()).isEqualTo(Fields.bytes(SIGNER));
    assertThat(details.getVersion()).isEqualTo(request.getVersion());
    assertThat(details.getMode()).isEqualTo(request.getMode());
    assertThat(details.getStrategy()).isEqualTo(request.getStrategy());
    assertThat(details.getCycleLimit()).isEqualTo(request.getCycleLimit());
    assertThat(details.getGasLimit()).isEqualTo(request.getGasLimit());
    assertThat(details.getMinAuctionPeriod()).isEqualTo(request.getMinAuctionPeriod());
    assertThat(details.getWhitelistList()).isEqualTo(request.getWhitelistList());
    assertThat(ProstSchema.BASE.decode(details.toByteArray())).doesNotContainKeys(34, 35);
    assertThat(ProstSchema.AUCTION.decode(details.toByteArray())).containsKey(1);
  }

  @Test
  void theRecordedStdinIsKeptAsItCameAndReadPlain() throws Exception {
    byte[] upload = recorded("upload-stdin_2");

    String uri = client.upload(ArtifactType.STDIN, upload);

    try (var content = slice.store().open(ArtifactUri.parse(uri).orElseThrow()).orElseThrow()) {
      assertThat(content.stream().readAllBytes()).isEqualTo(upload);
      byte[] plain = ArtifactDecoder.decode(content.stream(), 1 << 20).readAllBytes();
      assertThat(ByteBuffer.wrap(plain).order(ByteOrder.LITTLE_ENDIAN).getLong())
          .isEqualTo(1); // one buffer
      assertThat(plain).hasSize(36);
    }
  }

  private byte[] network(String method, int n) {
    return client.raw(NETWORK, method, recorded(method + "-" + n));
  }

  private byte[] artifact(String call) {
    return client.raw("artifact.ArtifactStore", "CreateArtifact", recorded(call));
  }
}
