/** SP1 in plain Java: formats, executor and verifier, with no network and no framework. */
@NullMarked
package org.hierophant.sp1;

import org.jspecify.annotations.NullMarked;
