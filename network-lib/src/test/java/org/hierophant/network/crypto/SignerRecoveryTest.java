package org.hierophant.network.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.bouncycastle.util.BigIntegers;
import org.hierophant.network.crypto.Recovery.NoSigner;
import org.hierophant.network.crypto.Recovery.Signer;
import org.hierophant.network.crypto.SignatureVectors.Vector;
import org.hierophant.network.domain.Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignerRecoveryTest {
  private static final Vector VECTOR = SignatureVectors.ALL.getFirst();

  static Stream<Vector> vectors() {
    return SignatureVectors.ALL.stream();
  }

  @Test
  void keccakOfNothingIsEthereumsEmptyHash() {
    assertThat(HexFormat.of().formatHex(Keccak256.digest()))
        .isEqualTo("c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void hashesAMessageAsWalletsDo(Vector vector) {
    assertThat(SignedMessageHash.of(vector.message())).isEqualTo(vector.digest());
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void recoversTheSignerFromEveryFormOfTheRecoveryByte(Vector vector) {
    for (int base : new int[] {0, 27, 54}) {
      assertThat(SignerRecovery.recover(vector.message(), vector.signature(base + vector.parity())))
          .isEqualTo(new Signer(SignatureVectors.SIGNER));
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void theOtherParityIsSomebodyElse(Vector vector) {
    assertThat(SignerRecovery.recover(vector.message(), vector.signature(28 - vector.parity())))
        .isInstanceOf(Signer.class)
        .isNotEqualTo(new Signer(SignatureVectors.SIGNER));
  }

  @Test
  void theRuleOfEip155WouldNameSomebodyElseWithoutAnyError() {
    assertThat(VECTOR.name()).isEqualTo("CreateArtifact");

    Recovery ours = SignerRecovery.recover(VECTOR.message(), VECTOR.signature(55));
    Recovery eip155 = SignerRecovery.recover(VECTOR.message(), VECTOR.signature(27)); // 55 is even

    assertThat(ours).isEqualTo(new Signer(SignatureVectors.SIGNER));
    assertThat(eip155)
        .isEqualTo(new Signer(new Address("0x2afe6940201c2a908053ee26356c8b8a4792d7fd")));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 26, 29, 35, 36, 37, 53, 56, 127, 128, 255})
  void refusesEveryOtherRecoveryByte(int v) {
    assertThat(SignerRecovery.recover(VECTOR.message(), VECTOR.signature(v)))
        .isEqualTo(new NoSigner("the recovery byte must be 0, 1, 27, 28, 54 or 55, not " + v));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 64, 66})
  void refusesEveryOtherLength(int length) {
    assertThat(SignerRecovery.recover(VECTOR.message(), new byte[length]))
        .isEqualTo(new NoSigner("a signature has 65 bytes, not " + length));
  }

  @Test
  void refusesScalarsOutOfRange() {
    for (BigInteger wrong : new BigInteger[] {BigInteger.ZERO, Secp256k1.ORDER}) {
      for (int at : new int[] {0, 32}) {
        byte[] signature = VECTOR.signature(27);
        BigIntegers.asUnsignedByteArray(wrong, signature, at, 32);

        assertThat(SignerRecovery.recover(VECTOR.message(), signature))
            .isEqualTo(new NoSigner("r and s must be between 1 and the group order"));
      }
    }
  }

  @Test
  void refusesAnXThatIsOnNoPoint() {
    byte[] signature = VECTOR.signature(27);
    BigIntegers.asUnsignedByteArray(BigInteger.valueOf(5), signature, 0, 32);

    assertThat(SignerRecovery.recover(VECTOR.message(), signature))
        .isEqualTo(new NoSigner("r is not the x coordinate of a point of the curve"));
  }

  @Test
  void acceptsAHighS() {
    byte[] signature = VECTOR.signature(28 - VECTOR.parity());
    BigInteger high = Secp256k1.ORDER.subtract(new BigInteger(1, VECTOR.s()));
    BigIntegers.asUnsignedByteArray(high, signature, 32, 32);

    assertThat(SignerRecovery.recover(VECTOR.message(), signature))
        .isEqualTo(new Signer(SignatureVectors.SIGNER));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void signsByteForByteAsTheSdkDoes(Vector vector) {
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) 0x46);
    SigningKey key = new SigningKey(secret);

    assertThat(key.address()).isEqualTo(SignatureVectors.SIGNER);
    assertThat(key.sign(vector.message(), RecoveryByte.BARE))
        .isEqualTo(vector.signature(vector.parity()));
    assertThat(key.sign(vector.message(), RecoveryByte.ETHEREUM))
        .isEqualTo(vector.signature(27 + vector.parity()));
    assertThat(key.sign(vector.message(), RecoveryByte.SHIFTED_TWICE))
        .isEqualTo(vector.signature(54 + vector.parity()));
  }

  @Test
  void recoversWhateverItSigned() {
    Random random = new Random(20_261_124);
    for (int i = 0; i < 100; i++) {
      byte[] secret = new byte[32];
      random.nextBytes(secret);
      byte[] message = new byte[random.nextInt(300)];
      random.nextBytes(message);
      SigningKey key = new SigningKey(secret);

      byte[] signature = key.sign(message, RecoveryByte.ETHEREUM);

      assertThat(SignerRecovery.recover(message, signature)).isEqualTo(new Signer(key.address()));
    }
  }

  @Test
  void aKeyNeverPrintsItself() {
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) 0x46);

    assertThat(new SigningKey(secret)).hasToString("SigningKey[" + SignatureVectors.SIGNER + "]");
  }

  @Test
  void refusesWhatIsNoPrivateKey() {
    assertThatThrownBy(() -> new SigningKey("short".getBytes(US_ASCII)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a private key has 32 bytes, not 5");
    assertThatThrownBy(() -> new SigningKey(new byte[32]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a private key is between 1 and the group order");
  }
}
