package org.hierophant.sp1.cli;

import java.util.List;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.executor.ExecutionOptions;
import org.hierophant.sp1.executor.ExecutionResult;
import org.hierophant.sp1.executor.Executor;
import org.hierophant.sp1.executor.GuestProfile;
import org.hierophant.sp1.executor.GuestProgram;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.Layout;
import org.hierophant.sp1.format.Sp1Stdin;

/** What a stdin gives to a run: the items, and how many proofs there are to ask for. */
record GuestInput(List<byte[]> items, int proofs) {
  static final GuestInput EMPTY = new GuestInput(List.of(), 0);

  static GuestInput parse(Generation generation, byte[] stdin) throws FormatException {
    Layout layout = generation == Generation.V5 ? Layout.V5 : Layout.V6_1;
    Sp1Stdin parsed = Sp1Stdin.parse(stdin, layout);
    return new GuestInput(parsed.buffers(), parsed.proofs().size());
  }

  ExecutionResult execute(GuestProgram program, ExecutionOptions options) {
    return Executor.execute(program, items, proofs, options);
  }

  GuestProfile.Run profile(GuestProgram program, ExecutionOptions options) {
    return Executor.profile(program, items, proofs, options);
  }
}
