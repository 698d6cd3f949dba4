package org.hierophant.testing.real;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.testing.ProgramProcess;
import org.hierophant.testing.real.Tally.WrongException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The test client on an unmodified sp1-sdk ({@code integration-test/sdk}), asking for one proof: a
 * process that uploads, waits, downloads and lets the SDK verify what it got.
 *
 * <p><b>Shape.</b> It prints an object of JSON a line; the last one of the event {@code proved} is
 * its word on the proof.
 */
final class SdkProgram {
  private static final JsonMapper JSON = new JsonMapper();

  /** Any will do: the coordinator knows nobody. */
  private static final String KEY = "46".repeat(32);

  private final ProgramProcess process;

  private SdkProgram(ProgramProcess process) {
    this.process = process;
  }

  /**
   * Begins to ask.
   *
   * @param client the built program
   * @param directory where its output goes
   * @param rpc of the coordinator
   * @param limit of the request, which the SDK sends as its deadline
   * @param save where the proof goes, as it was downloaded
   */
  static SdkProgram ask(
      Path client,
      Path directory,
      String rpc,
      Guest guest,
      ProofMode mode,
      Duration limit,
      Path save)
      throws IOException {
    String modeName = Modes.name(mode);
    List<String> command = new ArrayList<>(List.of(client.toString(), "prove", "--verify"));
    command.addAll(List.of("--rpc", rpc, "--key", KEY, "--mode", modeName));
    command.addAll(List.of("--elf", guest.elf().toString(), "--stdin", guest.stdin().toString()));
    command.addAll(List.of("--timeout", Long.toString(limit.toSeconds())));
    command.addAll(List.of("--save", save.toString()));
    return new SdkProgram(
        ProgramProcess.run(
            "sdk-" + guest.name() + "-" + modeName,
            directory,
            command,
            directory,
            Map.of("VERIFY_VK", "false"))); // sp1-sdk 5 is built without its list of keys
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** The request's id once it has one, as the coordinator's pages spell it. */
  Optional<String> request() {
    return event("requested").map(line -> line.required("request").asString());
  }

  /**
   * What it says of a proof that the SDK has accepted.
   *
   * @throws WrongException if it got none, or refused it
   */
  JsonNode proved(ProofMode mode, Duration limit)
      throws WrongException, IOException, InterruptedException {
    try {
      process.awaitExit(limit);
    } catch (TimeoutException e) {
      throw new WrongException(String.valueOf(e.getMessage()));
    }
    Optional<JsonNode> proved = event("proved");
    if (proved.isEmpty()
        || !proved.get().path("verify").asString("").equals("accepted")
        || !proved.get().path("good").asBoolean(false)
        || !proved.get().path("variant").asString("").equals(Modes.name(mode))) {
      throw new WrongException("the SDK says: " + output());
    }
    return proved.get();
  }

  private Optional<JsonNode> event(String name) {
    return process
        .output()
        .lines()
        .filter(line -> line.startsWith("{") && line.endsWith("}"))
        .map(JSON::readTree)
        .filter(line -> line.path("event").asString("").equals(name))
        .reduce((_, last) -> last);
  }

  /** Everything it has said so far. */
  String output() {
    return process.output().strip();
  }

  /** If it has not ended by itself. */
  void end() {
    process.close();
  }
}
