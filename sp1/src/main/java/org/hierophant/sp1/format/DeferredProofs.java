package org.hierophant.sp1.format;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Where in a stdin of SP1 v5 the proofs are that its guest verifies.
 *
 * <p><b>Limits.</b> One proof at a time is held in memory.
 *
 * @param slices one for each proof in the stdin's order, without the key of the program it proves
 */
public record DeferredProofs(List<Slice> slices) {
  /** Bytes of the stdin. */
  public record Slice(long start, long length) {}

  public DeferredProofs {
    slices = List.copyOf(slices);
  }

  /**
   * Reads exactly one stdin.
   *
   * @throws FormatException if the bytes are anything else
   */
  public static DeferredProofs of(MemorySegment stdin) throws FormatException {
    BincodeReader in = new BincodeReader(stdin);
    DeferredProofs proofs = read(in);
    in.end("the stdin");
    return proofs;
  }

  static DeferredProofs read(BincodeReader in) throws FormatException {
    int buffers = in.count(8, "stdin.buffer");
    for (int i = 0; i < buffers; i++) {
      in.skip("stdin.buffer");
    }
    in.u64("stdin.ptr");
    int proofs = in.count(RecursionProof.LEAST_BYTES, "stdin.proofs");
    List<Slice> slices = new ArrayList<>();
    for (int i = 0; i < proofs; i++) {
      long start = in.offset();
      RecursionProof.read(in, Layout.V5);
      slices.add(new Slice(start, in.offset() - start));
      VerifyingKeyV5.read(in, DigestShape.FIELD);
    }
    return new DeferredProofs(slices);
  }
}
