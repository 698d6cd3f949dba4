package org.hierophant.coordinator.api.grpc;

import com.google.protobuf.ByteString;
import java.util.HexFormat;
import java.util.List;
import org.hierophant.network.domain.Address;
import org.hierophant.proto.network.SignedRequest;

/**
 * Bodies as sp1-sdk 5 and 6 sign them and their signatures, made by alloy and k256 for the key 0x46
 * repeated.
 *
 * @param r first half of the signature
 * @param s second half
 * @param parity of the signature's point: what every form of the last byte is made of
 */
record GoldenCalls(String name, byte[] body, byte[] r, byte[] s, int parity) {
  static final Address SIGNER = new Address("0x9d8a62f656a8d1615c1294fd71e9cfb3e4855a4f");
  static final String STDIN_URI = "stdin_0001";
  static final long DEADLINE = 1_800_000_000;

  private static final String COMMON =
      "08071220202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f1a0a7370312d76";
  private static final String LIMITS = "320a737464696e5f303030313880a4a7da064080c2d72f488094ebdc03";

  static final GoldenCalls CREATE_ARTIFACT =
      call(
          "CreateArtifact",
          "6372656174655f6172746966616374",
          "102fc1de0f6fb69fccdaa812fbac03e2dc4d8d71e6d4e9b2127e0c1cd7e76b60",
          "63535d9d78fe8098b2489a88436f0054c5a392cc8de81194e62887c0defbbc5c",
          1);
  static final GoldenCalls BASE =
      call(
          "RequestProof base, 5.x",
          COMMON + "352e302e3020022802" + LIMITS,
          "c9e3a05477db7c737da47b69deee84aaee49fcd44ed9a17e48db031f018f387b",
          "60fcf94c6f64c673fb2ec4a50ecfd65e3531b162f582a64a82f4f7f578329d4e",
          1);
  static final GoldenCalls BASE_PRIVATE =
      call(
          "RequestProof base, 6.2 and later, private stdin",
          COMMON + "362e312e3020022802" + LIMITS + "6001",
          "5310470261d2d52c69433079ec11d557168aa6d315f639f8f42548238eb3b255",
          "0df37c71271524efef9cf087448ff0fb2d72bb68f5aa1d918f13901f9bd75fb3",
          1);
  static final GoldenCalls AUCTION =
      call(
          "RequestProof auction, 6.x",
          COMMON
              + "362e312e3020042803"
              + LIMITS
              + "6220"
              + "d0".repeat(32)
              + "6a14"
              + "11".repeat(20)
              + "7214"
              + "22".repeat(20)
              + "7a14"
              + "33".repeat(20)
              + "8a01013092010130a20114"
              + "44".repeat(20),
          "139738ccd0cdbca4bd59ae56c243f6fb7061e33cd635733dc99c651a93463a08",
          "2e6068212f22d600b1d2ac1b21050bf887d68d73893df559e06dba9d2ee7f48c",
          0);
  static final GoldenCalls CANCEL =
      call(
          "CancelRequest",
          "08081220" + "ab".repeat(32),
          "3175a28495167a9a99c911dac66beed33b2f70aaae60ca11fbfaac8d95bc32a2",
          "0930529a77947827a81456966ec986aaa9fe3f545e37c0ec37733e41cfb154f5",
          0);

  static final List<GoldenCalls> REQUEST_PROOFS = List.of(BASE, BASE_PRIVATE, AUCTION);
  static final List<GoldenCalls> ALL =
      List.of(CREATE_ARTIFACT, BASE, BASE_PRIVATE, AUCTION, CANCEL);

  private static GoldenCalls call(String name, String body, String r, String s, int parity) {
    HexFormat hex = HexFormat.of();
    return new GoldenCalls(name, hex.parseHex(body), hex.parseHex(r), hex.parseHex(s), parity);
  }

  /** With the last byte as given. */
  byte[] signature(int v) {
    byte[] signature = new byte[65];
    System.arraycopy(r, 0, signature, 0, 32);
    System.arraycopy(s, 0, signature, 32, 32);
    signature[64] = (byte) v;
    return signature;
  }

  /** As the releases from 5.1.1 on send it. */
  SignedRequest envelope() {
    return envelope(27 + parity);
  }

  SignedRequest envelope(int v) {
    return SignedRequest.newBuilder()
        .setFormat(1)
        .setSignature(ByteString.copyFrom(signature(v)))
        .setBody(ByteString.copyFrom(body))
        .build();
  }

  @Override
  public String toString() {
    return name;
  }
}
