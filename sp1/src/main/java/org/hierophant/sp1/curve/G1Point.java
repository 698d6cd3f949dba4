package org.hierophant.sp1.curve;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Point of BN254's first group, {@code y² = x³ + 3} over the base field, whose order is prime:
 * every point of the curve is in the group.
 *
 * <p><b>Shape.</b> 64 bytes {@code x ‖ y}, big endian, all zero for infinity; or 32 bytes {@code x}
 * with gnark's two flags in the highest bits: {@code 10} the smaller y, {@code 11} the larger,
 * {@code 01} infinity. Coordinates must be below the modulus.
 *
 * <p><b>Source.</b> EIP-196; {@code ecc/bn254/marshal.go} in gnark-crypto v0.14.0.
 */
public final class G1Point {
  /** Length of the encoding without compression. */
  public static final int BYTES = 2 * Fp.BYTES;

  /** Length of the encoding with compression. */
  public static final int COMPRESSED_BYTES = Fp.BYTES;

  private static final Fp B = Fp.of(3);

  /** The neutral element. */
  public static final G1Point INFINITY = new G1Point(Fp.ZERO, Fp.ZERO);

  /** The generator of EIP-196. */
  public static final G1Point GENERATOR = new G1Point(Fp.ONE, Fp.of(2));

  private final Fp x;
  private final Fp y; // both are zero at infinity, which is not on the curve

  private G1Point(Fp x, Fp y) {
    this.x = x;
    this.y = y;
  }

  /**
   * Reads 64 bytes.
   *
   * @throws PointException if a coordinate is not canonical or the point is not on the curve
   */
  public static G1Point parse(byte[] bytes, int offset) throws PointException {
    Optional<Fp> x = Fp.parse(bytes, offset);
    Optional<Fp> y = Fp.parse(bytes, offset + Fp.BYTES);
    if (x.isEmpty() || y.isEmpty()) {
      throw new PointException("coordinate not below the modulus");
    }
    G1Point point = new G1Point(x.get(), y.get());
    if (!point.isInfinity() && !point.y.square().equals(curve(point.x))) {
      throw new PointException("point not on the curve");
    }
    return point;
  }

  /**
   * Reads 32 bytes.
   *
   * @throws PointException if the flags or the coordinate are not canonical, or no point has it
   */
  public static G1Point parseCompressed(byte[] bytes, int offset) throws PointException {
    CompressedForm form = CompressedForm.read(bytes, offset, COMPRESSED_BYTES);
    if (form.isInfinity()) {
      return INFINITY;
    }
    Fp x =
        Fp.parse(form.bytes(), 0)
            .orElseThrow(() -> new PointException("coordinate not below the modulus"));
    Fp y = curve(x).root().orElseThrow(() -> new PointException("no point has this x"));
    return new G1Point(x, form.larger() == y.isLarger() ? y : y.negate());
  }

  private static Fp curve(Fp x) {
    return x.square().times(x).plus(B);
  }

  /** 64 bytes, as {@link #parse} reads them. */
  public byte[] toByteArray() {
    ByteBuffer out = ByteBuffer.allocate(BYTES);
    x.write(out);
    y.write(out);
    return out.array();
  }

  public boolean isInfinity() {
    return x.isZero() && y.isZero();
  }

  public G1Point negate() {
    return new G1Point(x, y.negate());
  }

  public G1Point plus(G1Point other) {
    return affine(jacobian().plus(other.jacobian()));
  }

  public G1Point times(Scalar factor) {
    return affine(jacobian().times(factor.value()));
  }

  /**
   * The sum of the points, each times its factor; computed together, which is much cheaper.
   *
   * @throws IllegalArgumentException if there are not as many factors as points
   */
  public static G1Point combine(List<G1Point> points, List<Scalar> factors) {
    if (points.size() != factors.size()) {
      throw new IllegalArgumentException(
          "%d points, %d factors".formatted(points.size(), factors.size()));
    }
    List<Jacobian<Fp>[]> tables = points.stream().map(p -> p.jacobian().multiples()).toList();
    Jacobian<Fp> sum = INFINITY.jacobian();
    for (int shift = Jacobian.lastWindow(Scalar.ORDER); shift >= 0; shift -= Jacobian.WINDOW_BITS) {
      sum = sum.twice().twice().twice().twice();
      for (int i = 0; i < tables.size(); i++) {
        BigInteger factor = factors.get(i).value();
        sum = sum.plus(tables.get(i)[Jacobian.window(factor, shift)]);
      }
    }
    return affine(sum);
  }

  Fp x() {
    return x;
  }

  Fp y() {
    return y;
  }

  private Jacobian<Fp> jacobian() {
    return isInfinity() ? new Jacobian<>(Fp.ONE, Fp.ONE, Fp.ZERO) : new Jacobian<>(x, y, Fp.ONE);
  }

  private static G1Point affine(Jacobian<Fp> point) {
    if (point.isInfinity()) {
      return INFINITY;
    }
    Fp inverse = point.z().inverse();
    Fp square = inverse.square();
    return new G1Point(point.x().times(square), point.y().times(square).times(inverse));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof G1Point point && x.equals(point.x) && y.equals(point.y);
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
