/** Strict readers and writers for SP1's files: stdin, programs, verifying keys and proofs. */
@NullMarked
package org.hierophant.sp1.format;

import org.jspecify.annotations.NullMarked;
