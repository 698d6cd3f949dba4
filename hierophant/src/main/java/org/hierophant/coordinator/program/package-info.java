/** The programs that clients registered. */
@NullMarked
package org.hierophant.coordinator.program;

import org.jspecify.annotations.NullMarked;
