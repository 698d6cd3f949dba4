/**
 * The single writer: every change of the coordinator's state is decided here, one command after the
 * other.
 */
@NullMarked
package org.hierophant.coordinator.ledger;

import org.jspecify.annotations.NullMarked;
