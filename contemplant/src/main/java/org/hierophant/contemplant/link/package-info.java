/** The WebSocket to the coordinator: dial, register, heartbeat, reconnect. */
@NullMarked
package org.hierophant.contemplant.link;

import org.jspecify.annotations.NullMarked;
