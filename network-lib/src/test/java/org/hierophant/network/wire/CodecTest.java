package org.hierophant.network.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.Executed;
import org.hierophant.network.domain.LeaseToken;
import org.hierophant.network.domain.Phase;
import org.hierophant.network.domain.Progress;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverReport;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.Sha256;
import org.hierophant.network.domain.VkHash;
import org.hierophant.network.domain.WorkerId;
import org.hierophant.proto.worker.Hello;
import org.hierophant.proto.worker.WorkerMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodecTest {
  private static final AttemptKey ATTEMPT =
      new AttemptKey(new RequestId(new Bytes32(1, 2, 3, 4)), new LeaseToken("7-abc"));
  private static final Capability CAPABILITY =
      new Capability(ProverVm.SP1, ProofMode.GROTH16, new CircuitVersion("v6.1.0"), true);
  private static final ProverReport PROVER =
      new ProverReport("gpu-1", ProverReport.Condition.BROKEN, "no device");
  private static final ArtifactUri PROOF = uri("PROOF_6f0c4c1e-5c1d-4f0e-9a53-0d9a2f6b7c11");
  private static final Sha256 DIGEST = new Sha256(new Bytes32(-1, 0, 1, Long.MIN_VALUE));

  static Stream<FromWorker> fromWorker() {
    return Stream.of(
        new FromWorker.Hello(
            new WorkerId("w-1"),
            "Melchizedek",
            "0.1.0",
            Set.of(CAPABILITY),
            2,
            List.of(new FromWorker.Held(ATTEMPT, true)),
            Optional.of("http://magister:8555/drop/7")),
        new FromWorker.Hello(
            new WorkerId("w-2"),
            "Jael",
            "0.1.0",
            Set.of(),
            1,
            List.of(),
            Optional.empty(),
            List.of(PROVER)),
        new FromWorker.Accept(ATTEMPT),
        new FromWorker.Refuse(ATTEMPT, RefuseReason.DISK_FULL, "12 bytes left"),
        new FromWorker.Heartbeat(-1),
        new FromWorker.Heartbeat(2, List.of(PROVER, PROVER)),
        new FromWorker.ProgressReport(ATTEMPT, new Progress(Phase.STORING, 5, 0)),
        new FromWorker.ProgressReport(
            ATTEMPT,
            new Progress(Phase.PROVING, 5, 9),
            Optional.of(
                new Executed(-1, OptionalLong.of(7), Sha256.ofContent(new byte[1]).value()))),
        new FromWorker.ProgressReport(
            ATTEMPT,
            new Progress(Phase.PROVING, 5, 9),
            Optional.of(
                new Executed(1, OptionalLong.empty(), Sha256.ofContent(new byte[2]).value()))),
        new FromWorker.Result(
            ATTEMPT,
            PROOF,
            DIGEST,
            1L << 40,
            OptionalLong.of(0),
            OptionalLong.empty(),
            Optional.of(Bytes32.ZERO),
            Duration.ofMillis(17)),
        new FromWorker.Failure(ATTEMPT, FailureKind.GUEST, 9, OptionalLong.of(-1), "line\n\ttwo"),
        new FromWorker.Failure(ATTEMPT, FailureKind.CANCELLED, 0, OptionalLong.empty(), ""),
        new FromWorker.Draining("SIGTERM"));
  }

  static Stream<ToWorker> toWorker() {
    Download program =
        new Download(
            uri("PROGRAM_6f0c4c1e-5c1d-4f0e-9a53-0d9a2f6b7c11"), "/PROGRAM_x", "t.1", DIGEST, 0);
    return Stream.of(
        new ToWorker.Welcome(
            "c-1", Duration.ofSeconds(30), List.of(new FromWorker.Held(ATTEMPT, false))),
        new ToWorker.Reject(RejectCode.UNAUTHENTICATED, "no token"),
        new ToWorker.Offer(
            ATTEMPT,
            CAPABILITY,
            new VkHash(Bytes32.ZERO),
            ByteString.copyFromUtf8("vk"),
            program,
            program,
            new Upload(PROOF, "/upload/" + PROOF, "t.2"),
            -1,
            0,
            Duration.ofMinutes(300),
            Optional.empty()),
        new ToWorker.Cancel(ATTEMPT, "requester cancelled"),
        new ToWorker.Superseded(ATTEMPT),
        new ToWorker.Settled(ATTEMPT),
        new ToWorker.Drain("maintenance"),
        new ToWorker.HeartbeatAck(3));
  }

  @ParameterizedTest
  @MethodSource("fromWorker")
  void whatAWorkerSaysArrivesUnchanged(FromWorker message) throws FrameException {
    assertThat(FromWorkerCodec.decode(FromWorkerCodec.encode(message))).isEqualTo(message);
  }

  @ParameterizedTest
  @MethodSource("toWorker")
  void whatTheCoordinatorSaysArrivesUnchanged(ToWorker message) throws FrameException {
    assertThat(ToWorkerCodec.decode(ToWorkerCodec.encode(message))).isEqualTo(message);
  }

  @Test
  void randomBytesAreEitherAMessageOrAFrameException() {
    Random random = new Random(7);

    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(80)];
      random.nextBytes(bytes);
      try {
        assertThat(FromWorkerCodec.decode(ByteBuffer.wrap(bytes))).isNotNull();
      } catch (FrameException e) {
        assertThat(e).hasMessageMatching("(?s).+");
      }
    }
  }

  @Test
  void everyCutOfAFrameIsEitherAMessageOrAFrameException() {
    List<ByteBuffer> frames = toWorker().map(ToWorkerCodec::encode).toList();

    for (ByteBuffer frame : frames) {
      for (int length = 0; length < frame.remaining(); length++) {
        try {
          assertThat(ToWorkerCodec.decode(frame.slice(0, length))).isNotNull();
        } catch (FrameException e) {
          assertThat(e).hasMessageMatching("(?s).+");
        }
      }
    }
  }

  @Test
  void aFrameOverOneMebibyteIsNotRead() {
    ByteBuffer frame = ByteBuffer.allocate(WorkerChannel.MAX_FRAME_BYTES + 1);

    assertThatExceptionOfType(FrameException.class)
        .isThrownBy(() -> FromWorkerCodec.decode(frame))
        .withMessageContaining("1048577");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\nb", "a\u0000", "\u202eevil", "a\u2028b"})
  void aNameThatWouldSpoilAPageIsRefused(String name) {
    WorkerMessage frame = helloNamed(name);

    assertThatExceptionOfType(FrameException.class)
        .isThrownBy(() -> FromWorkerCodec.decode(frame.toByteString().asReadOnlyByteBuffer()))
        .withMessageStartingWith("name must");
  }

  @Test
  void capabilitiesFromTheFutureAreLeftOut() throws FrameException {
    WorkerMessage.Builder frame = helloNamed("ruth").toBuilder();
    frame.getHelloBuilder().addCapabilitiesBuilder().setVm(99).setCircuitVersion("v9");

    FromWorker message =
        FromWorkerCodec.decode(frame.build().toByteString().asReadOnlyByteBuffer());

    assertThat(message)
        .isInstanceOfSatisfying(
            FromWorker.Hello.class,
            hello -> assertThat(hello.capabilities()).containsExactly(CAPABILITY));
  }

  @Test
  void ofALongDetailTheEndIsKept() {
    String detail = Texts.detail("é".repeat(20_000) + "😀 the last words");

    assertThat(detail).endsWith("😀 the last words");
    assertThat(detail.getBytes(StandardCharsets.UTF_8).length)
        .isBetween(Texts.MAX_DETAIL_BYTES - 8, Texts.MAX_DETAIL_BYTES);
  }

  @Test
  void escapeSequencesDoNotReachAnOperatorsTerminal() {
    assertThat(Texts.detail("\u001b[31mred\r\n")).isEqualTo("?[31mred?\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "//host/x", "http://host/x", "/a b", "/a\r\nHost: b", "/\\\\host"})
  void aTransferStaysOnTheOriginThatWasDialled(String path) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Upload(PROOF, path, ""));
  }

  @Test
  void tokensAndLeasesAreNotPrinted() {
    assertThat(new Upload(PROOF, "/x", "secret").toString()).doesNotContain("secret");
    assertThat(new FromWorker.Accept(ATTEMPT).toString()).doesNotContain("7-abc");
  }

  private static WorkerMessage helloNamed(String name) {
    return WorkerMessage.newBuilder()
        .setHello(
            Hello.newBuilder()
                .setWorkerId("w")
                .setName(name)
                .setSoftwareVersion("1")
                .setSlots(1)
                .addCapabilities(Fields.capability(CAPABILITY)))
        .build();
  }

  private static ArtifactUri uri(String text) {
    return ArtifactUri.parse(text).orElseThrow();
  }
}
