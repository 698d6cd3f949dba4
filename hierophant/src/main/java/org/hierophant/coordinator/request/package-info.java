/**
 * What clients asked for and where it stands: immutable records, no rules about time or workers.
 */
@NullMarked
package org.hierophant.coordinator.request;

import org.jspecify.annotations.NullMarked;
