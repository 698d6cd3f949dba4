/** Groth16 and Plonk proofs of SP1 v5, which gnark makes of the last STARK. */
@NullMarked
package org.hierophant.contemplant.prover.gnark;

import org.jspecify.annotations.NullMarked;
