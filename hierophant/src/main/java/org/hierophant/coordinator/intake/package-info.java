/** What is checked before the ledger is asked: programs and requests of clients. */
@NullMarked
package org.hierophant.coordinator.intake;

import org.jspecify.annotations.NullMarked;
