package org.hierophant.contemplant.prover.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.SetParams;

/**
 * One artifact on its way to Redis, in pieces under a name of their own until they are whole.
 *
 * <p><b>Limits.</b> One piece in memory. Pieces of an upload that was never finished are forgotten
 * by the server after an hour.
 */
final class RedisUpload extends OutputStream {
  static final byte[] COUNT = "__n".getBytes(StandardCharsets.US_ASCII);
  private static final Duration UNFINISHED = Duration.ofHours(1);
  private static final int FIRST_BYTES = 1 << 16;

  private final RedisClient node;
  private final String id;
  private final Optional<Duration> life;
  private final int pieceBytes;
  private final BooleanSupplier stop;
  private final byte[] unfinished;
  private byte[] piece = new byte[FIRST_BYTES];
  private int filled;
  private int sent;
  private boolean published;

  RedisUpload(
      RedisClient node, String id, Optional<Duration> life, int pieceBytes, BooleanSupplier stop) {
    this.node = node;
    this.id = id;
    this.life = life;
    this.pieceBytes = pieceBytes;
    this.stop = stop;
    this.unfinished = RedisArtifacts.key(id + ":part:" + UUID.randomUUID());
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      if (filled == pieceBytes) {
        send();
      }
      int more = Math.min(length - done, pieceBytes - filled);
      if (filled + more > piece.length) {
        piece = Arrays.copyOf(piece, (int) Math.min(pieceBytes, 2L * (filled + more)));
      }
      System.arraycopy(bytes, offset + done, piece, filled, more);
      filled += more;
      done += more;
    }
  }

  private void send() throws IOException {
    if (stop.getAsBoolean()) {
      throw new StoppedException();
    }
    byte[] field = Integer.toString(sent).getBytes(StandardCharsets.US_ASCII);
    byte[] value = Arrays.copyOf(piece, filled);
    RedisArtifacts.ask(() -> node.hset(unfinished, field, value));
    if (sent == 0) {
      RedisArtifacts.ask(() -> node.expire(unfinished, UNFINISHED.toSeconds()));
    }
    sent++;
    filled = 0;
  }

  /** Makes it visible. */
  void finish() throws IOException {
    if (stop.getAsBoolean()) {
      throw new StoppedException();
    }
    if (sent == 0) {
      byte[] value = Arrays.copyOf(piece, filled);
      SetParams params = new SetParams();
      life.ifPresent(time -> params.ex(time.toSeconds()));
      RedisArtifacts.ask(() -> node.set(RedisArtifacts.key(id), value, params));
      RedisArtifacts.ask(() -> node.unlink(RedisArtifacts.pieces(id)));
    } else {
      send();
      byte[] count = Integer.toString(sent).getBytes(StandardCharsets.US_ASCII);
      RedisArtifacts.ask(() -> node.hset(unfinished, COUNT, count));
      RedisArtifacts.ask(
          () ->
              life.isPresent()
                  ? node.expire(unfinished, life.get().toSeconds())
                  : node.persist(unfinished));
      RedisArtifacts.ask(() -> node.rename(unfinished, RedisArtifacts.pieces(id)));
      RedisArtifacts.ask(() -> node.unlink(RedisArtifacts.key(id)));
    }
    published = true;
  }

  /** Forgets what was sent, unless it is whole; the server does that too, later. */
  void abandon() {
    if (!published && sent > 0) {
      try {
        RedisArtifacts.ask(() -> node.unlink(unfinished));
      } catch (IOException _) {
        published = false; // the pieces expire by themselves
      }
    }
  }
}
