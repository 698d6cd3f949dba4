/** The GPU server of SP1 v5, moongate, which is spoken with over HTTP in the manner of Twirp. */
@NullMarked
package org.hierophant.contemplant.prover.twirp;

import org.jspecify.annotations.NullMarked;
