package org.hierophant.coordinator.api.grpc;

import com.google.protobuf.ByteString;
import java.util.HexFormat;
import java.util.List;
import org.hierophant.coordinator.intake.Rejection.Invalid;
import org.hierophant.network.domain.Address;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.VkHash;

/** Wire values as domain values; a wrong one ends the call with the field's name and its value. */
final class Fields {
  private static final int SHOWN_BYTES = 64;

  private Fields() {}

  static Bytes32 bytes32(String field, ByteString value) {
    if (value.size() != Bytes32.LENGTH) {
      throw invalid(field, shown(value), "must have 32 bytes");
    }
    return Bytes32.of(value.toByteArray());
  }

  static RequestId requestId(ByteString value) {
    return new RequestId(bytes32("request_id", value));
  }

  static VkHash vkHash(ByteString value) {
    return new VkHash(bytes32("vk_hash", value));
  }

  static Address address(String field, ByteString value) {
    if (value.size() != Address.LENGTH) {
      throw invalid(field, shown(value), "must have 20 bytes");
    }
    return Address.of(value.toByteArray());
  }

  static List<Address> addresses(String field, List<ByteString> values) {
    return values.stream().map(value -> address(field, value)).toList();
  }

  static ProofMode mode(int number) {
    return ProofMode.ofNumber(number)
        .orElseThrow(
            () ->
                invalid(
                    "mode", number, "must be 1 (core), 2 (compressed), 3 (plonk) or 4 (groth16)"));
  }

  static ArtifactUri artifactUri(String field, String text) {
    return ArtifactUri.parse(text)
        .orElseThrow(
            () -> invalid(field, '"' + text + '"', "must be an artifact_uri of CreateArtifact"));
  }

  static ByteString bytes(Bytes32 value) {
    return ByteString.copyFrom(value.toBytes());
  }

  static ByteString bytes(Address value) {
    return ByteString.copyFrom(value.toBytes());
  }

  static RejectedCallException invalid(String field, Object value, String rule) {
    return new RejectedCallException(new Invalid(field, value, rule));
  }

  private static String shown(ByteString value) {
    String hex =
        HexFormat.of()
            .formatHex(value.substring(0, Math.min(value.size(), SHOWN_BYTES)).toByteArray());
    return value.size() + " (0x" + hex + (value.size() > SHOWN_BYTES ? "…)" : ")");
  }
}
