package org.hierophant.coordinator.api.grpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Decodes as prost does, which the SDKs are built on: a field of another wire type than declared is
 * an error, one that is not declared is skipped.
 *
 * <p><b>Source.</b> prost v0.13.5 encoding/wire_type.rs; {@code ProofRequest} in sp1 v6.10.0
 * crates/sdk/src/network/proto/{base,auction}/types.rs.
 *
 * @param wireTypes by field number
 */
record ProstSchema(Map<Integer, Integer> wireTypes) {
  private static final int VARINT = WireFormat.WIRETYPE_VARINT;
  private static final int BYTES = WireFormat.WIRETYPE_LENGTH_DELIMITED;

  /** {@code ProofRequest} as base clients of 6.2.0 and later declare it. */
  static final ProstSchema BASE = proofRequest(Map.of(34, VARINT, 35, VARINT));

  /** {@code ProofRequest} as auction clients of 6.10.0 declare it. */
  static final ProstSchema AUCTION =
      proofRequest(
          Map.of(34, BYTES, 35, BYTES, 36, VARINT, 37, VARINT, 38, VARINT, 39, BYTES, 40, BYTES));

  private static ProstSchema proofRequest(Map<Integer, Integer> ofDialect) {
    Set<Integer> texts = Set.of(1, 2, 3, 6, 7, 13, 14, 15, 16, 17, 21, 23, 24, 25, 30, 31, 33);
    Map<Integer, Integer> common =
        IntStream.rangeClosed(1, 33)
            .boxed()
            .collect(Collectors.toMap(n -> n, n -> texts.contains(n) ? BYTES : VARINT));
    return new ProstSchema(
        Stream.of(common, ofDialect)
            .flatMap(fields -> fields.entrySet().stream())
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  /** How often each field is there. */
  Map<Integer, Integer> decode(byte[] message) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(message);
    Map<Integer, Integer> seen = new TreeMap<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int number = WireFormat.getTagFieldNumber(tag);
      int wireType = WireFormat.getTagWireType(tag);
      Integer declared = wireTypes.get(number);
      if (declared != null && declared != wireType) {
        throw new IOException(
            "invalid wire type of field " + number + ": " + wireType + ", expected " + declared);
      }
      seen.merge(number, 1, Integer::sum);
      in.skipField(tag);
    }
    return seen;
  }
}
