package org.hierophant.sp1.curve;

/** What point arithmetic needs of a field. Immutable. */
interface FieldElement<F extends FieldElement<F>> {
  F plus(F other);

  F minus(F other);

  F times(F other);

  F square();

  F negate();

  boolean isZero();

  /** The inverse; of zero it is zero. */
  F inverse();

  default F twice() {
    @SuppressWarnings("unchecked") // F is the type itself
    F self = (F) this;
    return plus(self);
  }
}
