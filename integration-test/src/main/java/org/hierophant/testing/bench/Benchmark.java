package org.hierophant.testing.bench;

import java.net.URI;

/** One part of {@code ./run bench}. */
interface Benchmark {
  /** As on the command line. */
  String name();

  /** False if something is missing that not everybody has; then only those who ask for it fail. */
  default boolean isPossible() {
    return true;
  }

  /** Starts what it needs, measures, and adds its rows to the bench's report. */
  void run(Workbench bench) throws Exception;

  /** A benchmark that needs nothing but a client, so that it can measure other servers as well. */
  interface OfClient extends Benchmark {
    /**
     * Measures a server that runs already, at {@code http://host:port}.
     *
     * <p>Leaves requests behind there.
     */
    void run(Workbench bench, URI target) throws Exception;
  }
}
