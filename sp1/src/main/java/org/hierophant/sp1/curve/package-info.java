/** The curve BN254 and its pairing, for checking Groth16 and Plonk proofs; not for secrets. */
@NullMarked
package org.hierophant.sp1.curve;

import org.jspecify.annotations.NullMarked;
