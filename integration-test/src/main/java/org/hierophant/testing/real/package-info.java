/** Genuine proofs through a coordinator that verifies, fetched by the unmodified SDKs. */
@NullMarked
package org.hierophant.testing.real;

import org.jspecify.annotations.NullMarked;
