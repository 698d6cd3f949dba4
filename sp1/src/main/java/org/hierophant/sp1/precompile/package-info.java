/** What the guest machines' arithmetic system calls and hooks compute, on plain bytes. */
@NullMarked
package org.hierophant.sp1.precompile;

import org.jspecify.annotations.NullMarked;
