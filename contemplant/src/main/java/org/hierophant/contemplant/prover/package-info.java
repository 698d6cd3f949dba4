/** What makes proofs. */
@NullMarked
package org.hierophant.contemplant.prover;

import org.jspecify.annotations.NullMarked;
