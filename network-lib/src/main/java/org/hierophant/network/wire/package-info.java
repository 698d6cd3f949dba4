/** The worker channel: its messages, their frames and the rules both ends keep. */
@NullMarked
package org.hierophant.network.wire;

import org.jspecify.annotations.NullMarked;
