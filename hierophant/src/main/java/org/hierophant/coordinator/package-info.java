/** The coordinator's entry point. */
@NullMarked
package org.hierophant.coordinator;

import org.jspecify.annotations.NullMarked;
