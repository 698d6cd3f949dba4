package org.hierophant.sp1.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.Locale;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.format.MockProofs.Result;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MockProofsTest {
  private static final byte[] VALUES_V5 = HexFormat.of().parseHex("f4010000f404000086070000");
  private static final byte[] VALUES_V6 = HexFormat.of().parseHex("e80300004d170000430e0000");

  @ParameterizedTest
  @EnumSource
  void v5MocksAreThoseOfTheSdk(ProofKind kind) throws FormatException {
    byte[] golden = Fixtures.readFromNetwork("sp1-v5/mock/" + name(kind));

    assertThat(MockProofs.build(kind, "v5.0.0", keyV5(), VALUES_V5)).isEqualTo(golden);
  }

  @ParameterizedTest
  @EnumSource
  void v6MocksAreThoseOfTheSdk(ProofKind kind) throws FormatException {
    byte[] golden = Fixtures.readFromNetwork("sp1-v6/mock/" + name(kind));

    assertThat(MockProofs.build(kind, "v6.1.0", keyV6(), VALUES_V6)).isEqualTo(golden);
  }

  @ParameterizedTest
  @EnumSource
  void acceptsExactlyItsOwn(ProofKind kind) throws FormatException {
    MemorySegment proof =
        MemorySegment.ofArray(MockProofs.build(kind, "v6.1.0", keyV6(), VALUES_V6));

    Result result = MockProofs.check(proof, kind, "v6.1.0", keyV6());

    assertThat(result)
        .isInstanceOfSatisfying(
            Result.Exact.class, exact -> assertThat(exact.publicValues()).isEqualTo(VALUES_V6));
    assertThat(MockProofs.check(proof, kind, "v6.1.0", keyV6(), VALUES_V5))
        .isInstanceOf(Result.Differs.class);
    assertThat(MockProofs.check(proof, kind, "v6.0.0", keyV6())).isInstanceOf(Result.Differs.class);
  }

  @ParameterizedTest
  @EnumSource
  void acceptsTheTrailingByteOfSavedFiles(ProofKind kind) throws FormatException {
    byte[] saved = Fixtures.read("sp1-v5/mock/" + name(kind));

    assertThat(MockProofs.check(MemorySegment.ofArray(saved), kind, "v5.0.0", keyV5(), VALUES_V5))
        .isInstanceOf(Result.Exact.class);
  }

  @ParameterizedTest
  @EnumSource
  void everyBitCounts(ProofKind kind) throws FormatException {
    byte[] proof = MockProofs.build(kind, "v6.1.0", keyV6(), VALUES_V6);
    for (int bit = 0; bit < 8 * proof.length; bit++) {
      proof[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(MockProofs.check(MemorySegment.ofArray(proof), kind, "v6.1.0", keyV6(), VALUES_V6))
          .as("bit %d", bit)
          .isInstanceOf(Result.Differs.class);
      proof[bit / 8] ^= (byte) (1 << bit % 8);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CORE")
  void anotherProgramsMockIsRefusedWhereAMockNamesItsProgram(ProofKind kind)
      throws FormatException {
    VerifyingKeyV6 key = keyV6();
    VerifyingKeyV6 other =
        new VerifyingKeyV6(
            new int[] {1, 2, 3},
            key.cumulativeSum(),
            key.preprocessedCommit(),
            0,
            DigestShape.FIELD);
    byte[] proof = MockProofs.build(kind, "v6.1.0", other, VALUES_V6);

    assertThat(MockProofs.check(MemorySegment.ofArray(proof), kind, "v6.1.0", key))
        .isInstanceOf(Result.Differs.class);
  }

  @ParameterizedTest
  @EnumSource
  void mocksAreRecognised(ProofKind kind) throws FormatException {
    for (String generation : new String[] {"sp1-v5", "sp1-v6"}) {
      byte[] proof = Fixtures.read(generation + "/mock/" + name(kind));
      ProofSummary summary = ProofSummary.parse(proof);

      assertThat(MockProofs.isMock(ProofFromNetwork.parse(proof).proof())).isTrue();
      assertThat(summary.mock()).isTrue();
      assertThat(summary.kind()).isEqualTo(kind);
    }
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void aVersionOfTheOtherGenerationIsRefused(Generation generation) throws FormatException {
    VerifyingKey key = generation == Generation.V5 ? keyV5() : keyV6();
    String version = generation == Generation.V5 ? "v6.1.0" : "v5.0.0";

    assertThatThrownBy(() -> MockProofs.build(ProofKind.CORE, version, key, VALUES_V5))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String name(ProofKind kind) {
    return kind.name().toLowerCase(Locale.ROOT) + ".bin";
  }

  private static VerifyingKey keyV5() throws FormatException {
    return VerifyingKey.parse(Fixtures.read("programs/v5-fibonacci/vk.bin"), Generation.V5);
  }

  private static VerifyingKeyV6 keyV6() throws FormatException {
    return (VerifyingKeyV6)
        VerifyingKey.parse(Fixtures.read("programs/v6-fibonacci/vk.bin"), Generation.V6);
  }
}
