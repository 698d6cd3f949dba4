package org.hierophant.contemplant.prover.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starts a child that starts another, says their numbers, and waits to be killed. */
final class ParentMain {
  private ParentMain() {}

  /** Arguments: the directory of records, and the socket that the child makes. */
  public static void main(String[] args) throws Exception {
    ChildLog output = new ChildLog();
    output.follow(
        line -> {
          System.out.println(line);
          System.out.flush();
        });
    ChildProcess child =
        ChildProcess.start(
            new ChildCommand(
                "shell",
                List.of(
                    "/bin/sh", "-c", "echo > \"$0\"; sleep 1000 & echo grand=$!; wait", args[1]),
                Map.of(),
                Optional.of(Path.of(args[1]))),
            output,
            new ChildRecords(Path.of(args[0])));
    System.out.println("child=" + child.pid());
    child.awaitGone(Duration.ofMinutes(2));
  }
}
