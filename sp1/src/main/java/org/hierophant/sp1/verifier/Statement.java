package org.hierophant.sp1.verifier;

import java.util.List;
import org.hierophant.sp1.curve.Scalar;

/**
 * What is left of a proof when its envelope has been checked.
 *
 * @param proof as gnark writes it for contracts
 * @param inputs public inputs of the circuit
 */
record Statement(byte[] proof, List<Scalar> inputs) {
  Statement {
    inputs = List.copyOf(inputs);
  }
}
