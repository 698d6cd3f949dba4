/** A signed record of every proof that was believed: what was checked, and who made it. */
@NullMarked
package org.hierophant.coordinator.verification.passport;

import org.jspecify.annotations.NullMarked;
