package org.hierophant.sp1.verifier;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.hierophant.sp1.curve.G1Point;
import org.hierophant.sp1.curve.Gt;
import org.hierophant.sp1.curve.Pairing;
import org.hierophant.sp1.curve.Scalar;

/**
 * The equation of a Plonk proof, reduced to one comparison of pairings.
 *
 * <p>The verifier derives the challenges γ, β, α and ζ, evaluates at ζ what it knows of the
 * circuit's equation, commits to the rest as one linear polynomial, and checks the openings of
 * seven polynomials at ζ and of z at ω·ζ together.
 *
 * <p><b>Source.</b> {@code verify_plonk_algebraic} in sp1 v6.4.0 {@code
 * crates/verifier/src/plonk/verify.rs}, {@code kzg.rs} beside it; Gabizon, Williamson and
 * Ciobotaru, "PLONK", section 8.3.
 */
final class PlonkEquation {
  private final PlonkKey key;
  private final PlonkProof proof;
  private final List<Scalar> inputs;
  private final Transcript transcript = new Transcript();
  private final Scalar gamma;
  private final Scalar beta;
  private final Scalar alpha;
  private final Scalar zeta;

  /** ζ^n - 1. */
  private final Scalar vanishing;

  PlonkEquation(PlonkKey key, PlonkProof proof, List<Scalar> inputs) {
    this.key = key;
    this.proof = proof;
    this.inputs = inputs;
    gamma =
        transcript
            .next("gamma")
            .bind(key.permutation())
            .bind(List.of(key.ql(), key.qr(), key.qm(), key.qo(), key.qk(), key.qcp()))
            .bindAll(inputs)
            .bind(proof.wires())
            .challenge();
    beta = transcript.next("beta").challenge();
    alpha = transcript.next("alpha").bind(proof.commitment()).bind(proof.z()).challenge();
    zeta = transcript.next("zeta").bind(proof.quotient()).challenge();
    vanishing = zeta.power(BigInteger.valueOf(key.size())).minus(Scalar.ONE);
  }

  /** False for a proof that does not hold, or whose ζ hits the domain, which no honest one does. */
  boolean holds() {
    return !vanishing.isZero() && opens(linearValue(), linearCommitment());
  }

  /** Value at ζ of the polynomial that is one at the domain's index and zero at the others. */
  private Scalar lagrange(long index) {
    Scalar point = key.generator().power(BigInteger.valueOf(index));
    return vanishing.times(key.sizeInverse()).times(point).times(zeta.minus(point).inverse());
  }

  /** Value at ζ of the public inputs' polynomial, the commitment's hash being one of them. */
  private Scalar inputsValue() {
    Scalar sum = Scalar.ZERO;
    for (int i = 0; i < inputs.size(); i++) {
      sum = sum.plus(lagrange(i).times(inputs.get(i)));
    }
    Scalar hashed = HashToField.hash(proof.commitment().toByteArray());
    return sum.plus(lagrange(inputs.size() + key.commitmentIndex()).times(hashed));
  }

  private Scalar value(int index) {
    return proof.values().get(index);
  }

  private Scalar l() {
    return value(0);
  }

  private Scalar r() {
    return value(1);
  }

  private Scalar o() {
    return value(2);
  }

  /** (l + β·s₁ + γ) · (r + β·s₂ + γ) · α · z(ω·ζ). */
  private Scalar permuted() {
    Scalar first = l().plus(beta.times(value(3))).plus(gamma);
    Scalar second = r().plus(beta.times(value(4))).plus(gamma);
    return first.times(second).times(alpha).times(proof.shiftedValue());
  }

  private Scalar alphaSquaredLagrange() {
    return alpha.times(alpha).times(lagrange(0));
  }

  /** What the linear polynomial must be at ζ. */
  private Scalar linearValue() {
    return permuted()
        .times(o().plus(gamma))
        .minus(alphaSquaredLagrange())
        .plus(inputsValue())
        .negate();
  }

  private G1Point linearCommitment() {
    Scalar shift = key.cosetShift();
    Scalar betaZeta = beta.times(zeta);
    Scalar identity =
        betaZeta
            .plus(gamma)
            .plus(l())
            .times(betaZeta.times(shift).plus(gamma).plus(r()))
            .times(betaZeta.times(shift).times(shift).plus(gamma).plus(o()))
            .times(alpha);
    Scalar power = zeta.power(BigInteger.valueOf(key.size() + 2));
    Scalar vanished = vanishing.negate();
    List<G1Point> points = new ArrayList<>();
    points.add(proof.commitment());
    points.addAll(List.of(key.ql(), key.qr(), key.qm(), key.qo(), key.qk()));
    points.add(key.permutation().get(2));
    points.add(proof.z());
    points.addAll(proof.quotient());
    List<Scalar> factors =
        List.of(
            value(5),
            l(),
            r(),
            l().times(r()),
            o(),
            Scalar.ONE,
            permuted().times(beta),
            alphaSquaredLagrange().minus(identity),
            vanished,
            vanished.times(power),
            vanished.times(power).times(power));
    return G1Point.combine(points, factors);
  }

  private boolean opens(Scalar linearValue, G1Point linearCommitment) {
    List<G1Point> commitments = new ArrayList<>(List.of(linearCommitment));
    commitments.addAll(proof.wires());
    commitments.addAll(key.permutation().subList(0, 2));
    commitments.add(key.qcp());
    List<Scalar> values = new ArrayList<>(List.of(linearValue));
    values.addAll(proof.values());
    Scalar fold =
        new Transcript()
            .next("gamma")
            .bind(zeta)
            .bind(commitments)
            .bindAll(values)
            .bind(proof.shiftedValue())
            .challenge();
    List<Scalar> powers = new ArrayList<>();
    Scalar folded = Scalar.ZERO;
    for (Scalar value : values) {
      Scalar power = powers.isEmpty() ? Scalar.ONE : powers.getLast().times(fold);
      powers.add(power);
      folded = folded.plus(value.times(power));
    }
    return opens(fold, folded, G1Point.combine(commitments, powers));
  }

  private boolean opens(Scalar fold, Scalar value, G1Point commitment) {
    Scalar u =
        transcript
            .next("u")
            .bind(fold)
            .bind(commitment)
            .bind(proof.z())
            .bind(proof.opening())
            .bind(proof.shiftedOpening())
            .challenge();
    Scalar shiftedZeta = zeta.times(key.generator());
    G1Point left =
        G1Point.combine(
            List.of(commitment, proof.z(), key.g1(), proof.opening(), proof.shiftedOpening()),
            List.of(
                Scalar.ONE,
                u,
                value.plus(u.times(proof.shiftedValue())).negate(),
                zeta,
                u.times(shiftedZeta)));
    G1Point right =
        G1Point.combine(List.of(proof.opening(), proof.shiftedOpening()), List.of(Scalar.ONE, u));
    return Pairing.product(
            List.of(new Pairing.Pair(left, key.g2()), new Pairing.Pair(right.negate(), key.tau())))
        .equals(Gt.ONE);
  }
}
