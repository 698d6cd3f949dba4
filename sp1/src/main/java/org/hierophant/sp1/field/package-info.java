/** Finite fields: the 31-bit fields of SP1's STARKs and the large ones of its curves. */
@NullMarked
package org.hierophant.sp1.field;

import org.jspecify.annotations.NullMarked;
