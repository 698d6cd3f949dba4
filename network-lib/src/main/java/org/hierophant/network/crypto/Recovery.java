package org.hierophant.network.crypto;

import org.hierophant.network.domain.Address;

/** Who signed, or why nobody can have. */
public sealed interface Recovery {
  /** The one address whose key made the signature. */
  record Signer(Address address) implements Recovery {}

  /** The signature is none. */
  record NoSigner(String reason) implements Recovery {}
}
