/** Measurements, each beside a yardstick taken in the same run. */
@NullMarked
package org.hierophant.testing.bench;

import org.jspecify.annotations.NullMarked;
