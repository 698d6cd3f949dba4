/** The circuit files of Groth16 and Plonk: whether they are whole, and how they come here. */
@NullMarked
package org.hierophant.contemplant.prover.circuit;

import org.jspecify.annotations.NullMarked;
