package org.hierophant.contemplant.prover.process;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** What {@code kill(2)} can send: Java itself knows no interrupt, and no process groups. */
enum Signal {
  INTERRUPT(2),
  KILL(9);

  private static final MethodHandle KILL_CALL =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("kill"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private final int number;

  Signal(int number) {
    this.number = number;
  }

  /** Nothing happens where there is no such process any more. */
  void sendTo(long pid) {
    send(Math.toIntExact(pid));
  }

  /** To every process of a group that {@code leader} leads. */
  void sendToGroup(long leader) {
    send(-Math.toIntExact(leader));
  }

  private void send(int target) {
    if (target >= -1 && target <= 1) {
      throw new IllegalArgumentException("not one process or group: " + target);
    }
    try {
      int _ = (int) KILL_CALL.invokeExact(target, number);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("kill cannot be called", e);
    }
  }
}
