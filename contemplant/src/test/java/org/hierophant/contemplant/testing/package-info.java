/** A coordinator as the worker sees it, for tests. */
@NullMarked
package org.hierophant.contemplant.testing;

import org.jspecify.annotations.NullMarked;
