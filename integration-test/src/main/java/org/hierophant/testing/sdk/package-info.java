/** A client that makes the calls of sp1-sdk 4 to 6 in their order, with their bytes and limits. */
@NullMarked
package org.hierophant.testing.sdk;

import org.jspecify.annotations.NullMarked;
