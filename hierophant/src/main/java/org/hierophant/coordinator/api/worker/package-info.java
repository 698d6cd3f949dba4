/** The worker channel: WebSocket connections, their outboxes, and messages into commands. */
@NullMarked
package org.hierophant.coordinator.api.worker;

import org.jspecify.annotations.NullMarked;
