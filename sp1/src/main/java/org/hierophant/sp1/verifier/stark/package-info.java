/** What the verifiers of STARKs have in common, whatever their generation. */
@NullMarked
package org.hierophant.sp1.verifier.stark;

import org.jspecify.annotations.NullMarked;
