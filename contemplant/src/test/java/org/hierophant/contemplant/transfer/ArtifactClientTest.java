package org.hierophant.contemplant.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.hierophant.contemplant.link.Pause;
import org.hierophant.contemplant.testing.FakeCoordinator;
import org.hierophant.contemplant.testing.FakeCoordinator.Answer;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.Sha256;
import org.hierophant.network.wire.Download;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ArtifactClientTest {
  private static final ArtifactUri PROGRAM = new ArtifactUri(ArtifactType.PROGRAM, new UUID(1, 2));
  private static final ArtifactUri PROOF = new ArtifactUri(ArtifactType.PROOF, new UUID(3, 4));

  @TempDir Path directory;

  private final byte[] content = new byte[100_000];
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<Duration> pauses = new ArrayList<>();
  private FakeCoordinator coordinator;
  private Path target;

  @BeforeEach
  void start() throws IOException {
    new Random(7).nextBytes(content);
    coordinator = FakeCoordinator.start();
    target = directory.resolve("target");
  }

  @AfterEach
  void stop() throws IOException {
    coordinator.close();
    http.shutdownNow();
  }

  @Test
  void aDownloadShowsItsTokenAndReportsWhatIsThere() throws Exception {
    List<Long> received = new ArrayList<>();

    client(pauses::add)
        .download(coordinator.download(PROGRAM, content), target, () -> false, received::add);

    assertThat(Files.readAllBytes(target)).isEqualTo(content);
    assertThat(received).isSorted().endsWith(100_000L);
  }

  @Test
  void aDownloadThatBreaksGoesOnFromWhereItStopped() throws Exception {
    Download download = coordinator.download(PROGRAM, content);
    coordinator.answerNext(new Answer.CutAfter(40_000), new Answer.Status(503));

    client(pauses::add).download(download, target, () -> false, _ -> {});

    assertThat(Files.readAllBytes(target)).isEqualTo(content);
    assertThat(coordinator.requests())
        .extracting(request -> request.headers().getOrDefault("range", "whole"))
        .containsExactly("whole", "bytes=40000-", "bytes=40000-");
  }

  @Test
  void aDownloadOnWhichNothingArrivesIsBrokenOffAndGoesOn() throws Exception {
    Download download = coordinator.download(PROGRAM, content);
    coordinator.answerNext(new Answer.StallAfter(10));

    client(pauses::add).download(download, target, () -> false, _ -> {});

    assertThat(Files.readAllBytes(target)).isEqualTo(content);
  }

  @Test
  void aStalledDownloadThatIsNotWantedAnyMoreEnds() throws Exception {
    Download download = coordinator.download(PROGRAM, content);
    coordinator.answerNext(new Answer.StallAfter(10));
    AtomicBoolean stop = new AtomicBoolean();
    ArtifactClient patient =
        new ArtifactClient(
            http, coordinator.origin(), pauses::add, new Random(1), Duration.ofHours(1));

    assertThatThrownBy(() -> patient.download(download, target, stop::get, _ -> stop.set(true)))
        .isInstanceOf(TransferException.class)
        .hasMessage("stopped");
  }

  @Test
  void bytesOtherThanThoseAnnouncedAreRefusedAndNotKept() throws Exception {
    Download download =
        new Download(
            PROGRAM,
            coordinator.download(PROGRAM, content).path(),
            coordinator.download(PROGRAM, content).token(),
            Sha256.ofContent(new byte[1]),
            content.length);

    assertThatThrownBy(() -> client(pauses::add).download(download, target, () -> false, _ -> {}))
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("has digest");
    assertThat(target).doesNotExist();
  }

  @Test
  void aWrongStartLeftByAnEarlierCallIsFetchedAgainFromTheStart() throws Exception {
    Files.write(target, new byte[500]);

    client(pauses::add)
        .download(coordinator.download(PROGRAM, content), target, () -> false, _ -> {});

    assertThat(Files.readAllBytes(target)).isEqualTo(content);
  }

  @Test
  void moreBytesThanAnnouncedAreRefused() throws Exception {
    Download whole = coordinator.download(PROGRAM, content);
    Download shorter =
        new Download(PROGRAM, whole.path(), whole.token(), whole.digest(), content.length - 1);

    assertThatThrownBy(() -> client(pauses::add).download(shorter, target, () -> false, _ -> {}))
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("longer than announced");
  }

  @Test
  void anEmptyArtifactIsFetched() throws Exception {
    client(pauses::add)
        .download(coordinator.download(PROGRAM, new byte[0]), target, () -> false, _ -> {});

    assertThat(target).isEmptyFile();
  }

  @Test
  void whatIsRefusedIsNotTriedAgain() throws Exception {
    Download download = coordinator.download(PROGRAM, content);
    coordinator.answerNext(new Answer.Status(404));

    assertThatThrownBy(() -> client(pauses::add).download(download, target, () -> false, _ -> {}))
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("HTTP 404");
    assertThat(pauses).isEmpty();
  }

  @Test
  void answersThatLeadNowhereEndADownload() throws Exception {
    Download download = coordinator.download(PROGRAM, content);
    Stream.generate(() -> new Answer.Status(500)).limit(8).forEach(coordinator::answerNext);

    assertThatThrownBy(() -> client(pauses::add).download(download, target, () -> false, _ -> {}))
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("HTTP 500");
  }

  @Test
  void aCoordinatorThatIsAwayForLongIsWaitedFor() throws Exception {
    Download download = coordinator.download(PROGRAM, content);
    int port = coordinator.port();
    coordinator.close();
    Pause restart =
        delay -> {
          pauses.add(delay);
          if (pauses.size() == 20) {
            restart(port);
          }
        };

    client(restart).download(download, target, () -> false, _ -> {});

    assertThat(Files.readAllBytes(target)).isEqualTo(content);
    assertThat(pauses).hasSize(20);
    assertThat(pauses.getLast()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
  }

  @Test
  void anUploadIsTriedUntilItIsTaken() throws Exception {
    Path proof = Files.write(target, content);
    coordinator.answerNext(new Answer.Status(503), new Answer.Status(507), new Answer.Status(500));

    client(pauses::add).upload(coordinator.upload(PROOF), proof, () -> false);

    assertThat(coordinator.uploaded(PROOF)).isEqualTo(content);
    assertThat(pauses).hasSize(3);
  }

  @Test
  void anUploadThatIsRefusedEnds() throws Exception {
    Path proof = Files.write(target, content);
    coordinator.answerNext(new Answer.Status(409));

    assertThatThrownBy(
            () -> client(pauses::add).upload(coordinator.upload(PROOF), proof, () -> false))
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("HTTP 409");
  }

  @Test
  void anUploadThatIsNotWantedAnyMoreEnds() throws Exception {
    Path proof = Files.write(target, content);
    coordinator.close();

    assertThatThrownBy(
            () ->
                client(pauses::add)
                    .upload(coordinator.upload(PROOF), proof, () -> pauses.size() == 3))
        .isInstanceOf(TransferException.class)
        .hasMessage("stopped");
  }

  private ArtifactClient client(Pause pause) {
    return new ArtifactClient(
        http, coordinator.origin(), pause, new Random(1), Duration.ofMillis(200));
  }

  private void restart(int port) {
    try {
      coordinator = FakeCoordinator.startOn(port);
      coordinator.download(PROGRAM, content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
