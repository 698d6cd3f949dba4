package org.hierophant.sp1.format;

import java.util.ArrayList;
import java.util.List;

/** Counted sequences of things that read themselves. */
final class Sequences {
  private static final int MOST_RESERVED = 1024;

  private Sequences() {}

  /** Reads one element of a sequence. */
  interface Element<T> {
    T read() throws FormatException;
  }

  static <T> List<T> read(BincodeReader in, long leastBytes, String what, Element<T> element)
      throws FormatException {
    int n = in.count(leastBytes, what);
    List<T> elements = new ArrayList<>(Math.min(n, MOST_RESERVED));
    for (int i = 0; i < n; i++) {
      elements.add(element.read());
    }
    return List.copyOf(elements);
  }

  /** Counted base field elements. */
  static int[] base(BincodeReader in, int modulus, String what) throws FormatException {
    return in.elements(in.count(4, what), modulus, what);
  }

  /** Counted extension elements, flat. */
  static int[] extension(BincodeReader in, int modulus, String what) throws FormatException {
    return in.elements(4 * in.count(16, what), modulus, what);
  }

  /** Counted digests, flat. */
  static int[] digests(BincodeReader in, DigestShape shape, int modulus, String what)
      throws FormatException {
    return shape.read(in, in.count(shape.bytes(), what), modulus, what);
  }

  static void writeBase(BincodeWriter out, int[] elements) {
    out.u64(elements.length).elements(elements);
  }

  static void writeExtension(BincodeWriter out, int[] elements) {
    out.u64(elements.length / 4).elements(elements);
  }

  static void writeDigests(BincodeWriter out, DigestShape shape, int[] words) {
    out.u64(words.length / 8);
    shape.write(out, words);
  }
}
