package org.hierophant.sp1.curve;

/** Value of a pairing: element of a group of BN254's order, written as a product. */
public final class Gt {
  /** The neutral element. */
  public static final Gt ONE = new Gt(Fp12.ONE);

  private final Fp12 value;

  Gt(Fp12 value) {
    this.value = value;
  }

  public Gt times(Gt other) {
    return new Gt(value.times(other.value));
  }

  public Gt power(Scalar exponent) {
    return new Gt(value.power(exponent.value()));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Gt element && value.equals(element.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
