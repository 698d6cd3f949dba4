package org.hierophant.sp1.format;

/**
 * An array of any rank, as SP1 v6 keeps its evaluations, openings and paths.
 *
 * <p><b>Shape.</b> Its elements, counted, flat; then its dimensions, counted. The product of the
 * dimensions is the number of elements. An element is one word, four (extension) or eight (digest).
 *
 * <p><b>Source.</b> {@code slop/crates/tensor/src/inner.rs}, sp1 v6.4.0.
 */
public record Tensor(int[] words, int[] dimensions) {
  private static final int MOST_DIMENSIONS = 8;

  static Tensor base(BincodeReader in, int p, String what) throws FormatException {
    int[] words = Sequences.base(in, p, what);
    return new Tensor(words, readDimensions(in, words.length, what));
  }

  static Tensor extension(BincodeReader in, int p, String what) throws FormatException {
    int[] words = Sequences.extension(in, p, what);
    return new Tensor(words, readDimensions(in, words.length / 4, what));
  }

  static Tensor digests(BincodeReader in, DigestShape shape, int p, String what)
      throws FormatException {
    int[] words = Sequences.digests(in, shape, p, what);
    return new Tensor(words, readDimensions(in, words.length / 8, what));
  }

  private static int[] readDimensions(BincodeReader in, int elements, String what)
      throws FormatException {
    long at = in.offset();
    int rank = in.count(8, what + " dimensions");
    if (rank > MOST_DIMENSIONS) {
      throw in.refuse(at, what + " has " + rank + " dimensions");
    }
    int[] dimensions = new int[rank];
    long product = 1;
    for (int i = 0; i < rank; i++) {
      dimensions[i] = (int) in.u64AtMost(Integer.MAX_VALUE, what + " dimension");
      // Both factors are below 2^31 as long as the product does not leave the range of counts.
      product = Math.min(product * dimensions[i], Integer.MAX_VALUE);
    }
    if (product != elements) {
      throw in.refuse(at, what + " has " + elements + " elements, its dimensions say otherwise");
    }
    return dimensions;
  }

  void writeBase(BincodeWriter out) {
    Sequences.writeBase(out, words);
    writeDimensions(out);
  }

  void writeExtension(BincodeWriter out) {
    Sequences.writeExtension(out, words);
    writeDimensions(out);
  }

  void writeDigests(BincodeWriter out, DigestShape shape) {
    Sequences.writeDigests(out, shape, words);
    writeDimensions(out);
  }

  private void writeDimensions(BincodeWriter out) {
    out.u64(dimensions.length);
    for (int dimension : dimensions) {
      out.u64(dimension);
    }
  }
}
