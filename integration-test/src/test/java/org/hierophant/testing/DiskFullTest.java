package org.hierophant.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.RequestId;
import org.hierophant.sp1.Generation;
import org.hierophant.testing.sdk.ArtifactTransfer;
import org.hierophant.testing.sdk.HttpArtifactTransfer;
import org.hierophant.testing.sdk.SdkClient;
import org.hierophant.testing.sdk.SdkClock;
import org.hierophant.testing.sdk.SdkProfile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything lies on a real, small file system of its own, which only root can make. */
class DiskFullTest {
  private static final int ASSIGNED = 2;
  private static final byte[] STDIN = ClientProgram.stdin(10);

  private static Path disk;
  private static boolean isMounted;
  private static TestNetwork network;
  private static ClientProgram fibonacci;

  @BeforeAll
  static void mount(@TempDir Path directory) throws Exception {
    disk = Files.createDirectory(directory.resolve("disk"));
    isMounted = run("mount", "-t", "tmpfs", "-o", "size=192m", "none", disk.toString()) == 0;
    assumeThat(isMounted).as("this process may mount a small tmpfs").isTrue();
    network = TestNetwork.start(disk, "[artifacts]", "min_free_mib = 8");
    network.startWorker("jael");
    fibonacci = TestNetwork.sample("fibonacci", Generation.V6);
    SdkClient client = network.client(SdkProfile.SDK_6_AUCTION);
    client.registerProgram(fibonacci.vkHash(), fibonacci.elf(), fibonacci.vk());
  }

  @AfterAll
  static void unmount() throws Exception {
    if (network != null) {
      network.close();
    }
    if (isMounted) {
      run("umount", disk.toString());
    }
  }

  @Test
  void statusGoesOnAndAClientThatWaitsGetsItsProof() throws Exception {
    RoomAfterSomePauses clock = new RoomAfterSomePauses();
    SdkClient client = network.client(SdkProfile.SDK_6_AUCTION, new HttpArtifactTransfer(), clock);
    RequestId before = request(client);

    fill();
    int status = client.status(before).getFulfillmentStatus();
    boolean wasReady = isReady();
    RequestId after = request(client);

    assertThat(status).isGreaterThanOrEqualTo(ASSIGNED);
    assertThat(wasReady).isFalse();
    assertThat(clock.pauses).isEqualTo(RoomAfterSomePauses.PATIENCE);
    requireProved(before);
    requireProved(after);
    network.await("being ready again", DiskFullTest::isReady);
  }

  @Test
  void anUploadIsToldThatThereIsNoRoom() throws Exception {
    ArtifactTransfer transfer = filling(new HttpArtifactTransfer(), true);
    SdkClient client = network.client(SdkProfile.SDK_6_AUCTION, transfer, new ImpatientClock());

    assertThatThrownBy(() -> request(client))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("507");

    Files.delete(ballast());
    network.await("being ready again", DiskFullTest::isReady);
    requireProved(request(network.client(SdkProfile.SDK_6_BASE)));
  }

  @Test
  void aRequestWhoseInputIsStoredIsTakenOnceThereIsRoom() throws Exception {
    RoomAfterSomePauses clock = new RoomAfterSomePauses();
    ArtifactTransfer transfer = filling(new HttpArtifactTransfer(), false);
    SdkClient client = network.client(SdkProfile.SDK_6_AUCTION, transfer, clock);

    RequestId id = request(client);

    assertThat(clock.pauses).isEqualTo(RoomAfterSomePauses.PATIENCE);
    requireProved(id);
  }

  private static RequestId request(SdkClient client) throws IOException, InterruptedException {
    return client.request(TestNetwork.order(fibonacci, STDIN, ProofMode.CORE));
  }

  private static void requireProved(RequestId id) throws Exception {
    SdkClient client = network.client(SdkProfile.SDK_6_AUCTION);
    TestNetwork.awaitRightProof(client, id, fibonacci, STDIN, ProofMode.CORE);
  }

  private static boolean isReady() {
    try {
      return network.processes().page("/ready").contains("\"ready\":true");
    } catch (IOException _) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static Path ballast() {
    return disk.resolve("ballast");
  }

  /** Writes until nothing fits any more. */
  private static void fill() throws IOException {
    byte[] block = new byte[4096];
    try (OutputStream out = Files.newOutputStream(ballast())) {
      while (Files.getFileStore(disk).getUsableSpace() > 0) {
        out.write(block);
      }
    }
  }

  /** Fills the disk at an upload, before it or after it. */
  private static ArtifactTransfer filling(ArtifactTransfer http, boolean before) {
    return new ArtifactTransfer() {
      @Override
      public void put(URI url, byte[] content) throws IOException, InterruptedException {
        if (before) {
          fill();
        }
        http.put(url, content);
        if (!before) {
          fill();
        }
      }

      @Override
      public byte[] get(URI url) throws IOException, InterruptedException {
        return http.get(url);
      }
    };
  }

  /** Real time; in the last of some pauses somebody makes room. */
  private static final class RoomAfterSomePauses implements SdkClock {
    static final int PATIENCE = 3;

    private final SdkClock clock = new ImpatientClock();
    private int pauses;

    @Override
    public Instant now() {
      return clock.now();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
      pauses++;
      if (pauses == PATIENCE) {
        try {
          Files.delete(ballast());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        network.await("being ready again", DiskFullTest::isReady);
      }
      clock.sleep(duration);
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    return process.waitFor(10, TimeUnit.SECONDS) ? process.exitValue() : -1;
  }
}
