package org.hierophant.sp1.format;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hierophant.sp1.Generation;

/** The genuine proofs of our own samples that the checkout has: no test of them is ever skipped. */
public final class SampleProofs {
  private static final int MOST_BYTES = 64 << 20;
  private static final Path SAMPLES =
      Path.of(System.getProperty("hierophant.root", ".."), "samples");

  private SampleProofs() {}

  /** The Compressed proof of {@code fibonacci}, as a client downloads it. */
  public static byte[] compressed() {
    return proof("fibonacci-v6-compressed");
  }

  /** The Core proof of the same run. */
  public static byte[] core() {
    return proof("fibonacci-v6-core");
  }

  /** The key of a sample. */
  public static VerifyingKey key(String sample, Generation generation) {
    String file = generation == Generation.V5 ? "/v5.vk" : "/v6.vk";
    try {
      return VerifyingKey.parse(sample(sample + file), generation);
    } catch (FormatException e) {
      throw new AssertionError(e);
    }
  }

  /** A file under {@code samples}. */
  public static byte[] sample(String name) {
    try {
      return Files.readAllBytes(SAMPLES.resolve(name));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] proof(String name) {
    return Zstd.decompress(sample("proofs/" + name + ".bin.zst"), MOST_BYTES);
  }
}
