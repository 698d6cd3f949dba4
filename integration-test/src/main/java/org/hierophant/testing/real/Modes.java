package org.hierophant.testing.real;

import java.util.Locale;
import org.hierophant.network.domain.ProofMode;

/** The modes as the SDKs spell them. */
final class Modes {
  private Modes() {}

  static String name(ProofMode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }
}
