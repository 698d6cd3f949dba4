package org.hierophant.sp1.precompile;

import org.hierophant.sp1.field.KoalaBear;
import org.hierophant.sp1.hash.Keccak;
import org.hierophant.sp1.hash.Poseidon2;
import org.hierophant.sp1.hash.Sha256Rounds;

/**
 * What the guest machines' arithmetic system calls compute.
 *
 * <p><b>Shape.</b> Integers are little endian, as in guest memory; results are new arrays, except
 * that the hash functions work in place.
 *
 * <p><b>Source.</b> sp1-core-executor and sp1-curves 5.2.4 and 6.10.0.
 */
public final class Precompiles {
  private Precompiles() {}

  /** POSEIDON2: permutes 16 words over KoalaBear; any words go in, canonical ones come out. */
  public static void poseidon2(int[] state) {
    for (int i = 0; i < Poseidon2.WIDTH; i++) {
      state[i] = KoalaBear.ofUnsigned(state[i]);
    }
    Poseidon2.KOALA_BEAR.permute(state);
  }

  /** KECCAK_PERMUTE: permutes 25 lanes. */
  public static void keccakF(long[] lanes) {
    Keccak.permute(lanes);
  }

  /** SHA_EXTEND: fills words 16 to 63 from the first sixteen. */
  public static void shaExtend(int[] schedule) {
    Sha256Rounds.extend(schedule);
  }

  /** SHA_COMPRESS: adds the outcome of 64 rounds over the schedule to the eight words of hash. */
  public static void shaCompress(int[] hash, int[] schedule) {
    Sha256Rounds.compress(hash, schedule);
  }
}
