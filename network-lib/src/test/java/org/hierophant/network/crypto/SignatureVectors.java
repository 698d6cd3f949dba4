package org.hierophant.network.crypto;

import java.util.HexFormat;
import java.util.List;
import org.hierophant.network.domain.Address;

/**
 * Signatures made by alloy and k256 for the key 0x46 repeated, over messages as sp1-sdk 5 and 6
 * sign them; deterministic, low s.
 */
final class SignatureVectors {
  static final Address SIGNER = new Address("0x9d8a62f656a8d1615c1294fd71e9cfb3e4855a4f");

  record Vector(String name, byte[] message, byte[] digest, byte[] r, byte[] s, int parity) {
    byte[] signature(int v) {
      byte[] signature = new byte[65];
      System.arraycopy(r, 0, signature, 0, 32);
      System.arraycopy(s, 0, signature, 32, 32);
      signature[64] = (byte) v;
      return signature;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Vector> ALL =
      List.of(
          vector(
              "CreateArtifact",
              "6372656174655f6172746966616374",
              "70f518d3034cb94ffbe469de194d4382d4055de854126ef9aad036d5032c6c2c",
              "102fc1de0f6fb69fccdaa812fbac03e2dc4d8d71e6d4e9b2127e0c1cd7e76b60",
              "63535d9d78fe8098b2489a88436f0054c5a392cc8de81194e62887c0defbbc5c",
              1),
          vector(
              "RequestProof base 5.x",
              "08071220202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f1a0a737031"
                  + "2d76352e302e3020022802320a737464696e5f303030313880a4a7da064080c2d72f488094ebdc"
                  + "03",
              "65046045c3a55fd40e47b6537dc1cc3985c33bc0d754389a0fac786327bacf97",
              "c9e3a05477db7c737da47b69deee84aaee49fcd44ed9a17e48db031f018f387b",
              "60fcf94c6f64c673fb2ec4a50ecfd65e3531b162f582a64a82f4f7f578329d4e",
              1),
          vector(
              "RequestProof base 6.2 private stdin",
              "08071220202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f1a0a737031"
                  + "2d76362e312e3020022802320a737464696e5f303030313880a4a7da064080c2d72f488094ebdc"
                  + "036001",
              "bc7e0c374ebffa22e74155bc6f119aada2445d8707b7e0f33c21b642e43afa0f",
              "5310470261d2d52c69433079ec11d557168aa6d315f639f8f42548238eb3b255",
              "0df37c71271524efef9cf087448ff0fb2d72bb68f5aa1d918f13901f9bd75fb3",
              1),
          vector(
              "RequestProof auction 6.x",
              "08071220202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f1a0a737031"
                  + "2d76362e312e3020042803320a737464696e5f303030313880a4a7da064080c2d72f488094ebdc"
                  + "036220d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d06a141111"
                  + "111111111111111111111111111111111111721422222222222222222222222222222222222222"
                  + "227a1433333333333333333333333333333333333333338a01013092010130a201144444444444"
                  + "444444444444444444444444444444",
              "f0b9fee5605548dcf2002ceff2070c5242b067933bf5456f96429b1d6f679679",
              "139738ccd0cdbca4bd59ae56c243f6fb7061e33cd635733dc99c651a93463a08",
              "2e6068212f22d600b1d2ac1b21050bf887d68d73893df559e06dba9d2ee7f48c",
              0),
          vector(
              "CancelRequest",
              "08081220abababababababababababababababababababababababababababababababab",
              "40171cff3d4e6a7f78d282fb8d001ea25df3e07152fe5ca261839c668b5c94a0",
              "3175a28495167a9a99c911dac66beed33b2f70aaae60ca11fbfaac8d95bc32a2",
              "0930529a77947827a81456966ec986aaa9fe3f545e37c0ec37733e41cfb154f5",
              0));

  private SignatureVectors() {}

  private static Vector vector(
      String name, String message, String digest, String r, String s, int parity) {
    HexFormat hex = HexFormat.of();
    return new Vector(
        name,
        hex.parseHex(message),
        hex.parseHex(digest),
        hex.parseHex(r),
        hex.parseHex(s),
        parity);
  }
}
