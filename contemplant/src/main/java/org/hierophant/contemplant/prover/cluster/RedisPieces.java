package org.hierophant.contemplant.prover.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.RedisClient;

/**
 * Reads an artifact of many pieces, one after the other.
 *
 * <p><b>Limits.</b> One piece in memory, as large as whoever stored it made it.
 */
final class RedisPieces extends InputStream {
  private final RedisClient node;
  private final String id;
  private final int count;
  private byte[] piece = {};
  private int at;
  private int fetched;

  RedisPieces(RedisClient node, String id, int count) {
    this.node = node;
    this.id = id;
    this.count = count;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (at == piece.length) {
      if (fetched == count) {
        return -1;
      }
      piece = fetch();
      at = 0;
    }
    int more = Math.min(length, piece.length - at);
    System.arraycopy(piece, at, target, offset, more);
    at += more;
    return more;
  }

  private byte[] fetch() throws IOException {
    byte[] field = Integer.toString(fetched).getBytes(StandardCharsets.US_ASCII);
    byte @Nullable [] next = RedisArtifacts.ask(() -> node.hget(RedisArtifacts.pieces(id), field));
    if (next == null) {
      throw new RefusedException("the artifact " + id + " lacks piece " + fetched);
    }
    fetched++;
    return next;
  }
}
