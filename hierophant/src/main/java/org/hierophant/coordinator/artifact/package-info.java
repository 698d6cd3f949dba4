/** Stored bytes: named, written once, kept while somebody may need them. */
@NullMarked
package org.hierophant.coordinator.artifact;

import org.jspecify.annotations.NullMarked;
