package org.hierophant.contemplant.prover.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hierophant.contemplant.testing.S3Server.BUCKET;
import static org.hierophant.network.domain.ArtifactType.PROGRAM;
import static org.hierophant.network.domain.ArtifactType.PROOF;
import static org.hierophant.network.domain.ArtifactType.STDIN;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.hierophant.contemplant.prover.cluster.ClusterArtifacts.Fetched;
import org.hierophant.contemplant.testing.S3Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Against a real S3 server. */
@Timeout(120)
class S3ArtifactsTest {
  private static final int PART = 100_000;

  @TempDir Path directory;

  private S3Server server;
  private S3Artifacts artifacts;

  @BeforeEach
  void start() throws IOException {
    server = S3Server.start();
    artifacts = new S3Artifacts(server.store(), PART);
  }

  @AfterEach
  void stop() {
    if (server != null) {
      artifacts.close();
      server.close();
    }
  }

  @Test
  void aSmallArtifactIsOneCompressedObjectUnderThePrefixOfItsKind() throws IOException {
    byte[] plain = "plain bytes".getBytes(StandardCharsets.UTF_8);

    boolean stored = put("a", plain);

    assertThat(stored).isTrue();
    assertThat(keys()).containsExactly("stdins/a");
    assertThat(Zstd.decompress(object("stdins/a"), plain.length)).isEqualTo(plain);
    assertThat(artifacts.has(STDIN, "a")).isTrue();
    assertThat(artifacts.has(PROGRAM, "a")).isFalse();
  }

  @Test
  void whatIsCompressedAlreadyIsStoredAsItIs() throws IOException {
    byte[] frame = Zstd.compress("plain bytes".getBytes(StandardCharsets.UTF_8));

    put("a", frame);

    assertThat(object("stdins/a")).isEqualTo(frame);
  }

  @Test
  void aLargeArtifactComesInPartsAndIsReadBackWhole() throws IOException {
    byte[] plain = random(10 * PART + 7);
    artifacts.put(PROOF, "a", file(plain), Optional.empty(), () -> false);

    Fetched fetched = artifacts.fetch(PROOF, "a", out(), () -> false);

    assertThat(fetched).isEqualTo(Fetched.WHOLE);
    assertThat(out()).hasBinaryContent(plain);
    assertThat(server.client.headObject(r -> r.bucket(BUCKET).key("proofs/a")).eTag())
        .endsWith("-11\""); // so many parts
    assertThat(unfinished()).isZero();
  }

  @Test
  void anUploadThatIsStoppedLeavesNothing() throws IOException {
    int[] looks = {0};

    boolean stored =
        artifacts.put(STDIN, "a", file(random(10 * PART)), Optional.empty(), () -> looks[0]++ == 3);

    assertThat(stored).isFalse();
    assertThat(keys()).isEmpty();
    assertThat(unfinished()).isZero();
  }

  @Test
  void aFetchThatIsStoppedLeavesNoFile() throws IOException {
    put("a", random(10 * PART));

    Fetched fetched = artifacts.fetch(STDIN, "a", out(), () -> true);

    assertThat(fetched).isEqualTo(Fetched.STOPPED);
    assertThat(out()).doesNotExist();
  }

  @Test
  void aRemovedArtifactIsGoneAndOneThatIsNotThereIsNoError() throws IOException {
    put("a", new byte[] {7});

    artifacts.remove(STDIN, "a");
    artifacts.remove(STDIN, "a");

    assertThat(keys()).isEmpty();
  }

  @Test
  void aMissingArtifactIsNoErrorAndABrokenOneIs() throws IOException {
    byte[] frame = Zstd.compress(random(500));
    lay("stdins/broken", "no frame".getBytes(StandardCharsets.UTF_8));
    lay("stdins/short", Arrays.copyOf(frame, frame.length - 100));

    assertThat(artifacts.fetch(STDIN, "absent", out(), () -> false)).isEqualTo(Fetched.ABSENT);
    for (String id : List.of("broken", "short")) {
      assertThatThrownBy(() -> artifacts.fetch(STDIN, id, out(), () -> false))
          .as(id)
          .isInstanceOf(RefusedException.class);
    }
    assertThat(out()).doesNotExist();
  }

  @Test
  void aBucketThatIsNotThereIsRefusedAndAServerThatIsGoneIsOutOfReach() throws IOException {
    ClusterStore.Bucket known = server.store();
    var unknown = new ClusterStore.Bucket("other", known.region(), known.endpoint(), known.keys());
    try (S3Artifacts other = new S3Artifacts(unknown)) {
      assertThatThrownBy(other::ping).isInstanceOf(RefusedException.class);
    }

    artifacts.ping();
    server.close();

    assertThatThrownBy(artifacts::ping).isInstanceOf(UnreachableException.class);
  }

  @Test
  void aDownloadGoesOnWhereItsConnectionBroke() throws IOException {
    byte[] plain = random(10 * PART);
    artifacts.put(PROOF, "a", file(plain), Optional.empty(), () -> false);
    try (Scissors scissors = new Scissors(server.uri(), 3 * PART);
        S3Artifacts cut = new S3Artifacts(server.store(scissors.uri()))) {

      Fetched fetched = cut.fetch(PROOF, "a", out(), () -> false);

      assertThat(fetched).isEqualTo(Fetched.WHOLE);
      assertThat(out()).hasBinaryContent(plain);
      assertThat(scissors.connections).hasValueGreaterThan(3);
    }
  }

  @Test
  void aDownloadOfWhichNothingComesIsOutOfReach() throws IOException {
    artifacts.put(PROOF, "a", file(random(10 * PART)), Optional.empty(), () -> false);
    try (Scissors scissors = new Scissors(server.uri(), 10);
        S3Artifacts cut = new S3Artifacts(server.store(scissors.uri()))) {

      assertThatThrownBy(() -> cut.fetch(PROOF, "a", out(), () -> false))
          .isInstanceOf(UnreachableException.class);
      assertThat(out()).doesNotExist();
    }
  }

  // ---- tools ----

  private boolean put(String id, byte[] bytes) throws IOException {
    return artifacts.put(STDIN, id, file(bytes), Optional.empty(), () -> false);
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(directory.resolve("in"), bytes);
  }

  private Path out() {
    return directory.resolve("out");
  }

  private void lay(String key, byte[] bytes) {
    server.client.putObject(r -> r.bucket(BUCKET).key(key), RequestBody.fromBytes(bytes));
  }

  private byte[] object(String key) {
    return server.client.getObjectAsBytes(r -> r.bucket(BUCKET).key(key)).asByteArray();
  }

  private List<String> keys() {
    return server.client.listObjectsV2(r -> r.bucket(BUCKET)).contents().stream()
        .map(S3Object::key)
        .toList();
  }

  private int unfinished() {
    return server.client.listMultipartUploads(r -> r.bucket(BUCKET)).uploads().size();
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(42).nextBytes(bytes);
    return bytes;
  }

  /** Cuts each connection after so many bytes of answers. */
  private static final class Scissors implements AutoCloseable {
    final AtomicInteger connections = new AtomicInteger();
    private final ServerSocket server;
    private final URI behind;
    private final int bytes;

    Scissors(URI behind, int bytes) throws IOException {
      this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      this.behind = behind;
      this.bytes = bytes;
      Thread.ofVirtual().start(this::accept);
    }

    URI uri() {
      return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    private void accept() {
      while (!server.isClosed()) {
        try {
          Socket client = server.accept();
          connections.incrementAndGet();
          Thread.ofVirtual().start(() -> pass(client));
        } catch (IOException _) {
          return; // closed
        }
      }
    }

    private void pass(Socket client) {
      try (client;
          Socket store = new Socket(behind.getHost(), behind.getPort())) {
        Thread.ofVirtual().start(() -> copy(client, store, Integer.MAX_VALUE));
        copy(store, client, bytes);
      } catch (IOException _) {
        // one of them closed it first
      }
    }

    private static void copy(Socket from, Socket to, int most) {
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        byte[] buffer = new byte[8_192];
        int left = most;
        while (left > 0) {
          int read = in.read(buffer, 0, Math.min(buffer.length, left));
          if (read < 0) {
            return;
          }
          out.write(buffer, 0, read);
          left -= read;
        }
      } catch (IOException _) {
        // closed by the other direction
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
