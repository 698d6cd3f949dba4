/** Programs of open requests executed here, beside the workers and for nobody who waits. */
@NullMarked
package org.hierophant.coordinator.preflight;

import org.jspecify.annotations.NullMarked;
