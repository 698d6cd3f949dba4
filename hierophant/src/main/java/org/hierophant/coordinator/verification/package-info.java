/** Stored results are believed or not: only here. */
@NullMarked
package org.hierophant.coordinator.verification;

import org.jspecify.annotations.NullMarked;
