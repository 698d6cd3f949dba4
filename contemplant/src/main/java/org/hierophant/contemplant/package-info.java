/** The worker's entry point. */
@NullMarked
package org.hierophant.contemplant;

import org.jspecify.annotations.NullMarked;
