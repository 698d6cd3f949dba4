/** Both programs as processes, and an SDK-shaped client before them. */
@NullMarked
package org.hierophant.testing;

import org.jspecify.annotations.NullMarked;
