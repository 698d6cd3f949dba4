package org.hierophant.coordinator.verification;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.hierophant.coordinator.artifact.ArtifactContent;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.ProofSummary;

/** Reads what stored proofs say of themselves, from the file where there is one. */
final class Summaries {
  private Summaries() {}

  /**
   * @throws FormatException if it is not exactly one proof
   */
  static ProofSummary of(ArtifactContent proof) throws IOException, FormatException {
    Optional<Path> file = proof.file();
    if (file.isEmpty()) {
      try (InputStream in = proof.stream()) {
        return ProofSummary.parse(MemorySegment.ofArray(in.readAllBytes()));
      }
    }
    try (Arena arena = Arena.ofConfined();
        FileChannel channel = FileChannel.open(file.get(), StandardOpenOption.READ)) {
      if (channel.size() != proof.info().stored().sizeBytes()) {
        throw new IOException(file.get() + " has other bytes than its artifact");
      }
      return ProofSummary.parse(
          channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
    }
  }
}
