/** HTTP routes: artifacts, status pages, health. */
@NullMarked
package org.hierophant.coordinator.api.http;

import org.jspecify.annotations.NullMarked;
