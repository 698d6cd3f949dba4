/**
 * The two guest machines of SP1: loading, interpreting and translating programs, exactly as the
 * SDKs count them.
 */
@NullMarked
package org.hierophant.sp1.executor;

import org.jspecify.annotations.NullMarked;
