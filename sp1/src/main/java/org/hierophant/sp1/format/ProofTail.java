package org.hierophant.sp1.format;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** The end of a proof file: the circuit version, and perhaps one zero byte of an absent option. */
final class ProofTail {
  private ProofTail() {}

  /** The version the last bytes spell, so that the first ones can be read by its layout. */
  static String version(MemorySegment bytes) throws FormatException {
    long size = bytes.byteSize();
    boolean option = size > 0 && bytes.get(ValueLayout.JAVA_BYTE, size - 1) == 0;
    long end = option ? size - 1 : size;
    for (int length = 1; length <= ProofFromNetwork.VERSION_LIMIT_BYTES; length++) {
      long start = end - length;
      if (start < 8) {
        break;
      }
      if (bytes.get(BincodeReader.U64, start - 8) == length) {
        String text =
            new String(
                bytes.asSlice(start, length).toArray(ValueLayout.JAVA_BYTE),
                StandardCharsets.US_ASCII);
        if (Layout.of(text).isPresent()) {
          return text;
        }
      }
    }
    throw new FormatException(Math.max(0, end - 1), "no known circuit version is named");
  }

  /** Reads the version, which must be {@code expected}, and the end of the file. */
  static String read(BincodeReader in, String expected) throws FormatException {
    long at = in.offset();
    String version = in.text(ProofFromNetwork.VERSION_LIMIT_BYTES, "sp1_version");
    if (!version.equals(expected)) {
      throw in.refuse(at, "sp1_version is " + version + ", not " + expected);
    }
    if (in.remaining() == 1) {
      at = in.offset();
      if (in.option("tee_proof")) {
        throw in.refuse(at, "tee_proof is not supported");
      }
    }
    in.end("the proof");
    return version;
  }
}
