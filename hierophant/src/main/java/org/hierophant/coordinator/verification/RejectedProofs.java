package org.hierophant.coordinator.verification;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;
import org.hierophant.coordinator.artifact.ArtifactContent;
import org.hierophant.coordinator.ledger.Effect;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proofs that were refused, kept aside so that somebody can look at them: {@code
 * 20261125T220102.123Z-<request>.proof} and beside it a text of the same name.
 *
 * <p><b>Limits.</b> The newest ones, up to a number; of one with more than {@value #MAX_BYTES}
 * bytes the beginning. Losing one costs nothing but the chance to look at it.
 *
 * <p><b>Thread.</b> Any.
 */
public final class RejectedProofs {
  private static final Logger log = LoggerFactory.getLogger(RejectedProofs.class);
  private static final long MAX_BYTES = 64L << 20;
  private static final String PROOF = ".proof";
  private static final String WHY = ".txt";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final Path directory;
  private final int most;

  /**
   * @param directory made with the first one
   */
  public RejectedProofs(Path directory, int most) {
    this.directory = directory;
    this.most = most;
  }

  /** Never throws: what cannot be kept is logged and left. */
  synchronized void keep(Effect.Verify effect, ArtifactContent proof, String detail, Instant now) {
    if (most == 0) {
      return;
    }
    String name = TIME.format(now) + "-" + effect.request().id();
    try {
      Files.createDirectories(directory);
      Path part = directory.resolve(name + ".part");
      try (InputStream in = proof.stream();
          OutputStream out = Files.newOutputStream(part)) {
        copy(in, out);
      }
      Files.writeString(directory.resolve(name + WHY), text(effect, detail), UTF_8);
      Path kept = directory.resolve(name + PROOF);
      Files.move(part, kept, StandardCopyOption.REPLACE_EXISTING);
      log.atInfo().addKeyValue("file", kept).log("rejected proof kept aside");
      forgetOldest();
    } catch (IOException e) {
      log.atWarn().addKeyValue("request", effect.request().id()).setCause(e).log("not kept aside");
    }
  }

  private static void copy(InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long left = MAX_BYTES;
    while (left > 0) {
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        return;
      }
      out.write(buffer, 0, read);
      left -= read;
    }
  }

  private static String text(Effect.Verify effect, String detail) {
    return """
        reason          %s
        request         %s
        program         %s
        mode            %s
        circuit version %s
        worker          %s
        artifact        %s
        sha-256         %s
        bytes           %d
        """
        .formatted(
            detail,
            effect.request().id(),
            effect.request().vkHash(),
            effect.request().mode(),
            effect.request().circuitVersion(),
            effect.candidate().worker().text(),
            effect.candidate().proof().uri(),
            effect.candidate().proof().digest().hex(),
            effect.candidate().proof().sizeBytes());
  }

  private void forgetOldest() throws IOException {
    List<Path> proofs;
    try (Stream<Path> files = Files.list(directory)) {
      proofs = files.filter(file -> file.toString().endsWith(PROOF)).sorted().toList();
    }
    for (Path oldest : proofs.subList(0, Math.max(0, proofs.size() - most))) {
      String name = oldest.getFileName().toString();
      Files.deleteIfExists(
          directory.resolve(name.substring(0, name.length() - PROOF.length()) + WHY));
      Files.deleteIfExists(oldest);
    }
  }
}
