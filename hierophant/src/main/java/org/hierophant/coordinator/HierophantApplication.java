package org.hierophant.coordinator;

import org.hierophant.coordinator.config.ArtifactWiring;
import org.hierophant.coordinator.config.CoordinatorStart;
import org.hierophant.coordinator.config.GrpcWiring;
import org.hierophant.coordinator.config.HttpWiring;
import org.hierophant.coordinator.config.LedgerWiring;
import org.hierophant.coordinator.config.MetricsWiring;
import org.hierophant.coordinator.config.PreflightWiring;
import org.hierophant.coordinator.config.VerificationWiring;
import org.hierophant.coordinator.config.WorkerWiring;
import org.hierophant.network.config.Environment;
import org.hierophant.network.config.ExitCode;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** The coordinator process. Every bean of ours is named in one of the imported classes. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({
  ArtifactWiring.class,
  LedgerWiring.class,
  HttpWiring.class,
  GrpcWiring.class,
  VerificationWiring.class,
  PreflightWiring.class,
  WorkerWiring.class,
  MetricsWiring.class
})
public class HierophantApplication {
  public static void main(String[] args) {
    ExitCode code =
        new CoordinatorStart(Environment.ofProcess(), System.out, System.err)
            .run(HierophantApplication.class, args);
    if (code != ExitCode.OK) {
      System.exit(code.number());
    }
  }
}
