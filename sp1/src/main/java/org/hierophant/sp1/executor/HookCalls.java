package org.hierophant.sp1.executor;

import org.hierophant.sp1.Generation;

/** Runs the hook of a file descriptor and queues what it answers. */
final class HookCalls {
  private final Generation generation;
  private final HintQueue hints;

  HookCalls(Generation generation, HintQueue hints) {
    this.generation = generation;
    this.hints = hints;
  }

  void run(int fd, byte[] request) {
    throw new Trap(
        new GuestFault.BadHook(
            "hook "
                + fd
                + " of "
                + generation
                + " is not available, request of "
                + request.length
                + " bytes, "
                + hints));
  }
}
