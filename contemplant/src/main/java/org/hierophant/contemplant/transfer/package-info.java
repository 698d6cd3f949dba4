/** Artifacts over HTTP, resumable, and the cache of what was fetched. */
@NullMarked
package org.hierophant.contemplant.transfer;

import org.jspecify.annotations.NullMarked;
