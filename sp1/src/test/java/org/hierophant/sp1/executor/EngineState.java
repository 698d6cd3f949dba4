package org.hierophant.sp1.executor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything a guest could tell one engine from another by, and everything we report.
 *
 * @param end how the run ended, with the fault and its place
 * @param registers x1 to x31
 * @param pages by page number, a hash of each page's bytes and touched flags
 * @param report every number of the report
 */
record EngineState(String end, List<Long> registers, Map<Long, Integer> pages, String report) {
  static EngineState after(GuestProgram program, ExecutionOptions options, byte[]... inputs) {
    GuestRun run = new GuestRun(program, new ArrayList<>(List.of(inputs)), 0, options);
    ExecutionResult result = run.run();
    Machine machine = run.machine();
    String end =
        switch (result) {
          case ExecutionResult.Completed _ -> "completed";
          case ExecutionResult.Failed(var fault, var pc, _) -> fault + " at " + pc;
          case ExecutionResult.Aborted(var reason, _) -> reason.toString();
        };
    List<Long> registers = Arrays.stream(machine.x, 1, 32).boxed().toList();
    return new EngineState(end, registers, pages(machine.memory), result.report().toJson());
  }

  private static Map<Long, Integer> pages(GuestMemory memory) {
    Map<Long, Integer> pages = new TreeMap<>();
    for (int slot = 0; slot < memory.readable.length; slot++) {
      byte[][] leaf = memory.readable[slot];
      for (int i = 0; leaf != GuestMemory.EMPTY_LEAF && i < leaf.length; i++) {
        if (leaf[i] != null) {
          pages.put((long) slot * leaf.length + i, Arrays.hashCode(leaf[i]));
        }
      }
    }
    return pages;
  }
}
