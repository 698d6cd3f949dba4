package org.hierophant.sp1.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.field.SmallField;
import org.hierophant.sp1.format.VerifyingKeyV5.PreprocessedChip;
import org.hierophant.sp1.hash.Poseidon2;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyOfV4Test {
  /** Of {@code samples/fibonacci/v5.elf}, set up by sp1-sdk 4.2.1. */
  private static final byte[] KEY =
      HexFormat.of()
          .parseHex(
              "1cea8f33edaa3574b6f0750d2af06f559d61710b14b62c07ec490b31675a1d29001020009884df33"
                  + "9c5a075f3b56f62a8ac43867bf8aa80b87fa846efa3bb13a136ed51ead9ce5632ac4466f14246e28"
                  + "59d7c91726ca4e740c756c2b0200000000000000070000000000000050726f6772616d1300000000"
                  + "000000010000000e0000000000000000000800000000000400000000000000427974651000000000"
                  + "000000010000000b0000000000000000000100000000000200000000000000070000000000000050"
                  + "726f6772616d00000000000000000400000000000000427974650100000000000000");

  private static final byte[] PUBLIC_VALUES = HexFormat.of().parseHex("e80300004b60c05ced60954e");

  @Test
  void aGenuineKeyHasBothHashesOfItsSdk() throws FormatException {
    KeyDigest digest = VerifyingKey.parse(KEY, Generation.V5).digest("v4.0.0-rc.3");

    assertThat(digest.bytes32())
        .isEqualTo("0x008e9526540d1c199e46344c21b8b8107b95a7d8fbf505fe632e0bfc1f8a0b20");
    assertThat(digest.hashBytes())
        .asHexString()
        .isEqualToIgnoringCase("474a932a0347066748c689841b8b81075cad3ec76fd417f9465c17f81f8a0b20");
  }

  /** SHA-256 of what the mock prover of sp1-sdk 4.2.1 makes of that sample. */
  @ParameterizedTest
  @CsvSource({
    "CORE, 41839e66d1e44542c774e2e94f310e66386080e793985a6516654c49a370b221",
    "COMPRESSED, e1017e946ee04c9b26ae24f05643aff2ac5dd4c3a03647b55c79774beb160a0a",
    "PLONK, 0d2ecda4ff9dedab35b2a038b27150e5c7f8cb916efea6a483820b4a14c26221",
    "GROTH16, 3a9c323194a1e34b414ce1cafd3463de55e50f453712c53f97a617e55cf23627"
  })
  void mockProofsAreThoseOfTheSdk(ProofKind kind, String digest) throws Exception {
    VerifyingKey key = VerifyingKey.parse(KEY, Generation.V5);

    byte[] proof = MockProofs.build(kind, "v4.0.0-rc.3", key, PUBLIC_VALUES);

    assertThat(MessageDigest.getInstance("SHA-256").digest(proof))
        .asHexString()
        .isEqualToIgnoringCase(digest);
    assertThat(MockProofs.check(MemorySegment.ofArray(proof), kind, "v4.0.0-rc.3", key))
        .isInstanceOf(MockProofs.Result.Exact.class);
  }

  /** Commitment, start, sum, and of each chip log2, size, shift and generator of its domain. */
  @Test
  void theHashOfFourLeavesOutDimensionsAndNames() {
    int[] commit = {1, 2, 3, 4, 5, 6, 7, 8};
    VerifyingKeyV5 key =
        new VerifyingKeyV5(
            commit,
            9,
            VerifyingKeyV5.zeroSum(),
            List.of(new PreprocessedChip("Byte", 1, 31, 11, 2)),
            Map.of("Byte", 0L),
            DigestShape.FIELD);
    int[] input =
        Stream.of(
                commit,
                new int[] {9},
                VerifyingKeyV5.zeroSum(),
                // -1 generates the two roots of one
                new int[] {1, 2, 31, SmallField.BABY_BEAR.p() - 1})
            .flatMapToInt(IntStream::of)
            .toArray();

    assertThat(key.digestOfV4())
        .isEqualTo(KeyDigest.ofWords(Poseidon2.BABY_BEAR.hash(input)))
        .isNotEqualTo(key.digest());
  }
}
