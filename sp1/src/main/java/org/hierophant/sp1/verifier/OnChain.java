package org.hierophant.sp1.verifier;

import java.math.BigInteger;
import java.util.List;
import java.util.function.Function;

/** On chain nothing says under which hash the public values stand: each is tried. */
final class OnChain {
  private OnChain() {}

  static Verdict verdict(byte[] publicValues, Function<BigInteger, Verdict> verdictOfDigest) {
    List<BigInteger> digests = PublicValuesDigest.of(publicValues);
    Verdict first = verdictOfDigest.apply(digests.getFirst());
    if (first.isValid()) {
      return first;
    }
    Verdict second = verdictOfDigest.apply(digests.getLast());
    return second.isValid() ? second : first;
  }
}
