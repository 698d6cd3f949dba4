/** Which worker gets which request: pure. */
@NullMarked
package org.hierophant.coordinator.assignment;

import org.jspecify.annotations.NullMarked;
