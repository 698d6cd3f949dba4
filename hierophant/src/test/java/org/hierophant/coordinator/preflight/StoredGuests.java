package org.hierophant.coordinator.preflight;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hierophant.coordinator.artifact.ArtifactStore;
import org.hierophant.coordinator.artifact.ArtifactUpload;
import org.hierophant.coordinator.artifact.FileArtifactStore;
import org.hierophant.coordinator.artifact.FileStoreLimits;
import org.hierophant.coordinator.artifact.OwnedDirectory;
import org.hierophant.coordinator.request.StoredArtifact;
import org.hierophant.coordinator.testing.RequestBuilder;
import org.hierophant.coordinator.testing.Samples;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.Sha256;
import org.hierophant.sp1.format.ProgramArtifact;
import org.hierophant.sp1.format.Sp1Stdin;

/** Our samples, stored as clients upload them. */
final class StoredGuests {
  private static final Path SAMPLES =
      Path.of(System.getProperty("hierophant.root")).resolve("samples");

  private final ArtifactStore store;

  StoredGuests(Path directory) throws IOException {
    store =
        FileArtifactStore.open(
            OwnedDirectory.claim(directory, "artifact_store_directory"),
            new FileStoreLimits(2, 0),
            InstantSource.fixed(Samples.NOW),
            () -> Long.MAX_VALUE);
  }

  ArtifactStore store() {
    return store;
  }

  static byte[] program(String name, String generation) throws IOException {
    return ProgramArtifact.write(
        Files.readAllBytes(SAMPLES.resolve(name).resolve(generation + ".elf")));
  }

  static byte[] stdin(String name) throws IOException {
    return Files.readAllBytes(SAMPLES.resolve(name).resolve("stdin.bin"));
  }

  /** One item: a little-endian word. */
  static byte[] stdinOf(int word) {
    byte[] item = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(word).array();
    return Sp1Stdin.of(List.of(item)).toByteArray();
  }

  /** What the generation's SDK says of a sample. */
  static String expected(String name, String generation) throws IOException {
    return Files.readAllLines(SAMPLES.resolve(name).resolve("expected.json"), UTF_8).stream()
        .filter(line -> line.contains('"' + generation + '"'))
        .findFirst()
        .orElseThrow();
  }

  StoredArtifact store(ArtifactType type, byte[] bytes) throws IOException {
    ArtifactUri uri = new ArtifactUri(type, UUID.randomUUID());
    try (ArtifactUpload upload = store.openUpload(uri, bytes.length)) {
      upload.write(bytes, 0, bytes.length);
      upload.commit(Optional.empty());
    }
    return new StoredArtifact(uri, Sha256.ofContent(bytes), bytes.length);
  }

  RequestBuilder request(int number, String generation, byte[] program, byte[] stdin)
      throws IOException {
    return new RequestBuilder(number)
        .version(generation.equals("v5") ? "sp1-v5.0.0" : "sp1-v6.1.0")
        .limits(0, 0)
        .artifacts(store(ArtifactType.PROGRAM, program), store(ArtifactType.STDIN, stdin));
  }

  RequestBuilder request(int number, String generation, String name) throws IOException {
    return request(number, generation, program(name, generation), stdin(name));
  }
}
