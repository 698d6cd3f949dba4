/** Decides whether a proof holds, check by check; a verdict is a value. */
@NullMarked
package org.hierophant.sp1.verifier;

import org.jspecify.annotations.NullMarked;
