/** The hash functions SP1's proofs are built on. */
@NullMarked
package org.hierophant.sp1.hash;

import org.jspecify.annotations.NullMarked;
