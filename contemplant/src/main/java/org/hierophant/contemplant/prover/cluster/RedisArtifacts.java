package org.hierophant.contemplant.prover.cluster;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.hierophant.network.domain.ArtifactType;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.JedisURIHelper;

/**
 * Artifacts in one or several Redis servers.
 *
 * <p><b>Shape.</b> Up to 32 MiB: the value of the key {@code id}. More: the hash {@code id:chunks}
 * with the pieces in order under {@code 0}, {@code 1}, …, and their number under {@code __n}; a
 * reader looks for it first. Of several servers a hash of the id chooses one.
 *
 * <p><b>Limits.</b> One piece of 32 MiB is in memory at a time; what kind an artifact is makes no
 * difference.
 *
 * <p><b>Source.</b> {@code crates/artifact/src/redis.rs} of sp1-cluster v2.7.2.
 */
final class RedisArtifacts implements ClusterArtifacts {
  static final int PIECE_BYTES = 32 << 20;
  private static final int CONNECT_MILLIS = 5_000;
  private static final int ANSWER_MILLIS = 20_000;

  private final List<RedisClient> nodes;
  private final int pieceBytes;

  /**
   * @param nodes such as {@code redis://:password@host:6379/0}, in the cluster's own order
   */
  RedisArtifacts(List<URI> nodes) {
    this(nodes, PIECE_BYTES);
  }

  /** With smaller pieces, for tests. */
  RedisArtifacts(List<URI> nodes, int pieceBytes) {
    if (nodes.isEmpty()) {
      throw new IllegalArgumentException("needs a Redis server");
    }
    this.nodes =
        nodes.stream()
            .map(
                uri ->
                    RedisClient.builder()
                        .hostAndPort(JedisURIHelper.getHostAndPort(uri))
                        .clientConfig(settings(uri))
                        .build())
            .toList();
    this.pieceBytes = pieceBytes;
  }

  private static JedisClientConfig settings(URI uri) {
    var settings =
        DefaultJedisClientConfig.builder()
            .connectionTimeoutMillis(CONNECT_MILLIS)
            .socketTimeoutMillis(ANSWER_MILLIS)
            .ssl(JedisURIHelper.isRedisSSLScheme(uri))
            .database(JedisURIHelper.getDBIndex(uri));
    if (uri.getUserInfo() != null) {
      settings.user(JedisURIHelper.getUser(uri)).password(JedisURIHelper.getPassword(uri));
    }
    return settings.build();
  }

  /** Which of so many servers has it. */
  static int node(String id, int count) {
    long hash = 0;
    for (byte one : id.getBytes(StandardCharsets.UTF_8)) {
      hash = hash * 16_777_619 + Byte.toUnsignedLong(one);
    }
    return (int) Long.remainderUnsigned(hash, count);
  }

  private RedisClient node(String id) {
    return nodes.get(node(id, nodes.size()));
  }

  @Override
  public void ping() throws IOException {
    for (RedisClient node : nodes) {
      ask(node::ping);
    }
  }

  @Override
  public boolean has(ArtifactType type, String id) throws IOException {
    return ask(() -> node(id).exists(key(id), pieces(id))) > 0;
  }

  @Override
  public boolean put(
      ArtifactType type, String id, Path file, Optional<Duration> life, BooleanSupplier stop)
      throws IOException {
    var upload = new RedisUpload(node(id), id, life, pieceBytes, stop);
    try {
      ArtifactFile.send(file, upload);
      upload.finish();
      return true;
    } catch (StoppedException _) {
      return false;
    } finally {
      upload.abandon();
    }
  }

  @Override
  public Fetched fetch(ArtifactType type, String id, Path file, BooleanSupplier stop)
      throws IOException {
    Optional<InputStream> stored = open(id);
    if (stored.isEmpty()) {
      return Fetched.ABSENT;
    }
    return ArtifactFile.receive(id, stored.get(), file, stop) ? Fetched.WHOLE : Fetched.STOPPED;
  }

  private Optional<InputStream> open(String id) throws IOException {
    byte @Nullable [] count = ask(() -> node(id).hget(pieces(id), RedisUpload.COUNT));
    if (count != null) {
      return Optional.of(new RedisPieces(node(id), id, count(id, count)));
    }
    byte @Nullable [] value = ask(() -> node(id).get(key(id)));
    return Optional.ofNullable(value).map(ByteArrayInputStream::new);
  }

  private static int count(String id, byte[] text) throws RefusedException {
    String digits = new String(text, StandardCharsets.US_ASCII);
    if (!digits.matches("[0-9]{1,6}")) {
      throw new RefusedException("the artifact " + id + " has an odd number of pieces");
    }
    return Integer.parseInt(digits);
  }

  @Override
  public void remove(ArtifactType type, String id) throws IOException {
    ask(() -> node(id).unlink(key(id), pieces(id)));
  }

  static byte[] key(String id) {
    return id.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] pieces(String id) {
    return key(id + ":chunks");
  }

  /**
   * @throws UnreachableException if the server does not answer, or does so in trouble
   * @throws RefusedException if it has no room or does not let us in
   */
  static <T> T ask(Supplier<T> command) throws IOException {
    try {
      return command.get();
    } catch (JedisConnectionException e) {
      throw new UnreachableException("the artifact store: " + e.getMessage(), e);
    } catch (JedisDataException e) {
      String answer = String.valueOf(e.getMessage());
      throw answer.startsWith("LOADING") || answer.startsWith("BUSY")
          ? new UnreachableException("the artifact store: " + answer, e)
          : new RefusedException("the artifact store: " + answer, e);
    } catch (JedisException e) {
      throw new UnreachableException("the artifact store: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    nodes.forEach(RedisClient::close);
  }
}
