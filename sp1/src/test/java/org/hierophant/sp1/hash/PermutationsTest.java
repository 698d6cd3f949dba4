package org.hierophant.sp1.hash;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PermutationsTest {
  private static final int[] SHA_256_INITIAL = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
  };

  @Test
  void keccakOfZeros() {
    long[] state = new long[Keccak.LANES];

    Keccak.permute(state);

    assertThat(state[0]).isEqualTo(0xf1258f7940e1dde7L);
    assertThat(state[1]).isEqualTo(0x84d5ccf933c0478aL);
  }

  @Test
  void keccakIsThePermutationOfSha3() throws Exception {
    byte[] message = new byte[1000];
    for (int i = 0; i < message.length; i++) {
      message[i] = (byte) (i * 7);
    }
    int rate = 136;
    long[] state = new long[Keccak.LANES];
    for (int start = 0; start <= message.length; start += rate) {
      byte[] block = new byte[rate];
      int length = Math.min(rate, message.length - start);
      System.arraycopy(message, start, block, 0, length);
      if (length < rate) {
        block[length] ^= 6;
        block[rate - 1] ^= (byte) 0x80;
      }
      for (int i = 0; i < rate; i++) {
        state[i / 8] ^= (block[i] & 0xffL) << (8 * (i % 8));
      }
      Keccak.permute(state);
    }
    byte[] digest = new byte[32];
    for (int i = 0; i < 32; i++) {
      digest[i] = (byte) (state[i / 8] >>> (8 * (i % 8)));
    }

    assertThat(digest).isEqualTo(MessageDigest.getInstance("SHA3-256").digest(message));
  }

  @Test
  void shaExtendsAndCompressesAsSp1Does() throws Exception {
    int[] schedule = new int[Sha256Rounds.SCHEDULE_WORDS];
    for (int i = 0; i < Sha256Rounds.BLOCK_WORDS; i++) {
      schedule[i] = i;
    }
    int[] hash = SHA_256_INITIAL.clone();

    Sha256Rounds.extend(schedule);
    Sha256Rounds.compress(hash, schedule);

    assertThat(schedule[63]).isEqualTo(0x25d8ab57);
    java.nio.ByteBuffer words =
        java.nio.ByteBuffer.allocate(256).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    words.asIntBuffer().put(schedule);
    assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(words.array())))
        .isEqualTo("023ba32e60dd18c450644151051842f4ee1c2e0823fc2ae989b4dc5958589eea");
    assertThat(hash)
        .containsExactly(
            0xd623b7e1,
            0x81041ec8,
            0x48eaae2c,
            0xb544fae3,
            0x779c2b8b,
            0xb09c7c90,
            0xe5962c49,
            0xcdde609d);
  }
}
