/** Settings, wiring and the checks before the coordinator starts. */
@NullMarked
package org.hierophant.coordinator.config;

import org.jspecify.annotations.NullMarked;
