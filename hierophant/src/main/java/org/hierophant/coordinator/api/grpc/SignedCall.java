package org.hierophant.coordinator.api.grpc;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.util.Arrays;
import org.hierophant.coordinator.intake.Rejection.Unsigned;
import org.hierophant.network.crypto.Recovery;
import org.hierophant.network.crypto.SignerRecovery;
import org.hierophant.network.domain.Address;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.proto.network.SignedRequest;

/**
 * A call whose signer is known.
 *
 * <p>The signature covers the body's bytes as they were sent: they are never encoded again, since
 * fields that our schema does not know would get lost or move.
 *
 * @param txHash first 32 bytes of the signature: what we answer as transaction hash
 */
record SignedCall<T>(Address signer, T body, Bytes32 txHash) {
  private static final int UNSPECIFIED = 0;
  private static final int BINARY = 1;
  private static final byte[] CREATE_ARTIFACT = "create_artifact".getBytes(US_ASCII);

  /** Parses first, since that is cheaper; recovery takes some 0.1 ms. */
  static <T extends Message> SignedCall<T> open(SignedRequest envelope, Parser<T> parser) {
    if (envelope.getFormat() != BINARY && envelope.getFormat() != UNSPECIFIED) {
      throw Fields.invalid("format", envelope.getFormat(), "must be 1 (binary)");
    }
    T body;
    try {
      body = parser.parseFrom(envelope.getBody());
    } catch (InvalidProtocolBufferException e) {
      throw Fields.invalid(
          "body", envelope.getBody().size() + " other bytes", "must be the encoded request body");
    }
    byte[] signature = envelope.getSignature().toByteArray();
    Address signer = signer(envelope.getBody().toByteArray(), signature);
    return new SignedCall<>(signer, body, Bytes32.of(Arrays.copyOf(signature, Bytes32.LENGTH)));
  }

  /** CreateArtifact signs a constant: it says who calls, and nothing about the call. */
  static Address artifactSigner(ByteString signature) {
    return signer(CREATE_ARTIFACT, signature.toByteArray());
  }

  private static Address signer(byte[] message, byte[] signature) {
    return switch (SignerRecovery.recover(message, signature)) {
      case Recovery.Signer(var address) -> address;
      case Recovery.NoSigner(var reason) ->
          throw new RejectedCallException(new Unsigned("signature: " + reason));
    };
  }
}
