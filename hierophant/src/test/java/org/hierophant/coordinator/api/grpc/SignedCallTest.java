package org.hierophant.coordinator.api.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.List;
import org.hierophant.coordinator.intake.Rejection;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.proto.network.RequestProofRequestBody;
import org.hierophant.proto.network.SignedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedCallTest {
  static List<GoldenCalls> requestProofs() {
    return GoldenCalls.REQUEST_PROOFS;
  }

  @ParameterizedTest
  @MethodSource("requestProofs")
  void everyFormOfTheLastByteNamesTheSigner(GoldenCalls call) {
    for (int base : new int[] {0, 27, 54}) {
      assertThat(open(call.envelope(base + call.parity())).signer()).isEqualTo(GoldenCalls.SIGNER);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 27, 54})
  void theConstantOfCreateArtifactNamesItsSignerToo(int base) {
    ByteString signature = ByteString.copyFrom(GoldenCalls.CREATE_ARTIFACT.signature(base + 1));

    assertThat(SignedCall.artifactSigner(signature)).isEqualTo(GoldenCalls.SIGNER);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 26, 29, 35, 53, 56})
  void noOtherLastByteIsASignature(int v) {
    refuses(
        GoldenCalls.BASE.envelope(v),
        new Rejection.Unsigned(
            "signature: the recovery byte must be 0, 1, 27, 28, 54 or 55, not " + v));
  }

  @Test
  void aSignatureOfAnotherLengthIsNone() {
    refuses(
        GoldenCalls.BASE.envelope().toBuilder()
            .setSignature(ByteString.copyFrom(new byte[64]))
            .build(),
        new Rejection.Unsigned("signature: a signature has 65 bytes, not 64"));
    refuses(
        SignedRequest.newBuilder().setFormat(1).build(),
        new Rejection.Unsigned("signature: a signature has 65 bytes, not 0"));
  }

  @Test
  void theBytesAreHashedAsTheyCameAndNeverEncodedAgain() {
    // A field that no schema has, before all others: encoding again would move it to the end.
    byte[] body = GoldenCalls.BASE.body();
    ByteString odd =
        ByteString.copyFrom(new byte[] {(byte) 0xa0, 0x3f, 1}).concat(ByteString.copyFrom(body));
    TestSigner signer = new TestSigner();

    SignedCall<RequestProofRequestBody> call = open(signer.sign(odd));

    assertThat(call.body().toByteString()).isNotEqualTo(odd);
    assertThat(call.signer()).isEqualTo(signer.address());
  }

  @Test
  void theTransactionHashIsTheSignaturesFirstHalf() {
    assertThat(open(GoldenCalls.BASE.envelope()).txHash())
        .isEqualTo(Bytes32.of(GoldenCalls.BASE.r()));
  }

  @Test
  void aFormatThatNobodySendsIsRefused() {
    refuses(
        GoldenCalls.BASE.envelope().toBuilder().setFormat(2).build(),
        new Rejection.Invalid("format", 2, "must be 1 (binary)"));
    assertThat(open(GoldenCalls.BASE.envelope().toBuilder().clearFormat().build()).signer())
        .isEqualTo(GoldenCalls.SIGNER);
  }

  @Test
  void aBodyThatDoesNotDecodeIsRefusedBeforeItsSignatureIsLookedAt() {
    refuses(
        SignedRequest.newBuilder()
            .setFormat(1)
            .setBody(ByteString.copyFrom(new byte[] {0x0a, 5, 1}))
            .build(),
        new Rejection.Invalid("body", "3 other bytes", "must be the encoded request body"));
  }

  private static SignedCall<RequestProofRequestBody> open(SignedRequest envelope) {
    return SignedCall.open(envelope, RequestProofRequestBody.parser());
  }

  private static void refuses(SignedRequest envelope, Rejection why) {
    assertThatThrownBy(() -> open(envelope))
        .isInstanceOfSatisfying(
            RejectedCallException.class, rejected -> assertThat(rejected.why()).isEqualTo(why));
  }
}
