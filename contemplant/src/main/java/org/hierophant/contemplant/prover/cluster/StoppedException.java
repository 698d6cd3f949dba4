package org.hierophant.contemplant.prover.cluster;

import java.io.IOException;

/** Nobody wants the transfer any more. */
final class StoppedException extends IOException {
  private static final long serialVersionUID = 1L;
}
