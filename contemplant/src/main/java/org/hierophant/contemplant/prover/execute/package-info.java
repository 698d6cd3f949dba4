/** The backend that executes programs and makes mock proofs of what they published. */
@NullMarked
package org.hierophant.contemplant.prover.execute;

import org.jspecify.annotations.NullMarked;
