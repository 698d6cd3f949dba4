package org.hierophant.sp1.executor;

import java.util.List;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.precompile.Hooks;
import org.hierophant.sp1.precompile.PrecompileFault;

/** Runs the hook of a file descriptor and queues what it answers. */
final class HookCalls {
  /** What is read of a request at most; a longer one is refused by its length. */
  static final long READ_BYTES = Hooks.MAX_REQUEST_BYTES + 1L;

  private final Generation generation;
  private final HintQueue hints;
  private final StepMeter meter;

  HookCalls(Generation generation, HintQueue hints, StepMeter meter) {
    this.generation = generation;
    this.hints = hints;
    this.meter = meter;
  }

  /** True if the descriptor is that of a hook. */
  static boolean has(int fd) {
    return fd >= Hooks.FIRST_FD && fd <= Hooks.LAST_FD;
  }

  void run(int fd, byte[] request) {
    List<byte[]> items;
    try {
      items = Hooks.run(generation, fd, request, meter::spend);
    } catch (PrecompileFault e) {
      throw new Trap(new GuestFault.BadHook("hook " + fd + ": " + e.getMessage()));
    }
    items.reversed().forEach(item -> hints.pushFront(Hint.of(item)));
  }
}
