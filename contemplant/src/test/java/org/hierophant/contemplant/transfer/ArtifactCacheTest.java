package org.hierophant.contemplant.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
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
class ArtifactCacheTest {
  @TempDir Path directory;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private FakeCoordinator coordinator;

  @BeforeEach
  void start() throws IOException {
    coordinator = FakeCoordinator.start();
  }

  @AfterEach
  void stop() throws IOException {
    coordinator.close();
    http.shutdownNow();
  }

  @Test
  void theSecondRequestOfAProgramFetchesNothing() throws Exception {
    Download first = artifact(1, 1_000);
    ArtifactCache cache = cache(10_000);
    get(cache, first).close();
    Download sameContent =
        new Download(uri(99), "/" + uri(99), "other", first.digest(), first.sizeBytes());

    try (ArtifactCache.Held held = get(cache, sameContent)) {
      assertThat(Sha256.ofContent(Files.readAllBytes(held.file()))).isEqualTo(first.digest());
    }
    assertThat(coordinator.requests()).hasSize(1);
  }

  @Test
  void whatWasFetchedIsThereAfterARestart() throws Exception {
    Download download = artifact(1, 1_000);
    get(cache(10_000), download).close();

    get(cache(10_000), download).close();

    assertThat(coordinator.requests()).hasSize(1);
  }

  @Test
  void twoWhoWantTheSameAtOnceFetchItOnce() throws Exception {
    Download download = artifact(1, 500_000);
    ArtifactCache cache = cache(1_000_000);
    Callable<Path> fetch =
        () -> {
          try (ArtifactCache.Held held = get(cache, download)) {
            return held.file();
          }
        };

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Path>> files = threads.invokeAll(List.of(fetch, fetch, fetch));
      assertThat(files).extracting(Future::get).containsOnly(files.getFirst().get());
    }

    assertThat(coordinator.requests()).hasSize(1);
  }

  @Test
  void aWrongDigestIsRefusedAndNothingIsKept() throws Exception {
    Download right = artifact(1, 1_000);
    Download wrong =
        new Download(
            right.uri(), right.path(), right.token(), Sha256.ofContent(new byte[2]), 1_000);

    assertThatThrownBy(() -> get(cache(10_000), wrong)).isInstanceOf(TransferException.class);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void whatWasUsedLongestAgoMakesRoom() throws Exception {
    ArtifactCache cache = cache(2_500);
    Download oldest = artifact(1, 1_000);
    Download middle = artifact(2, 1_000);
    get(cache, oldest).close();
    get(cache, middle).close();
    age(oldest, 200);
    age(middle, 100);

    get(cache, artifact(3, 1_000)).close();

    assertThat(file(oldest)).doesNotExist();
    assertThat(file(middle)).exists();
  }

  @Test
  void whatIsInUseStaysWhateverItsAge() throws Exception {
    ArtifactCache cache = cache(1_500);
    Download used = artifact(1, 1_000);
    try (ArtifactCache.Held _ = get(cache, used)) {
      age(used, 500);

      get(cache, artifact(2, 1_000)).close();

      assertThat(file(used)).exists();
    }
    get(cache, artifact(3, 1_000)).close();
    assertThat(file(used)).doesNotExist();
  }

  @Test
  void aFetchThatFailedHoldsNothing() throws Exception {
    ArtifactCache cache = cache(1_500);
    Download download = artifact(1, 1_000);
    coordinator.answerNext(new Answer.Status(404));
    assertThatThrownBy(() -> get(cache, download)).isInstanceOf(TransferException.class);

    get(cache, download).close();
    age(download, 500);
    get(cache, artifact(2, 1_000)).close();

    assertThat(file(download)).doesNotExist();
  }

  @Test
  void manyFetchesThroughASmallCacheAllSucceed() throws Exception {
    ArtifactCache cache = cache(3_000);
    List<Callable<Boolean>> fetches = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Download download = artifact(i, 1_000);
      fetches.add(
          () -> {
            try (ArtifactCache.Held held = get(cache, download)) {
              return Sha256.ofContent(Files.readAllBytes(held.file())).equals(download.digest());
            }
          });
    }

    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      assertThat(threads.invokeAll(fetches)).allMatch(Future::resultNow);
    }
    get(cache, artifact(100, 1_000)).close();
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).hasSizeLessThanOrEqualTo(3);
    }
  }

  private ArtifactCache cache(long limitBytes) throws IOException {
    return new ArtifactCache(
        directory,
        limitBytes,
        new ArtifactClient(http, coordinator.origin(), _ -> {}, new Random(1)));
  }

  private static ArtifactCache.Held get(ArtifactCache cache, Download download)
      throws IOException, InterruptedException {
    return cache.get(download, () -> false, _ -> {});
  }

  private Download artifact(int number, int size) {
    byte[] content = new byte[size];
    new Random(number).nextBytes(content);
    return coordinator.download(uri(number), content);
  }

  private static ArtifactUri uri(int number) {
    return new ArtifactUri(ArtifactType.PROGRAM, new UUID(0, number));
  }

  private Path file(Download download) {
    return directory.resolve(download.digest().hex());
  }

  private void age(Download download, int seconds) throws IOException {
    Files.setLastModifiedTime(file(download), FileTime.from(Instant.now().minusSeconds(seconds)));
  }
}
