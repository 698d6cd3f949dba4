package org.hierophant.sp1.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.KeyDigest;
import org.hierophant.sp1.format.ProofFromNetwork;
import org.junit.jupiter.api.Test;

/** The genuine Groth16 proof of sp1-solana, as the SDK saved it. */
class GoldenProofTest {
  private static final BigInteger PROGRAM =
      new BigInteger("00bb9e57314d7ee4f65a4b9fb46fbeae0495f2015c5a8a737333680ce6bb424e", 16);

  private final byte[] saved = read("sp1-v5/groth16-fibonacci.proof.bin");
  private final Verifier verifier = new Groth16Verifier(Circuit.of("v5.0.0").orElseThrow());
  private final KeyDigest program = digest();

  @Test
  void genuineProofHolds() throws FormatException {
    Verdict verdict = verifier.verify(ProofFromNetwork.parse(saved), program);

    assertThat(verdict).isInstanceOf(Verdict.Valid.class);
    assertThat(verdict.checks())
        .extracting(Verdict.Check::name)
        .containsExactly(
            "circuit version",
            "proof kind",
            "circuit key",
            "public inputs",
            "program",
            "public values",
            "encoded proof",
            "raw proof",
            "points",
            "pairing");
  }

  @Test
  void everyFlippedBitIsRefused() {
    byte[] bytes = saved.clone();
    assertThat(8 * bytes.length).isGreaterThan(10_000);
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      byte mask = (byte) (1 << bit % 8);
      bytes[bit / 8] ^= mask;
      assertThat(holds(bytes)).as("bit " + bit).isFalse();
      bytes[bit / 8] ^= mask;
    }
    assertThat(holds(bytes)).isTrue();
  }

  /** Also where the encoded and the raw proof agree, so that only the equation can tell. */
  @Test
  void everyByteChangedInBothFormsIsRefused() {
    byte[] bytes = saved.clone();
    int encoded = 4 + textEnd(textEnd(0)) + 8;
    int raw = encoded + 512 + 8;
    for (int i = 0; i < 512; i++) {
      byte genuine = bytes[encoded + i];
      byte changed = (byte) (genuine == '0' ? '1' : '0');
      bytes[encoded + i] = changed;
      bytes[raw + i] = changed;
      assertThat(holds(bytes)).as("digit " + i).isFalse();
      bytes[encoded + i] = genuine;
      bytes[raw + i] = genuine;
    }
    assertThat(holds(bytes)).isTrue();
  }

  /** Where a public input ends, counted from the first. */
  private int textEnd(int start) {
    return start + 8 + (saved[4 + start] & 0xff);
  }

  private boolean holds(byte[] bytes) {
    try {
      return verifier.verify(ProofFromNetwork.parse(bytes), program).isValid();
    } catch (FormatException e) {
      return false;
    }
  }

  private static KeyDigest digest() {
    int[] words = new int[8];
    for (int i = 0; i < words.length; i++) {
      words[i] = PROGRAM.shiftRight(31 * (7 - i)).intValue() & Integer.MAX_VALUE;
    }
    return KeyDigest.ofWords(words);
  }

  private static byte[] read(String name) {
    Path file = Path.of(System.getProperty("hierophant.root"), "../shared/fixtures", name);
    assumeThat(file).as("fixture " + name).exists();
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
