/** The demo: a coordinator, two workers and one request, end to end, on one machine. */
@NullMarked
package org.hierophant.testing.demo;

import org.jspecify.annotations.NullMarked;
