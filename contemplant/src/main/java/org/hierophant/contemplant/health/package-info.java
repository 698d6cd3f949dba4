/** What tells a container engine that the worker is registered. */
@NullMarked
package org.hierophant.contemplant.health;

import org.jspecify.annotations.NullMarked;
