/** Adapters: translate, check limits, nothing else. */
@NullMarked
package org.hierophant.coordinator.api;

import org.jspecify.annotations.NullMarked;
