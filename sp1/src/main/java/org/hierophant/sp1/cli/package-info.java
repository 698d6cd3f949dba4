/** The command line of the executor. */
@NullMarked
package org.hierophant.sp1.cli;

import org.jspecify.annotations.NullMarked;
