package org.hierophant.sp1.executor;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Decodes one write of UTF-8 piece by piece, so that its length does not matter. */
final class TextDecoder {
  private static final int LONGEST_SEQUENCE = 4;

  private final CharsetDecoder decoder;
  private ByteBuffer left = ByteBuffer.allocate(0);

  /**
   * @param strict false to replace what is not UTF-8
   */
  TextDecoder(boolean strict) {
    CodingErrorAction action = strict ? CodingErrorAction.REPORT : CodingErrorAction.REPLACE;
    this.decoder =
        StandardCharsets.UTF_8.newDecoder().onMalformedInput(action).onUnmappableCharacter(action);
  }

  /**
   * Decodes the next bytes.
   *
   * @throws CharacterCodingException if they are not UTF-8 and must be
   */
  String decode(byte[] bytes, int length, boolean isLast) throws CharacterCodingException {
    ByteBuffer in = ByteBuffer.allocate(left.remaining() + length);
    in.put(left).put(bytes, 0, length).flip();
    CharBuffer out = CharBuffer.allocate(in.remaining() + LONGEST_SEQUENCE);
    check(decoder.decode(in, out, isLast));
    if (isLast) {
      check(decoder.flush(out));
    }
    left = in;
    return out.flip().toString();
  }

  private static void check(CoderResult result) throws CharacterCodingException {
    if (result.isError()) {
      result.throwException();
    }
  }
}
