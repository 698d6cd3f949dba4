/** The STARK of SP1 v6's recursion: multilinear, over KoalaBear; verified step by step. */
@NullMarked
package org.hierophant.sp1.verifier.hypercube;

import org.jspecify.annotations.NullMarked;
