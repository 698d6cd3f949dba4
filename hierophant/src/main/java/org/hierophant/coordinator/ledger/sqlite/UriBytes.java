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
   * @throws IllegalArgumentException if the bytes are no URI
   */
  static ArtifactUri toUri(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("an artifact URI has 17 bytes, not " + bytes.length);
    }
    ArtifactType type =
        ArtifactType.ofNumber(bytes[0])
            .orElseThrow(() -> new IllegalArgumentException("artifact type " + bytes[0]));
    return new ArtifactUri(type, new UUID((long) WORD.get(bytes, 1), (long) WORD.get(bytes, 9)));
  }
}
