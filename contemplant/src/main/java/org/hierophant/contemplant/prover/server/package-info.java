/**
 * Provers that are servers, whatever is spoken with them: kept running, lent to one attempt at a
 * time, watched while they work, and started anew whenever something did not go well.
 */
@NullMarked
package org.hierophant.contemplant.prover.server;

import org.jspecify.annotations.NullMarked;
