/**
 * Programs in containers, through the engine's API: pulled, started, watched, never left behind.
 */
@NullMarked
package org.hierophant.contemplant.prover.container;

import org.jspecify.annotations.NullMarked;
