package org.hierophant.sp1.precompile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.hierophant.sp1.Generation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers that SP1's hooks gave, and requests at which they panic. */
class HooksTest {
  private static final int ECRECOVER = 15;
  private static final int ED_DECOMPRESS = 16;
  private static final int RSA_MUL_MOD = 17;
  private static final int BLS_SQRT = 18;
  private static final int BLS_INVERSE = 19;
  private static final int FP_SQRT = 20;
  private static final int FP_INVERSE = 21;
  private static final BigInteger BLS_P = WeierstrassCurve.BLS12381.p();
  private static final BigInteger BLS_ORDER =
      new BigInteger("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001", 16);

  private static List<byte[]> run(int fd, byte[] request) {
    return Hooks.run(Generation.V6, fd, request, _ -> {});
  }

  private static void assertFault(int fd, byte[] request) {
    assertThatThrownBy(() -> run(fd, request)).isInstanceOf(PrecompileFault.class);
  }

  private static byte[] bytes(int length, BigInteger... numbers) {
    ByteBuffer buffer = ByteBuffer.allocate(length * numbers.length);
    for (BigInteger number : numbers) {
      buffer.put(Numbers.bigEndian(number, length));
    }
    return buffer.array();
  }

  private static byte[] counted(int length, BigInteger... numbers) {
    byte[] elements = bytes(length, numbers);
    return ByteBuffer.allocate(4 + elements.length).putInt(length).put(elements).array();
  }

  private static byte[] recover(int curve, BigInteger r, BigInteger alpha) {
    return ByteBuffer.allocate(65).put((byte) curve).put(bytes(32, r, alpha)).array();
  }

  private static BigInteger number(long value) {
    return BigInteger.valueOf(value);
  }

  private static final BigInteger K1_X =
      new BigInteger("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798", 16);
  private static final BigInteger K1_ALPHA =
      new BigInteger("4866d6a5ab41ab2c6bcc57ccd3735da5f16f80a548e5e20a44e4e9b8118c26f2", 16);
  private static final BigInteger K1_Y =
      new BigInteger("483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8", 16);
  private static final BigInteger K1_INVERSE =
      new BigInteger("1dd887b3eaf153260a95e8b9fd31f60ac115d26ccbe1f572c0b8d7a6dec520fe", 16);

  @Test
  void signaturesAreRecoveredWithTheWantedParity() {
    BigInteger p = WeierstrassCurve.SECP256K1.p();

    List<byte[]> even = run(ECRECOVER, recover(1, K1_X, K1_ALPHA));
    List<byte[]> odd = run(ECRECOVER, recover(0x81, K1_X, K1_ALPHA));

    assertThat(even).containsExactly(new byte[] {1}, bytes(32, K1_Y), bytes(32, K1_INVERSE));
    assertThat(odd)
        .containsExactly(new byte[] {1}, bytes(32, p.subtract(K1_Y)), bytes(32, K1_INVERSE));
  }

  @ParameterizedTest
  @CsvSource({"1", "2"})
  void ofANonSquareTheRootOfThreeTimesItIsGiven(int curve) {
    WeierstrassCurve of = curve == 1 ? WeierstrassCurve.SECP256K1 : WeierstrassCurve.SECP256R1;
    BigInteger alpha = of.p().subtract(number(4)); // −4 is no square where p is 3 modulo 4

    List<byte[]> items = run(ECRECOVER, recover(curve, number(5), alpha));

    assertThat(items).hasSize(2);
    assertThat(items.getFirst()).containsExactly(0);
    BigInteger root = new BigInteger(1, items.get(1));
    assertThat(root.multiply(root).mod(of.p())).isEqualTo(alpha.multiply(number(3)).mod(of.p()));
  }

  @Test
  void recoveryRefusesWhatUpstreamRefuses() {
    BigInteger p = WeierstrassCurve.SECP256K1.p();
    assertFault(ECRECOVER, new byte[64]);
    assertFault(ECRECOVER, recover(3, K1_X, K1_ALPHA));
    assertFault(ECRECOVER, recover(1, p, K1_ALPHA));
    assertFault(ECRECOVER, recover(1, K1_X, p));
    assertFault(ECRECOVER, recover(1, K1_X, BigInteger.ZERO));
    assertFault(ECRECOVER, recover(1, BigInteger.ZERO, K1_ALPHA));
    assertFault(ECRECOVER, recover(1, p.subtract(BigInteger.ONE), number(4)));
  }

  @Test
  void edwardsPointsAreSaidToBeOnesOrShownNotToBe() {
    BigInteger p = EdwardsCurve.P;
    byte[] base = Numbers.littleEndian(number(4).multiply(number(5).modInverse(p)).mod(p), 32);
    byte[] one = Numbers.littleEndian(BigInteger.ONE, 32);
    byte[] notCanonical = Numbers.littleEndian(p, 32);

    assertThat(run(ED_DECOMPRESS, Numbers.concat(base, v(base)))).containsExactly(new byte[] {1});
    assertThat(run(ED_DECOMPRESS, Numbers.concat(notCanonical, one)))
        .containsExactly(new byte[] {0});
    byte[] two = Numbers.littleEndian(BigInteger.TWO, 32);
    List<byte[]> items = run(ED_DECOMPRESS, Numbers.concat(two, v(two)));
    assertThat(items).hasSize(3);
    BigInteger inverse = Numbers.ofLittleEndian(items.get(1));
    BigInteger root = Numbers.ofLittleEndian(items.get(2));
    assertThat(inverse.multiply(Numbers.ofLittleEndian(v(two))).mod(p)).isEqualTo(BigInteger.ONE);
    assertThat(root.testBit(0)).isFalse();
    assertThat(root.multiply(root).mod(p)).isEqualTo(number(6).multiply(inverse).mod(p));
    assertFault(ED_DECOMPRESS, new byte[31]);
    assertFault(ED_DECOMPRESS, Numbers.concat(two, notCanonical));
  }

  private static byte[] v(byte[] y) {
    BigInteger p = EdwardsCurve.P;
    BigInteger d = number(-121_665).multiply(number(121_666).modInverse(p)).mod(p);
    BigInteger square = Numbers.ofLittleEndian(y).pow(2);
    return Numbers.littleEndian(d.multiply(square).add(BigInteger.ONE).mod(p), 32);
  }

  @Test
  void rsaProductsAreReducedWithTheirQuotient() {
    byte[] request = new byte[768];
    request[0] = 100;
    request[512] = 7;
    List<byte[]> items = run(RSA_MUL_MOD, request);

    assertThat(items.get(0)).hasSize(256).startsWith(100 % 7, 0);
    assertThat(items.get(1)).hasSize(256).startsWith(100 / 7, 0);
    assertFault(RSA_MUL_MOD, new byte[768]);
    assertFault(RSA_MUL_MOD, Arrays.copyOf(request, 767));
  }

  @Test
  void longerRsaKeysAreForV6() {
    byte[] request = new byte[1536];
    request[0] = 9;
    request[1024] = 7;

    assertThat(run(RSA_MUL_MOD, request).getFirst()).hasSize(512).startsWith(2, 0);
    assertThatThrownBy(() -> Hooks.run(Generation.V5, RSA_MUL_MOD, request, _ -> {}))
        .isInstanceOf(PrecompileFault.class);
  }

  @Test
  void blsRootsAndInverses() {
    String ofFive =
        "02782469829c84f8970eb3cb2b699ed6886076ad6283d5f2b25133269c0244c68ebd66819ae0540ed5329791c9d"
            + "9696a";
    byte[] five = bytes(48, number(5));

    assertThat(run(BLS_SQRT, bytes(48, number(4))))
        .containsExactly(new byte[] {1}, bytes(48, BLS_P.subtract(number(2))));
    assertThat(run(BLS_SQRT, bytes(48, number(9))))
        .containsExactly(new byte[] {1}, bytes(48, BLS_P.subtract(number(3))));
    assertThat(run(BLS_SQRT, five))
        .containsExactly(new byte[] {0}, bytes(48, new BigInteger(ofFive, 16)));
    assertThat(run(BLS_SQRT, Arrays.copyOf(five, 60))).hasSize(2);
    assertThat(run(BLS_SQRT, new byte[48])).containsExactly(new byte[] {1}, new byte[48]);
    assertThat(run(BLS_INVERSE, five)).containsExactly(bytes(48, number(5).modInverse(BLS_P)));
    assertFault(BLS_SQRT, new byte[47]);
    assertFault(BLS_SQRT, bytes(48, BLS_P.add(number(4)))); // a square that is not canonical
    assertFault(BLS_INVERSE, new byte[48]);
  }

  @Test
  void rootsInAnyFieldAreTheOnesTonelliAndShanksFind() {
    String ofNine = "73eda753299d7d483339d80809a1d80553bda402fffe5bfefffffffefffffffe";

    assertThat(run(FP_SQRT, counted(32, number(4), BLS_ORDER, number(5))))
        .containsExactly(new byte[] {1}, bytes(32, number(2)));
    assertThat(run(FP_SQRT, counted(32, number(9), BLS_ORDER, number(5))))
        .containsExactly(new byte[] {1}, bytes(32, new BigInteger(ofNine, 16)));
    assertThat(run(FP_SQRT, counted(1, BigInteger.ZERO, number(7), number(3))))
        .containsExactly(new byte[] {1}, new byte[1]);
  }

  @ParameterizedTest
  @CsvSource({"7, 3", "13, 2", "17, 3", "97, 5", "193, 5", "241, 7"})
  void everyElementOfASmallFieldHasARootOrItsMultipleHas(int p, int nonResidue) {
    for (int element = 1; element < p; element++) {
      List<byte[]> items = run(FP_SQRT, counted(2, number(element), number(p), number(nonResidue)));

      boolean isSquare = items.getFirst()[0] == 1;
      int root = new BigInteger(1, items.get(1)).intValue();
      assertThat(root * root % p).isEqualTo((isSquare ? element : element * nonResidue) % p);
    }
  }

  @Test
  void fieldHooksRefuseWhatUpstreamRefusesOrNeverEnds() {
    assertFault(FP_SQRT, new byte[3]);
    assertFault(FP_SQRT, counted(4, number(4), number(7)));
    assertFault(FP_SQRT, counted(1, number(7), number(7), number(3)));
    assertFault(FP_SQRT, counted(1, number(4), number(7), number(7)));
    assertFault(FP_SQRT, counted(1, number(5), number(13), BigInteger.ZERO));
    assertFault(FP_SQRT, counted(1, number(3), number(8), number(5)));
    assertFault(FP_INVERSE, counted(1, BigInteger.ZERO, number(7)));
    assertFault(FP_INVERSE, counted(1, number(3), BigInteger.ONE));
    assertFault(FP_INVERSE, counted(1, number(3), BigInteger.ZERO));
    assertFault(FP_INVERSE, ByteBuffer.allocate(8).putInt(-1).putInt(5).array());
    assertFault(FP_INVERSE, new byte[Hooks.MAX_REQUEST_BYTES + 1]);
  }

  @Test
  void theInverseIsAPowerWhateverTheModulus() {
    assertThat(run(FP_INVERSE, counted(1, number(7), number(15))))
        .containsExactly(bytes(1, number(7)));
    assertThat(run(FP_INVERSE, counted(1, number(3), number(2)))).containsExactly(new byte[] {1});
    BigInteger p = WeierstrassCurve.SECP256K1.p();
    assertThat(run(FP_INVERSE, counted(40, number(3), p)))
        .containsExactly(bytes(40, number(3).modInverse(p)));
  }

  @Test
  void expensiveSumsTellWhatTheyCostAsTheyGo() {
    List<Long> costs = new ArrayList<>();
    BigInteger modulus = BigInteger.ONE.shiftLeft(2000).subtract(BigInteger.ONE);
    byte[] request = counted(250, number(3), modulus);

    Hooks.run(Generation.V6, FP_INVERSE, request, costs::add);

    assertThat(costs).hasSizeGreaterThan(30).allMatch(cost -> cost > 0 && cost < 2_000_000);
  }

  @Test
  void aSumEndsWhenItsCostIsRefused() {
    BigInteger modulus = BigInteger.ONE.shiftLeft(2000).subtract(BigInteger.ONE);
    byte[] request = counted(250, number(3), modulus);
    AtomicLong calls = new AtomicLong();

    assertThatThrownBy(
            () ->
                Hooks.run(
                    Generation.V6,
                    FP_INVERSE,
                    request,
                    _ -> {
                      if (calls.incrementAndGet() == 10) {
                        throw new IllegalStateException("stop");
                      }
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(calls).hasValue(10);
  }
}
