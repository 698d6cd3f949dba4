package org.hierophant.coordinator.api.grpc;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import java.util.Arrays;
import org.hierophant.network.crypto.RecoveryByte;
import org.hierophant.network.crypto.SigningKey;
import org.hierophant.network.domain.Address;
import org.hierophant.proto.artifact.CreateArtifactRequest;
import org.hierophant.proto.network.SignedRequest;

/** A client's key: signs as sp1-sdk 6 does. */
final class TestSigner {
  private final SigningKey key;

  /** The key of the golden calls. */
  TestSigner() {
    this(0x46);
  }

  /**
   * @param n each byte of the key
   */
  TestSigner(int n) {
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) n);
    this.key = new SigningKey(secret);
  }

  Address address() {
    return key.address();
  }

  SignedRequest sign(MessageLite body) {
    return sign(body.toByteString());
  }

  SignedRequest sign(ByteString body) {
    return SignedRequest.newBuilder()
        .setFormat(1)
        .setSignature(ByteString.copyFrom(key.sign(body.toByteArray(), RecoveryByte.ETHEREUM)))
        .setBody(body)
        .build();
  }

  CreateArtifactRequest createArtifact(int type) {
    byte[] signature = key.sign("create_artifact".getBytes(US_ASCII), RecoveryByte.SHIFTED_TWICE);
    return CreateArtifactRequest.newBuilder()
        .setSignature(ByteString.copyFrom(signature))
        .setArtifactType(type)
        .build();
  }
}
