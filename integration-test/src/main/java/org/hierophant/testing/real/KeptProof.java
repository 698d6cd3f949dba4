package org.hierophant.testing.real;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A proof as {@code samples/proofs} has them: what a client downloads, compressed with zstd. */
final class KeptProof {
  private static final int LEVEL = 19;

  private KeptProof() {}

  static void write(Path folder, Path proof) throws IOException {
    Files.createDirectories(folder);
    Path target = folder.resolve(proof.getFileName() + ".zst");
    try (OutputStream out = new ZstdOutputStream(Files.newOutputStream(target), LEVEL)) {
      Files.copy(proof, out);
    }
  }
}
