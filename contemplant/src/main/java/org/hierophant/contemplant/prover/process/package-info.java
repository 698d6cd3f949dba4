/**
 * Provers as child processes: started in a session of their own, watched, and never left behind.
 */
@NullMarked
package org.hierophant.contemplant.prover.process;

import org.jspecify.annotations.NullMarked;
