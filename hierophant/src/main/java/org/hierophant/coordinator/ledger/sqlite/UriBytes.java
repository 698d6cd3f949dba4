package org.hierophant.coordinator.ledger.sqlite;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.UUID;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.ArtifactUri;

/** Artifact URIs as 17 bytes: the number of the type, then the UUID. */
final class UriBytes {
  static final int LENGTH = 17;

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private UriBytes() {}

  static byte[] of(ArtifactUri uri) {
    byte[] bytes = new byte[LENGTH];
    bytes[0] = (byte) uri.type().number();
    WORD.set(bytes, 1, uri.uuid().getMostSignificantBits());
    WORD.set(bytes, 9, uri.uuid().getLeastSignificantBits());
    return bytes;
  }

  /**
   * @param at where in {@code bytes} it begins
   * @throws IllegalArgumentException if its type is unknown
   * @throws IndexOutOfBoundsException if the bytes end before
   */
  static ArtifactUri toUri(byte[] bytes, int at) {
    int number = bytes[at];
    ArtifactType type =
        ArtifactType.ofNumber(number)
            .orElseThrow(() -> new IllegalArgumentException("artifact type " + number));
    return new ArtifactUri(
        type, new UUID((long) WORD.get(bytes, at + 1), (long) WORD.get(bytes, at + 9)));
  }
}
