package org.hierophant.contemplant;

import org.hierophant.network.config.Environment;
import org.hierophant.network.config.ExitCode;

/** The worker process. */
public final class ContemplantApplication {
  private ContemplantApplication() {}

  public static void main(String[] args) throws InterruptedException {
    ExitCode code = new WorkerStart(Environment.ofProcess(), System.out, System.err).run(args);
    System.exit(code.number());
  }
}
