/** The ledger's journal in SQLite. */
@NullMarked
package org.hierophant.coordinator.ledger.sqlite;

import org.jspecify.annotations.NullMarked;
