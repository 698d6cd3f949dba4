/** What the coordinator knows about its workers, connected and dead. */
@NullMarked
package org.hierophant.coordinator.worker;

import org.jspecify.annotations.NullMarked;
