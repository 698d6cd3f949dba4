/**
 * SP1's own provers behind a Unix socket: the GPU server, and the CPU prover that speaks as it
 * does.
 */
@NullMarked
package org.hierophant.contemplant.prover.socket;

import org.jspecify.annotations.NullMarked;
