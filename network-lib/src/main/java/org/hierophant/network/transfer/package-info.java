/** Reading transferred bytes: compression recognised, sizes bounded. */
@NullMarked
package org.hierophant.network.transfer;

import org.jspecify.annotations.NullMarked;
