package org.hierophant.coordinator.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.stream.Stream;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.ArtifactUri;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileArtifactStoreTest extends ArtifactStoreContract {
  private static final long RESERVE = 1_000;

  @TempDir Path parent;
  private long freeBytes = Long.MAX_VALUE;

  @Override
  protected ArtifactStore open() throws IOException {
    return FileArtifactStore.open(
        OwnedDirectory.claim(directory(), "artifact_store_directory"),
        new FileStoreLimits(2, RESERVE),
        InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z")),
        () -> freeBytes);
  }

  private Path directory() {
    return parent.resolve("a/b/c");
  }

  @Test
  void partsThatACrashLeftAreCleared() throws IOException {
    store.close();
    Path part = Files.writeString(directory().resolve("incoming/x.part"), "half");
    store = open();

    assertThat(part).doesNotExist();
    assertThat(store.list()).isEmpty();
  }

  @Test
  void foreignFilesInsideAreNeitherListedNorTouched() throws IOException {
    store.close();
    Path foreign = Files.writeString(directory().resolve("objects/notes.txt"), "mine");
    store = open();
    store.close();

    assertThat(foreign).hasContent("mine");
    store = open();
  }

  @Test
  void aDirectoryOfSomebodyElseIsRefused() throws IOException {
    Path foreign = Files.createDirectory(parent.resolve("home"));
    Files.writeString(foreign.resolve("letter.txt"), "dear");

    assertThatThrownBy(() -> OwnedDirectory.claim(foreign, "artifact_store_directory"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("artifact_store_directory")
        .hasMessageContaining("letter.txt");
    assertThat(foreign.resolve("letter.txt")).hasContent("dear");
  }

  @Test
  void aDirectoryHasOneOwnerAtATime() {
    assertThatThrownBy(() -> OwnedDirectory.claim(directory(), "artifact_store_directory"))
        .hasMessageContaining("in use");
  }

  @Test
  void aFullDiskRefusesUploadsAndReadsGoOn() throws IOException {
    put(uri, new byte[] {1});
    freeBytes = RESERVE;

    ArtifactUri other = new ArtifactUri(ArtifactType.STDIN, UUID.randomUUID());
    assertThat(store.availability()).isInstanceOf(ArtifactStore.Availability.Full.class);
    assertThatThrownBy(() -> put(other, new byte[] {2})).isInstanceOf(StoreFullException.class);
    assertThat(read(uri)).containsExactly(1);
    assertThat(put(uri, new byte[] {1})).isInstanceOf(UploadResult.AlreadyStored.class);

    freeBytes = Long.MAX_VALUE;
    assertThat(put(other, new byte[] {2})).isInstanceOf(UploadResult.Stored.class);
  }

  @Test
  void uploadsAtATimeAreBounded() throws IOException {
    ArtifactUpload first = store.openUpload(uri, 1);
    ArtifactUpload second = store.openUpload(uri, 1);

    assertThatThrownBy(() -> store.openUpload(uri, 1)).isInstanceOf(StoreFullException.class);
    first.close();
    first.close();
    store.openUpload(uri, 1).close();
    second.close();
  }

  @Test
  void aFileThatLostBytesIsNotServed() throws IOException {
    put(uri, new byte[] {1, 2, 3});
    try (Stream<Path> files = Files.walk(directory().resolve("objects"))) {
      Files.write(files.filter(Files::isRegularFile).findFirst().orElseThrow(), new byte[] {1});
    }

    assertThatThrownBy(() -> store.open(uri)).isInstanceOf(IOException.class);
  }
}
