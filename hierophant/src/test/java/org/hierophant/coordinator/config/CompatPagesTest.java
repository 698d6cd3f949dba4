package org.hierophant.coordinator.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import io.grpc.protobuf.ProtoFileDescriptorSupplier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hierophant.coordinator.HierophantApplication;
import org.hierophant.network.config.Environment;
import org.hierophant.network.wire.WorkerChannel;
import org.hierophant.proto.artifact.ArtifactStoreGrpc;
import org.hierophant.proto.network.ProverNetworkGrpc;
import org.hierophant.proto.worker.CoordinatorMessage;
import org.hierophant.proto.worker.WorkerMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.handler.AbstractUrlHandlerMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/** The pages of {@code docs/compat} against what there is. */
class CompatPagesTest {
  private static final Path ROOT = Path.of(System.getProperty("hierophant.root"));
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  // ---- what must be named ----

  @Test
  void everyRpcOfTheNetworkIsNamed() throws IOException {
    assertThat(named("prover-network.md"))
        .containsAll(methods(ProverNetworkGrpc.getServiceDescriptor().getSchemaDescriptor()));
  }

  @Test
  void everyRpcOfTheArtifactStoreIsNamed() throws IOException {
    assertThat(named("artifact-store.md"))
        .containsAll(methods(ArtifactStoreGrpc.getServiceDescriptor().getSchemaDescriptor()));
  }

  private static List<String> methods(Object schema) {
    FileDescriptor file = ((ProtoFileDescriptorSupplier) schema).getFileDescriptor();
    return file.getServices().stream()
        .flatMap(service -> service.getMethods().stream())
        .map(MethodDescriptor::getName)
        .toList();
  }

  @Test
  void everyMessageOfTheWorkerChannelIsNamed() throws IOException {
    List<String> kinds =
        Stream.of(WorkerMessage.getDescriptor(), CoordinatorMessage.getDescriptor())
            .flatMap(message -> message.getOneofs().getFirst().getFields().stream())
            .map(field -> field.getMessageType().getName())
            .toList();

    assertThat(kinds).hasSize(16);
    assertThat(named("worker-channel.md"))
        .containsAll(kinds)
        .contains(WorkerChannel.PATH, WorkerChannel.SUBPROTOCOL);
  }

  @Test
  void everyRouteIsNamedAndEveryNamedRouteIsThere(@TempDir Path directory) throws IOException {
    Set<String> served = new TreeSet<>();
    try (var context =
        CoordinatorStart.application(
                HierophantApplication.class,
                HttpSlice.properties(directory, Map.of("HIEROPHANT_MOCK_MODE", "true")),
                new Environment(Map.of()))
            .run()) {
      context
          .getBeansOfType(RequestMappingInfoHandlerMapping.class)
          .values()
          .forEach(
              mapping -> mapping.getHandlerMethods().keySet().forEach(info -> add(served, info)));
      context
          .getBeansOfType(AbstractUrlHandlerMapping.class)
          .values()
          .forEach(
              mapping ->
                  mapping.getHandlerMap().keySet().forEach(path -> served.add("GET " + path)));
    }

    assertThat(rows("http-routes.md").map(List::getFirst).flatMap(CompatPagesTest::codes))
        .containsExactlyInAnyOrderElementsOf(served);
  }

  private static void add(Set<String> routes, RequestMappingInfo info) {
    for (String pattern : info.getPatternValues()) {
      String path = pattern.replaceAll("\\{(\\w+):.*}", "{$1}");
      Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
      if (methods.isEmpty()) {
        routes.add("ANY " + path);
      }
      methods.forEach(method -> routes.add(method + " " + path));
      if (methods.contains(RequestMethod.GET) && path.equals("/{uri}")) {
        routes.add("HEAD " + path); // Spring maps it with GET
      }
    }
  }

  // ---- what is named must be there ----

  @ParameterizedTest
  @ValueSource(
      strings = {"prover-network.md", "artifact-store.md", "http-routes.md", "worker-channel.md"})
  void everyClassAndTestThatIsNamedExists(String page) throws IOException {
    Set<String> main = sources("src/main/java");
    Set<String> tests = sources("src/test/java");

    for (List<String> row : rows(page).toList()) {
      boolean hasTests = row.size() > 3;
      List<String> classes = codes(row.get(hasTests ? row.size() - 2 : row.size() - 1)).toList();
      assertThat(classes).as("classes of %s", row).isNotEmpty().isSubsetOf(main);
      if (hasTests) {
        assertThat(codes(row.getLast())).as("tests of %s", row).isNotEmpty().isSubsetOf(tests);
      }
    }
  }

  private static Set<String> sources(String folder) throws IOException {
    Set<String> names = new TreeSet<>();
    for (String module :
        List.of("network-lib", "sp1", "hierophant", "contemplant", "integration-test")) {
      Path start = ROOT.resolve(module).resolve(folder);
      try (Stream<Path> files = Files.exists(start) ? Files.walk(start) : Stream.empty()) {
        files
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith(".java"))
            .forEach(name -> names.add(name.replace(".java", "")));
      }
    }
    return names;
  }

  @Test
  void everyRuleHasATestOfItsNumberAndEveryNumberIsARule() throws Exception {
    Set<String> rules =
        rows("prover-network.md")
            .map(List::getFirst)
            .filter(cell -> cell.startsWith("R-"))
            .map(cell -> "r" + cell.substring(2))
            .collect(Collectors.toCollection(TreeSet::new));
    Predicate<String> isRule = Pattern.compile("r\\d\\d.*").asMatchPredicate();
    Set<String> tested =
        Arrays.stream(
                Class.forName("org.hierophant.coordinator.api.grpc.ConformanceTest")
                    .getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Test.class))
            .map(method -> method.getName())
            .filter(isRule)
            .map(name -> name.replaceFirst("^(r\\d\\da?)[A-Z].*", "$1"))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(rules).hasSize(23);
    assertThat(tested).isEqualTo(rules);
  }

  // ---- pages ----

  private static Set<String> named(String page) throws IOException {
    return codes(Files.readString(ROOT.resolve("docs/compat").resolve(page)))
        .collect(Collectors.toSet());
  }

  private static Stream<String> codes(String markdown) {
    return CODE.matcher(markdown)
        .results()
        .map(MatchResult::group)
        .map(code -> code.replace("`", ""));
  }

  /** The cells of every table's rows, without head lines. */
  private static Stream<List<String>> rows(String page) throws IOException {
    List<String> lines = Files.readAllLines(ROOT.resolve("docs/compat").resolve(page));
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      boolean isHead = i + 1 < lines.size() && lines.get(i + 1).startsWith("|---");
      if (lines.get(i).startsWith("|") && !lines.get(i).startsWith("|---") && !isHead) {
        String inner = lines.get(i).substring(1, lines.get(i).length() - 1);
        rows.add(Arrays.stream(inner.split("\\|")).map(String::strip).toList());
      }
    }
    assertThat(rows).as("tables of " + page).isNotEmpty();
    return rows.stream();
  }
}
