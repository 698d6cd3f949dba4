package org.hierophant.coordinator.api.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.hierophant.coordinator.intake.ProofDraft;
import org.hierophant.coordinator.request.Dialect;
import org.hierophant.coordinator.testing.Samples;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.VkHash;
import org.hierophant.proto.network.RequestProofRequestBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProofBodiesTest {
  private static final String STDIN = Samples.uri(ArtifactType.STDIN, 1).toString();

  private final TestSigner signer = new TestSigner();

  // ---- golden bytes ----

  @Test
  void theGoldenBodiesHaveTheFieldsThatWereSigned() throws Exception {
    RequestProofRequestBody base = parse(GoldenCalls.BASE.body());
    RequestProofRequestBody auction = parse(GoldenCalls.AUCTION.body());

    assertThat(base.getNonce()).isEqualTo(7);
    assertThat(base.getVkHash())
        .isEqualTo(
            ByteString.fromHex("202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"));
    assertThat(base.getVersion()).isEqualTo("sp1-v5.0.0");
    assertThat(base.getMode()).isEqualTo(2);
    assertThat(base.getStrategy()).isEqualTo(2);
    assertThat(base.getStdinUri()).isEqualTo(GoldenCalls.STDIN_URI);
    assertThat(base.getDeadline()).isEqualTo(GoldenCalls.DEADLINE);
    assertThat(base.getCycleLimit()).isEqualTo(100_000_000);
    assertThat(base.getGasLimit()).isEqualTo(1_000_000_000);
    assertThat(auction.getMode()).isEqualTo(4);
    assertThat(auction.getStrategy()).isEqualTo(3);
    assertThat(auction.getDomain()).isEqualTo(ByteString.fromHex("d0".repeat(32)));
    assertThat(auction.getTreasury()).isEqualTo(ByteString.fromHex("44".repeat(20)));
    assertThat(auction.getBaseFee()).isEqualTo("0");
  }

  @Test
  void theGoldenBodiesHaveTheRightDialectAndPrivacy() throws Exception {
    RequestProofRequestBody base = parse(GoldenCalls.BASE.body());
    RequestProofRequestBody secret = parse(GoldenCalls.BASE_PRIVATE.body());
    RequestProofRequestBody auction = parse(GoldenCalls.AUCTION.body());

    assertThat(ProofBodies.dialect(base)).isEqualTo(Dialect.BASE);
    assertThat(ProofBodies.isStdinPrivate(base)).isFalse();
    assertThat(ProofBodies.dialect(secret)).isEqualTo(Dialect.BASE);
    assertThat(ProofBodies.isStdinPrivate(secret)).isTrue();
    assertThat(ProofBodies.dialect(auction)).isEqualTo(Dialect.AUCTION);
    assertThat(ProofBodies.isStdinPrivate(auction)).isFalse();
  }

  // ---- dialect and privacy ----

  static Stream<UnaryOperator<RequestProofRequestBody.Builder>> auctionFields() {
    ByteString twenty = ByteString.copyFrom(new byte[20]);
    return Stream.of(
        body -> body.setDomain(ByteString.copyFrom(new byte[32])),
        body -> body.setAuctioneer(twenty),
        body -> body.setExecutor(twenty),
        body -> body.setVerifier(twenty),
        body -> body.setBaseFee("0"),
        body -> body.setMaxPricePerPgu("0"),
        body -> body.setTreasury(twenty));
  }

  @ParameterizedTest
  @MethodSource("auctionFields")
  void anyFieldOfTheAuctionMakesTheAuctionDialect(
      UnaryOperator<RequestProofRequestBody.Builder> field) {
    assertThat(ProofBodies.dialect(field.apply(good()).build())).isEqualTo(Dialect.AUCTION);
  }

  @Test
  void theStrategySaysNothingAboutTheDialect() {
    assertThat(ProofBodies.dialect(good().setStrategy(3).build())).isEqualTo(Dialect.BASE);
  }

  @Test
  void whateverFieldOfPrivacyIsSetCounts() throws Exception {
    assertThat(ProofBodies.isStdinPrivate(good().setStdinPrivate(true).build())).isTrue();
    assertThat(ProofBodies.isStdinPrivate(parse(varint12(1)))).isTrue();
    assertThat(ProofBodies.isStdinPrivate(parse(varint12(0)))).isFalse();
    assertThat(ProofBodies.isStdinPrivate(parse(varint12(0, 1)))).isTrue();
    assertThat(ProofBodies.isStdinPrivate(parse(varint12(1, 0)))).isFalse(); // the last one counts
  }

  private static byte[] varint12(int... values) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    for (int value : values) {
      out.writeUInt32(12, value);
    }
    out.flush();
    return bytes.toByteArray();
  }

  // ---- drafts ----

  @Test
  void aDraftHasEverythingThatWasSigned() {
    ProofDraft draft =
        draft(
            good()
                .setStrategy(2)
                .setMinAuctionPeriod(-1)
                .setCycleLimit(-1)
                .setGasLimit(-1)
                .addWhitelist(Fields.bytes(Samples.address(3)))
                .setPublicValuesHash(Fields.bytes(Samples.bytes32(5))));

    assertThat(draft.requester()).isEqualTo(signer.address());
    assertThat(draft.vkHash()).isEqualTo(new VkHash(Samples.bytes32(7)));
    assertThat(draft.version()).isEqualTo("sp1-v6.1.0");
    assertThat(draft.mode()).isEqualTo(ProofMode.COMPRESSED);
    assertThat(draft.strategy()).isEqualTo(2);
    assertThat(draft.stdin()).hasToString(STDIN);
    assertThat(draft.cycleLimit()).isEqualTo(-1);
    assertThat(draft.gasLimit()).isEqualTo(-1);
    assertThat(draft.minAuctionPeriodSeconds()).isEqualTo(-1);
    assertThat(draft.whitelist()).containsExactly(Samples.address(3));
    assertThat(draft.dialect()).isEqualTo(Dialect.BASE);
    assertThat(draft.stdinPrivate()).isFalse();
    assertThat(draft.publicValuesHash()).contains(Samples.bytes32(5));
    assertThat(draft(good()).publicValuesHash()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, -1, 1_000})
  void aModeThatNobodyKnowsIsRefusedByNumber(int mode) {
    refuses(
        body -> body.setMode(mode),
        "mode must be 1 (core), 2 (compressed), 3 (plonk) or 4 (groth16), not " + mode);
  }

  @Test
  void wrongLengthsAreRefusedWithFieldAndValue() {
    ByteString three = ByteString.copyFrom(new byte[] {1, 2, 3});
    ByteString much = ByteString.copyFrom(new byte[100]);

    refuses(body -> body.setVkHash(three), "vk_hash must have 32 bytes, not 3 (0x010203)");
    refuses(body -> body.clearVkHash(), "vk_hash must have 32 bytes, not 0 (0x)");
    refuses(
        body -> body.setVkHash(much),
        "vk_hash must have 32 bytes, not 100 (0x" + "00".repeat(64) + "…)");
    refuses(
        body -> body.setPublicValuesHash(three),
        "public_values_hash must have 32 bytes, not 3 (0x010203)");
    refuses(body -> body.addWhitelist(three), "whitelist must have 20 bytes, not 3 (0x010203)");
  }

  @Test
  void aWhitelistThatFitsNoAnswerIsRefused() {
    List<ByteString> most =
        Stream.generate(() -> Fields.bytes(Samples.address(1))).limit(128).toList();

    assertThat(draft(good().addAllWhitelist(most)).whitelist()).hasSize(128);
    refuses(
        body -> body.addAllWhitelist(most).addWhitelist(most.getFirst()),
        "whitelist must have at most 128 addresses, not 129");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "stdin_2", "STDIN_", "../STDIN_x", "http://h/STDIN_x"})
  void aTextThatIsNoArtifactUriIsRefused(String uri) {
    refuses(
        body -> body.setStdinUri(uri),
        "stdin_uri must be an artifact_uri of CreateArtifact, not \"" + uri + '"');
  }

  @Test
  void theFieldsOfAnotherReleaseDoNotMatter() throws Exception {
    UnknownFieldSet later =
        UnknownFieldSet.newBuilder()
            .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
            .build();

    assertThat(draft(good().setUnknownFields(later)).dialect()).isEqualTo(Dialect.BASE);
  }

  private static RequestProofRequestBody.Builder good() {
    return RequestProofRequestBody.newBuilder()
        .setNonce(1)
        .setVkHash(Fields.bytes(Samples.bytes32(7)))
        .setVersion("sp1-v6.1.0")
        .setMode(2)
        .setStdinUri(STDIN)
        .setDeadline(GoldenCalls.DEADLINE);
  }

  private ProofDraft draft(RequestProofRequestBody.Builder body) {
    return ProofBodies.draft(
        SignedCall.open(signer.sign(body.build()), RequestProofRequestBody.parser()));
  }

  private void refuses(Consumer<RequestProofRequestBody.Builder> change, String message) {
    RequestProofRequestBody.Builder body = good();
    change.accept(body);
    assertThatThrownBy(() -> draft(body))
        .isInstanceOf(RejectedCallException.class)
        .hasMessage(message);
  }

  private static RequestProofRequestBody parse(byte[] body) throws InvalidProtocolBufferException {
    return RequestProofRequestBody.parseFrom(body);
  }
}
