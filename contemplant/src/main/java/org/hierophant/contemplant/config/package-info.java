/** The worker's settings, and who it is. */
@NullMarked
package org.hierophant.contemplant.config;

import org.jspecify.annotations.NullMarked;
