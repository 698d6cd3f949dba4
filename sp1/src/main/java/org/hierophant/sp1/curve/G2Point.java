package org.hierophant.sp1.curve;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;

/**
 * Point of BN254's second group: of the curve {@code y² = x³ + 3/(9 + u)} over the quadratic
 * extension, whose order is prime. The curve has more points than the group: every reader checks
 * that the point is in the group.
 *
 * <p><b>Shape.</b> 128 bytes {@code x.b ‖ x.a ‖ y.b ‖ y.a}, big endian, imaginary parts first, all
 * zero for infinity; or 64 bytes {@code x.b ‖ x.a} with the flags of {@link G1Point}, where the
 * larger y is told by its imaginary part, unless that is zero.
 *
 * <p><b>Source.</b> EIP-197; {@code ecc/bn254/marshal.go} in gnark-crypto v0.14.0.
 */
public final class G2Point {
  /** Length of the encoding without compression. */
  public static final int BYTES = 4 * Fp.BYTES;

  /** Length of the encoding with compression. */
  public static final int COMPRESSED_BYTES = 2 * Fp.BYTES;

  static final Fp2 B = Fp2.XI.inverse().times(Fp.of(3));

  /** The neutral element. */
  public static final G2Point INFINITY = new G2Point(Fp2.ZERO, Fp2.ZERO);

  private final Fp2 x;
  private final Fp2 y; // both are zero at infinity, which is not on the curve

  G2Point(Fp2 x, Fp2 y) {
    this.x = x;
    this.y = y;
  }

  /**
   * Reads 128 bytes.
   *
   * @throws PointException if a coordinate is not canonical, or the point is not on the curve or
   *     not in the group
   */
  public static G2Point parse(byte[] bytes, int offset) throws PointException {
    Fp2 x = parseCoordinate(bytes, offset);
    Fp2 y = parseCoordinate(bytes, offset + COMPRESSED_BYTES);
    G2Point point = new G2Point(x, y);
    if (!point.isInfinity() && !y.square().equals(curve(x))) {
      throw new PointException("point not on the curve");
    }
    return point.inGroup();
  }

  /**
   * Reads 64 bytes.
   *
   * @throws PointException if the flags or the coordinate are not canonical, no point has it, or it
   *     is not in the group
   */
  public static G2Point parseCompressed(byte[] bytes, int offset) throws PointException {
    CompressedForm form = CompressedForm.read(bytes, offset, COMPRESSED_BYTES);
    if (form.isInfinity()) {
      return INFINITY;
    }
    Fp2 x = parseCoordinate(form.bytes(), 0);
    Fp2 y = curve(x).root().orElseThrow(() -> new PointException("no point has this x"));
    return new G2Point(x, form.larger() == y.isLarger() ? y : y.negate()).inGroup();
  }

  private static Fp2 parseCoordinate(byte[] bytes, int offset) throws PointException {
    Optional<Fp> b = Fp.parse(bytes, offset);
    Optional<Fp> a = Fp.parse(bytes, offset + Fp.BYTES);
    if (a.isEmpty() || b.isEmpty()) {
      throw new PointException("coordinate not below the modulus");
    }
    return new Fp2(a.get(), b.get());
  }

  private static Fp2 curve(Fp2 x) {
    return x.square().times(x).plus(B);
  }

  private G2Point inGroup() throws PointException {
    if (!jacobian().times(Scalar.ORDER).isInfinity()) {
      throw new PointException("point not in the group");
    }
    return this;
  }

  /** 128 bytes, as {@link #parse} reads them. */
  public byte[] toByteArray() {
    ByteBuffer out = ByteBuffer.allocate(BYTES);
    x.b().write(out);
    x.a().write(out);
    y.b().write(out);
    y.a().write(out);
    return out.array();
  }

  public boolean isInfinity() {
    return x.isZero() && y.isZero();
  }

  public G2Point negate() {
    return new G2Point(x, y.negate());
  }

  public G2Point plus(G2Point other) {
    return affine(jacobian().plus(other.jacobian()));
  }

  public G2Point times(Scalar factor) {
    return affine(jacobian().times(factor.value()));
  }

  Fp2 x() {
    return x;
  }

  Fp2 y() {
    return y;
  }

  /** What raising coordinates to the p-th power makes of the point, back on this curve. */
  G2Point frobenius() {
    return new G2Point(
        x.conjugate().times(Fp12.frobeniusFactor(2)), y.conjugate().times(Fp12.frobeniusFactor(3)));
  }

  private Jacobian<Fp2> jacobian() {
    return isInfinity()
        ? new Jacobian<>(Fp2.ONE, Fp2.ONE, Fp2.ZERO)
        : new Jacobian<>(x, y, Fp2.ONE);
  }

  private static G2Point affine(Jacobian<Fp2> point) {
    if (point.isInfinity()) {
      return INFINITY;
    }
    Fp2 inverse = point.z().inverse();
    Fp2 square = inverse.square();
    return new G2Point(point.x().times(square), point.y().times(square).times(inverse));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof G2Point point && x.equals(point.x) && y.equals(point.y);
  }

  @Override
  public int hashCode() {
    return Objects.hash(x, y);
  }

  @Override
  public String toString() {
    return isInfinity() ? "infinity" : "(%s, %s)".formatted(x, y);
  }
}
