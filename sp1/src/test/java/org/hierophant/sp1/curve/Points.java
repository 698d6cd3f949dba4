package org.hierophant.sp1.curve;

import java.util.HexFormat;

/** Points that tests start from. */
final class Points {
  static final G1Point G1 = G1Point.GENERATOR;

  /** The generator of EIP-197. */
  static final G2Point G2 =
      g2(
          "198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2"
              + "1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed"
              + "090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b"
              + "12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa");

  private Points() {}

  static G2Point g2(String hex) {
    try {
      return G2Point.parse(HexFormat.of().parseHex(hex), 0);
    } catch (PointException e) {
      throw new AssertionError(e);
    }
  }
}
