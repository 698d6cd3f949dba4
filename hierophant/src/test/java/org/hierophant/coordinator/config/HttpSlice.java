package org.hierophant.coordinator.config;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.hierophant.coordinator.api.http.ProverReports;
import org.hierophant.coordinator.artifact.ArtifactNames;
import org.hierophant.coordinator.artifact.ArtifactStore;
import org.hierophant.coordinator.artifact.ArtifactTokens;
import org.hierophant.coordinator.testing.FakeLedgerView;
import org.hierophant.coordinator.verification.passport.PassportBook;
import org.hierophant.network.config.ConfigReader;
import org.hierophant.network.config.ConfigResult;
import org.hierophant.network.config.ConfigSource;
import org.hierophant.network.config.Environment;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The HTTP side of a coordinator on a free port, before a ledger that a test fills. */
public final class HttpSlice implements AutoCloseable {
  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import({ArtifactWiring.class, HttpWiring.class})
  static class Wiring {
    @Bean
    ProverReports proverReports() {
      return Map::of;
    }

    @Bean
    FakeLedgerView ledgerView() {
      return new FakeLedgerView();
    }
  }

  private final ConfigurableApplicationContext context;

  private HttpSlice(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /** Starts with both directories under {@code parent}. */
  public static HttpSlice start(Path parent, Map<String, String> settings) {
    return new HttpSlice(
        CoordinatorStart.application(
                Wiring.class, properties(parent, settings), new Environment(Map.of()))
            .run());
  }

  static HierophantProperties properties(Path parent, Map<String, String> settings) {
    Map<String, String> all = new java.util.HashMap<>();
    all.put("HIEROPHANT_THIS_HIEROPHANT_IP", "127.0.0.1");
    all.put("HIEROPHANT_BIND_ADDRESS", "127.0.0.1");
    all.put("HIEROPHANT_HTTP_PORT", "0");
    all.put("HIEROPHANT_GRPC_PORT", "0");
    all.put("HIEROPHANT_STATE_DIRECTORY", parent.resolve("state").toString());
    all.put("HIEROPHANT_ARTIFACT_STORE_DIRECTORY", parent.resolve("artifacts").toString());
    all.putAll(settings);
    ConfigSource source =
        new ConfigSource(parent.resolve("none.toml"), false, "HIEROPHANT_", new Environment(all));
    return switch (ConfigReader.read(HierophantProperties.class, source)) {
      case ConfigResult.Valid<HierophantProperties>(var properties) -> properties;
      case ConfigResult.Invalid<HierophantProperties>(var problems) ->
          throw new AssertionError(problems);
    };
  }

  public int port() {
    return ((WebServerApplicationContext) context).getWebServer().getPort();
  }

  public FakeLedgerView ledger() {
    return context.getBean(FakeLedgerView.class);
  }

  public ArtifactNames names() {
    return context.getBean(ArtifactNames.class);
  }

  public ArtifactTokens tokens() {
    return context.getBean(ArtifactTokens.class);
  }

  public PassportBook passports() {
    return context.getBean(PassportBook.class);
  }

  public ArtifactStore store() {
    return context.getBean(ArtifactStore.class);
  }

  /** Sends {@code request} as it is and reads until the server closes, at most 10 s a read. */
  public String raw(String request) throws IOException {
    return raw(request, "\0");
  }

  /** As above, but reads no further than {@code end}. */
  public String raw(String request, String end) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      StringBuilder answer = new StringBuilder();
      for (int next = socket.getInputStream().read();
          next >= 0;
          next = socket.getInputStream().read()) {
        answer.append((char) next);
        if (answer.indexOf(end, Math.max(0, answer.length() - end.length())) >= 0) {
          break;
        }
      }
      return answer.toString();
    }
  }

  @Override
  public void close() {
    context.close();
  }
}
