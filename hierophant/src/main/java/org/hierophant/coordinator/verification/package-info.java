/** Proofs are believed only here. */
@NullMarked
package org.hierophant.coordinator.verification;

import org.jspecify.annotations.NullMarked;
