/** Who signed a message: Keccak-256, Ethereum's message hash and secp256k1 key recovery. */
@NullMarked
package org.hierophant.network.crypto;

import org.jspecify.annotations.NullMarked;
