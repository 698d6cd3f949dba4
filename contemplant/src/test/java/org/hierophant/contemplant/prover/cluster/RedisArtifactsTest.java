package org.hierophant.contemplant.prover.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hierophant.network.domain.ArtifactType.STDIN;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.hierophant.contemplant.prover.cluster.ClusterArtifacts.Fetched;
import org.hierophant.contemplant.testing.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;

/** Against a real Redis. */
@Timeout(60)
class RedisArtifactsTest {
  private static final int PIECE = 1_000;
  private static final Optional<Duration> HOUR = Optional.of(Duration.ofHours(1));

  @TempDir Path directory;

  private RedisServer server;
  private RedisArtifacts artifacts;
  private RedisClient redis;

  @BeforeEach
  void start() throws IOException {
    server = RedisServer.start();
    artifacts = new RedisArtifacts(List.of(server.uri()), PIECE);
    redis = RedisClient.create(server.uri());
  }

  @AfterEach
  void stop() {
    if (server != null) {
      redis.close();
      artifacts.close();
      server.close();
    }
  }

  @Test
  void aSmallArtifactIsOneCompressedValueThatExpires() throws IOException {
    byte[] plain = "plain bytes".getBytes(StandardCharsets.UTF_8);

    artifacts.put(STDIN, "a", Files.write(directory.resolve("in"), plain), HOUR, () -> false);

    byte[] value = redis.get("a".getBytes(StandardCharsets.UTF_8));
    assertThat(Zstd.decompress(value, plain.length)).isEqualTo(plain);
    assertThat(redis.ttl("a")).isBetween(3_500L, 3_600L);
    assertThat(artifacts.has(STDIN, "a")).isTrue();
    assertThat(artifacts.has(STDIN, "b")).isFalse();
  }

  @Test
  void whatIsCompressedAlreadyIsStoredAsItIs() throws IOException {
    byte[] frame = Zstd.compress("plain bytes".getBytes(StandardCharsets.UTF_8));

    artifacts.put(
        STDIN, "a", Files.write(directory.resolve("in"), frame), Optional.empty(), () -> false);

    assertThat(redis.get("a".getBytes(StandardCharsets.UTF_8))).isEqualTo(frame);
    assertThat(redis.ttl("a")).isEqualTo(-1);
  }

  @Test
  void aLargeArtifactIsAHashOfPiecesAndReadBackWhole() throws IOException {
    byte[] plain = random(10 * PIECE + 7);

    artifacts.put(STDIN, "a", Files.write(directory.resolve("in"), plain), HOUR, () -> false);
    Fetched fetched = artifacts.fetch(STDIN, "a", directory.resolve("out"), () -> false);

    assertThat(fetched).isEqualTo(Fetched.WHOLE);
    assertThat(directory.resolve("out")).hasBinaryContent(plain);
    int pieces = Integer.parseInt(redis.hget("a:chunks", "__n"));
    assertThat(redis.hlen("a:chunks")).isEqualTo(pieces + 1);
    assertThat(redis.hkeys("a:chunks")).contains("0", Integer.toString(pieces - 1));
    assertThat(redis.ttl("a:chunks")).isBetween(3_500L, 3_600L);
    assertThat(redis.keys("*")).containsExactly("a:chunks");
  }

  @Test
  void anUploadThatIsStoppedLeavesNothing() throws IOException {
    byte[] plain = random(10 * PIECE);
    int[] looks = {0};

    boolean stored =
        artifacts.put(
            STDIN, "a", Files.write(directory.resolve("in"), plain), HOUR, () -> looks[0]++ == 3);

    assertThat(stored).isFalse();
    assertThat(redis.keys("*")).isEmpty();
  }

  @Test
  void replacedAndRemovedArtifactsLeaveNoOtherForm() throws IOException {
    Path large = Files.write(directory.resolve("large"), random(5 * PIECE));
    Path small = Files.write(directory.resolve("small"), new byte[] {7});

    artifacts.put(STDIN, "a", large, HOUR, () -> false);
    artifacts.put(STDIN, "a", small, HOUR, () -> false);

    assertThat(redis.keys("*")).containsExactly("a");
    artifacts.remove(STDIN, "a");
    assertThat(redis.keys("*")).isEmpty();
  }

  @Test
  void aMissingArtifactIsNoErrorAndABrokenOneIs() throws IOException {
    redis.set("broken", "no frame");
    byte[] frame = Zstd.compress(random(500));
    redis.set("short".getBytes(StandardCharsets.UTF_8), Arrays.copyOf(frame, frame.length - 100));
    redis.hset("holed:chunks", "__n", "2");

    assertThat(artifacts.fetch(STDIN, "absent", directory.resolve("out"), () -> false))
        .isEqualTo(Fetched.ABSENT);
    for (String id : List.of("broken", "short", "holed")) {
      assertThatThrownBy(() -> artifacts.fetch(STDIN, id, directory.resolve("out"), () -> false))
          .as(id)
          .isInstanceOf(RefusedException.class);
    }
    assertThat(directory.resolve("out")).doesNotExist();
  }

  @Test
  void aServerThatIsGoneIsOutOfReach() {
    server.close();

    assertThatThrownBy(artifacts::ping).isInstanceOf(UnreachableException.class);
  }

  @Test
  void severalServersShareByAHashOfTheId() throws IOException {
    try (RedisServer second = RedisServer.start();
        RedisArtifacts both = new RedisArtifacts(List.of(server.uri(), second.uri()));
        RedisClient other = RedisClient.create(second.uri())) {
      Path file = Files.write(directory.resolve("in"), new byte[] {1});

      both.put(STDIN, "a", file, HOUR, () -> false); // 97: odd
      both.put(STDIN, "b", file, HOUR, () -> false); // 98: even

      assertThat(redis.keys("*")).containsExactly("b");
      assertThat(other.keys("*")).containsExactly("a");
    }
  }

  @Test
  void theHashOfAnIdMultipliesAndAddsWithin64Bits() {
    long ab = 97L * 16_777_619 + 98;

    assertThat(RedisArtifacts.node("ab", 1_000_003)).isEqualTo((int) (ab % 1_000_003));
    String longId = "artifact_01jb2c3d4e5f6g7h8j9k0mnpqrst";
    assertThat(RedisArtifacts.node(longId, 7)).isBetween(0, 6);
  }

  @Test
  void addressesThatAreNoRedisAreRefused() {
    assertThatThrownBy(() -> new RedisArtifacts(List.<URI>of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(42).nextBytes(bytes);
    return bytes;
  }
}
