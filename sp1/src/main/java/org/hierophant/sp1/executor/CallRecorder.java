package org.hierophant.sp1.executor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows calls and returns of a run and counts its cycles by chain of calls.
 *
 * <p>A call is a jump that keeps its return address in x1 or x5, a return one to the address kept
 * by a frame. Code of another symbol without a call is a tail call.
 *
 * <p><b>Limits.</b> {@value #MOST_NODES} chains and {@value #DEEPEST} frames: what is beyond counts
 * for the function that called it.
 */
final class CallRecorder {
  private static final int MOST_NODES = 20_000;
  private static final int DEEPEST = 400;

  private static final class Node {
    private final @Nullable Node caller;
    private final int function;
    private final Map<Integer, Node> callees = new HashMap<>();
    private long cycles;
    private long calls;

    Node(@Nullable Node caller, int function) {
      this.caller = caller;
      this.function = function;
    }
  }

  private final Code code;
  private final FunctionNames names;
  private final List<Node> nodes = new ArrayList<>();
  private final Node[] frames = new Node[DEEPEST];
  private final int[] returns = new int[DEEPEST];
  private int depth;

  CallRecorder(GuestProgram program, int entry) {
    this.code = program.code();
    this.names = new FunctionNames(program);
    frames[0] = new Node(null, names.function(entry, FunctionNames.unnamed(entry)));
    frames[0].calls = 1;
    nodes.add(frames[0]);
    returns[0] = -1;
  }

  /** Counts the instructions of a block, or of a part of one. */
  void ran(int first, int last) {
    Node node = frames[depth];
    int function = names.function(first, node.function);
    if (function != node.function) {
      node = callee(node.caller == null ? node : node.caller, function);
      node.calls++;
      frames[depth] = node;
    }
    node.cycles += last - first + 1;
  }

  /** Follows the jump at an index to where the machine went. */
  void jumped(int at, int to) {
    long c = code.packed()[at];
    boolean links = Code.rd(c) == 1 || Code.rd(c) == 5;
    boolean returned = Code.op(c) == Op.JALR && Code.rd(c) == Code.SINK && leave(to);
    if (!returned && links && depth + 1 < DEEPEST) {
      Node node = callee(frames[depth], names.function(to, FunctionNames.unnamed(to)));
      node.calls++;
      depth++;
      frames[depth] = node;
      returns[depth] = at + 1;
    }
  }

  private boolean leave(int to) {
    for (int i = depth; i > 0; i--) {
      if (returns[i] == to) {
        depth = i - 1;
        return true;
      }
    }
    return false;
  }

  private Node callee(Node caller, int function) {
    Node known = caller.callees.get(function);
    if (known != null || nodes.size() >= MOST_NODES) {
      return known != null ? known : caller;
    }
    Node node = new Node(caller, function);
    caller.callees.put(function, node);
    nodes.add(node);
    return node;
  }

  GuestProfile profile() {
    Map<Integer, long[]> sums = new HashMap<>();
    List<GuestProfile.Stack> stacks = new ArrayList<>();
    for (Node node : nodes) {
      long[] sum = sums.computeIfAbsent(node.function, _ -> new long[3]);
      sum[0] += node.cycles;
      sum[2] += node.calls;
      Set<Integer> chain = new HashSet<>();
      List<String> functions = new ArrayList<>();
      for (Node at = node; at != null; at = at.caller) {
        functions.addFirst(names.name(at.function));
        if (chain.add(at.function)) {
          sums.computeIfAbsent(at.function, _ -> new long[3])[1] += node.cycles;
        }
      }
      if (node.cycles > 0) {
        stacks.add(new GuestProfile.Stack(functions, node.cycles));
      }
    }
    stacks.sort(Comparator.comparingLong(GuestProfile.Stack::cycles).reversed());
    List<GuestProfile.Function> functions = new ArrayList<>();
    sums.forEach(
        (function, sum) ->
            functions.add(new GuestProfile.Function(names.name(function), sum[0], sum[1], sum[2])));
    functions.sort(Comparator.comparingLong(GuestProfile.Function::own).reversed());
    return new GuestProfile(functions, stacks);
  }
}
