/** The network API of sp1-sdk 4.0 to 6.10, both dialects on one port. */
@NullMarked
package org.hierophant.coordinator.api.grpc;

import org.jspecify.annotations.NullMarked;
