/** A whole sp1-cluster as one prover: its API, its artifact store, and what was given to it. */
@NullMarked
package org.hierophant.contemplant.prover.cluster;

import org.jspecify.annotations.NullMarked;
