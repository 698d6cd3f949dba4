package org.hierophant.sp1.format;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;

/**
 * What a program reads.
 *
 * <p><b>Shape.</b> Counted buffers, each counted bytes, one per read of the guest; the index of the
 * next one to read, 0 in practice; counted pairs of a compressed proof and the key of the program
 * it proves, for guests that verify proofs. Empty: 24 zero bytes.
 *
 * <p><b>Limits.</b> Buffers are views of the input, not copies: it must outlive this and not
 * change.
 *
 * <p><b>Source.</b> {@code crates/core/machine/src/io.rs} in sp1 v5.0.0 and v6.4.0.
 */
public final class Sp1Stdin {
  private final MemorySegment input;
  private final long[] starts;
  private final long next;
  private final List<EmbeddedProof> proofs;

  /** A proof for the guest to verify, and the key of the program it proves. */
  public record EmbeddedProof(RecursionProof proof, VerifyingKey programKey) {}

  private Sp1Stdin(MemorySegment input, long[] starts, long next, List<EmbeddedProof> proofs) {
    this.input = input;
    this.starts = starts;
    this.next = next;
    this.proofs = List.copyOf(proofs);
  }

  /** A stdin of the given buffers, without proofs. */
  public static Sp1Stdin of(List<byte[]> buffers) {
    BincodeWriter out = new BincodeWriter().u64(buffers.size());
    buffers.forEach(out::bytes);
    byte[] bytes = out.u64(0).u64(0).toByteArray();
    try {
      return parse(MemorySegment.ofArray(bytes), Layout.V6_1);
    } catch (FormatException e) {
      throw new IllegalStateException("cannot read what was just written", e);
    }
  }

  /**
   * Reads exactly one stdin.
   *
   * @param layout of the embedded proofs
   * @throws FormatException if the bytes are anything else
   */
  public static Sp1Stdin parse(MemorySegment bytes, Layout layout) throws FormatException {
    BincodeReader in = new BincodeReader(bytes);
    int n = in.count(8, "stdin.buffer");
    long[] starts = new long[n];
    for (int i = 0; i < n; i++) {
      starts[i] = in.offset();
      in.skip("stdin.buffer");
    }
    long next = in.u64("stdin.ptr");
    List<EmbeddedProof> proofs =
        Sequences.read(
            in,
            RecursionProof.LEAST_BYTES,
            "stdin.proofs",
            () ->
                new EmbeddedProof(
                    RecursionProof.read(in, layout), VerifyingKey.read(in, layout.generation())));
    in.end("the stdin");
    return new Sp1Stdin(bytes.asReadOnly(), starts, next, proofs);
  }

  /** As {@link #parse(MemorySegment, Layout)}. */
  public static Sp1Stdin parse(byte[] bytes, Layout layout) throws FormatException {
    return parse(MemorySegment.ofArray(bytes), layout);
  }

  /** How many buffers there are. */
  public int bufferCount() {
    return starts.length;
  }

  /** One buffer, as a read-only view of the input. */
  public MemorySegment buffer(int index) {
    long start = starts[index];
    long length = input.get(BincodeReader.U64, start);
    return input.asSlice(start + 8, length);
  }

  /** One buffer, copied. */
  public byte[] bufferBytes(int index) {
    return buffer(index).toArray(ValueLayout.JAVA_BYTE);
  }

  /** All buffers, copied. */
  public List<byte[]> buffers() {
    return Arrays.stream(starts)
        .mapToObj(
            start ->
                input
                    .asSlice(start + 8, input.get(BincodeReader.U64, start))
                    .toArray(ValueLayout.JAVA_BYTE))
        .toList();
  }

  /** Index of the buffer a guest's first read takes; to be taken as unsigned. */
  public long next() {
    return next;
  }

  /** Proofs for the guest to verify, in the order it asks for them. */
  public List<EmbeddedProof> proofs() {
    return proofs;
  }

  /** The stdin as SP1 writes it. */
  public byte[] toByteArray() {
    BincodeWriter out = new BincodeWriter().u64(starts.length);
    for (int i = 0; i < starts.length; i++) {
      out.bytes(buffer(i));
    }
    out.u64(next).u64(proofs.size());
    for (EmbeddedProof proof : proofs) {
      proof.proof().write(out);
      proof.programKey().write(out);
    }
    return out.toByteArray();
  }
}
