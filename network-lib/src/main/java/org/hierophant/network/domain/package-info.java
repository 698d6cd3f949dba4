/** Names and values that coordinator and worker must agree on. */
@NullMarked
package org.hierophant.network.domain;

import org.jspecify.annotations.NullMarked;
