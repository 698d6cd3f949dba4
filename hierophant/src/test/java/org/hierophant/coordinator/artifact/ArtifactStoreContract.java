package org.hierophant.coordinator.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.Sha256;
import org.hierophant.network.transfer.Encoding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store must do; a test class of each store extends this. */
abstract class ArtifactStoreContract {
  private static final long LIMIT = 1 << 20;

  protected final ArtifactUri uri = new ArtifactUri(ArtifactType.STDIN, UUID.randomUUID());
  protected ArtifactStore store;

  /** Opens the store of this test, or opens it again after {@link ArtifactStore#close}. */
  protected abstract ArtifactStore open() throws IOException;

  @BeforeEach
  void openStore() throws IOException {
    store = open();
  }

  @AfterEach
  void closeStore() throws IOException {
    store.close();
  }

  @Test
  void whatWasWrittenIsReadBack() throws IOException {
    byte[] bytes = random(300_000);

    assertThat(put(uri, bytes)).isInstanceOf(UploadResult.Stored.class);

    ArtifactInfo info = store.stat(uri).orElseThrow();
    assertThat(info.stored().digest()).isEqualTo(Sha256.ofContent(bytes));
    assertThat(info.stored().sizeBytes()).isEqualTo(bytes.length);
    assertThat(info.encoding()).isEqualTo(Encoding.PLAIN);
    assertThat(info.fetched()).isFalse();
    assertThat(read(uri)).isEqualTo(bytes);
  }

  @Test
  void aLargeArtifactInPiecesOfAnySizeIsReadBack() throws IOException {
    byte[] bytes = random(5_000_000);

    try (ArtifactUpload upload = store.openUpload(uri, bytes.length)) {
      int written = 0;
      for (int piece = 1; written < bytes.length; piece = piece * 3 % 700_001) {
        int length = Math.min(piece, bytes.length - written);
        upload.write(bytes, written, length);
        written += length;
      }
      assertThat(upload.commit(Optional.of(Sha256.ofContent(bytes))))
          .isInstanceOf(UploadResult.Stored.class);
    }

    assertThat(read(uri)).isEqualTo(bytes);
  }

  @Test
  void aLargeUploadThatBreaksOffLeavesNothing() throws IOException {
    byte[] bytes = random(3_000_000);

    try (ArtifactUpload upload = store.openUpload(uri, bytes.length)) {
      upload.write(bytes, 0, bytes.length);
    }

    assertThat(store.stat(uri)).isEmpty();
    assertThat(put(uri, new byte[] {1})).isInstanceOf(UploadResult.Stored.class);
  }

  @Test
  void nothingIsSeenBeforeTheCommit() throws IOException {
    try (ArtifactUpload upload = store.openUpload(uri, LIMIT)) {
      upload.write(random(10), 0, 10);

      assertThat(store.stat(uri)).isEmpty();
      assertThat(store.open(uri)).isEmpty();
    }
  }

  @Test
  void anUploadClosedWithoutACommitLeavesNothing() throws IOException {
    try (ArtifactUpload upload = store.openUpload(uri, LIMIT)) {
      upload.write(random(10), 0, 10);
    }

    assertThat(store.stat(uri)).isEmpty();
    assertThat(put(uri, new byte[] {1, 2})).isInstanceOf(UploadResult.Stored.class);
    assertThat(read(uri)).containsExactly(1, 2);
  }

  @Test
  void theSameBytesAgainAreFineAndOthersAreAConflict() throws IOException {
    put(uri, new byte[] {1, 2, 3});

    assertThat(put(uri, new byte[] {1, 2, 3})).isInstanceOf(UploadResult.AlreadyStored.class);
    assertThat(put(uri, new byte[] {3, 2, 1})).isInstanceOf(UploadResult.Conflict.class);
    assertThat(read(uri)).containsExactly(1, 2, 3);
  }

  @Test
  void ofTwoUploadsAtATimeTheFirstCommitWins() throws IOException {
    try (ArtifactUpload first = store.openUpload(uri, LIMIT);
        ArtifactUpload second = store.openUpload(uri, LIMIT)) {
      second.write(new byte[] {2}, 0, 1);
      first.write(new byte[] {1}, 0, 1);

      assertThat(second.commit(Optional.empty())).isInstanceOf(UploadResult.Stored.class);
      assertThat(first.commit(Optional.empty())).isInstanceOf(UploadResult.Conflict.class);
    }
    assertThat(read(uri)).containsExactly(2);
  }

  @Test
  void otherBytesThanAnnouncedAreNotKept() throws IOException {
    try (ArtifactUpload upload = store.openUpload(uri, LIMIT)) {
      upload.write(new byte[] {1}, 0, 1);

      assertThat(upload.commit(Optional.of(Sha256.ofContent(new byte[] {2}))))
          .isEqualTo(new UploadResult.WrongDigest(Sha256.ofContent(new byte[] {1})));
    }
    assertThat(store.stat(uri)).isEmpty();
  }

  @Test
  void theLimitIsInclusive() throws IOException {
    try (ArtifactUpload upload = store.openUpload(uri, 4)) {
      upload.write(new byte[4], 0, 4);

      assertThatThrownBy(() -> upload.write(new byte[1], 0, 1))
          .isInstanceOf(ArtifactTooLargeException.class);
    }
  }

  @Test
  void rangesAreReadWithoutTheRest() throws IOException {
    byte[] bytes = random(300_000);
    put(uri, bytes);

    try (ArtifactContent content = store.open(uri).orElseThrow()) {
      ByteArrayOutputStream part = new ByteArrayOutputStream();
      content.copyTo(part, 199_999, 100_001);

      assertThat(part.toByteArray()).isEqualTo(Arrays.copyOfRange(bytes, 199_999, 300_000));
      assertThatThrownBy(() -> content.copyTo(part, 299_999, 2))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void zstdIsRecognisedAndDecodedOnlyWhereItIsRead() throws IOException {
    byte[] plain = new byte[100_000];
    byte[] compressed = com.github.luben.zstd.Zstd.compress(plain);
    put(uri, compressed);

    assertThat(store.stat(uri).orElseThrow().encoding()).isEqualTo(Encoding.ZSTD);
    assertThat(read(uri)).isEqualTo(compressed);
    try (ArtifactContent content = store.open(uri).orElseThrow();
        var decoded = content.openDecoded(plain.length)) {
      assertThat(decoded.readAllBytes()).isEqualTo(plain);
    }
  }

  @Test
  void everythingSurvivesAReopening() throws IOException {
    put(uri, new byte[] {5, 6});
    store.markFetched(uri);
    ArtifactInfo before = store.stat(uri).orElseThrow();

    store.close();
    store = open();

    assertThat(store.stat(uri)).contains(before);
    assertThat(before.fetched()).isTrue();
    assertThat(store.list()).containsExactly(before);
    assertThat(read(uri)).containsExactly(5, 6);
  }

  @Test
  void whatIsDeletedIsGoneButStaysReadableWhereItIsOpen() throws IOException {
    put(uri, new byte[] {5, 6});
    try (ArtifactContent content = store.open(uri).orElseThrow()) {
      assertThat(store.delete(uri)).isTrue();
      assertThat(content.stream().readAllBytes()).containsExactly(5, 6);
    }

    assertThat(store.delete(uri)).isFalse();
    assertThat(store.stat(uri)).isEmpty();
    assertThat(store.open(uri)).isEmpty();
    store.close();
    store = open();
    assertThat(store.stat(uri)).isEmpty();
  }

  protected UploadResult put(ArtifactUri name, byte[] bytes) throws IOException {
    try (ArtifactUpload upload = store.openUpload(name, LIMIT)) {
      upload.write(bytes, 0, bytes.length);
      return upload.commit(Optional.empty());
    }
  }

  protected byte[] read(ArtifactUri name) throws IOException {
    try (ArtifactContent content = store.open(name).orElseThrow();
        var stream = content.stream()) {
      return stream.readAllBytes();
    }
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
