package org.hierophant.coordinator.proposer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.hierophant.coordinator.ledger.Command;
import org.hierophant.coordinator.ledger.Effect;
import org.hierophant.network.domain.WorkerId;
import org.jspecify.annotations.Nullable;

/**
 * A worker's process and its link, as the contemplant program has them: it dials again for ever and
 * works on while it is cut off. What can happen to it is what its machine can do: die, freeze, lose
 * its link, hang, or compute nonsense.
 */
final class Worker {
  private static final Duration HEARTBEAT = Duration.ofSeconds(30);
  private static final Duration SILENCE_LIMIT = Duration.ofSeconds(60);
  private static final Duration FIRST_DELAY = Duration.ofMillis(250);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(15);
  private static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(10);

  private final VirtualTime time;
  private final Coordinator machine;
  private final Random random;
  private final WorkerId id;
  private final Plan.Traits traits;
  private final WorkerJobs jobs;
  private final List<Runnable> whenThawed = new ArrayList<>();
  private boolean running;
  private boolean frozen;
  private boolean linked = true;
  private boolean draining;
  private int life;
  private int dials;
  private @Nullable Socket socket;
  private boolean welcomed;

  Worker(
      WorkerId id,
      Plan.Traits traits,
      Plan plan,
      VirtualTime time,
      Coordinator machine,
      Judge judge,
      Random random) {
    this.id = id;
    this.traits = traits;
    this.time = time;
    this.machine = machine;
    this.random = random;
    this.jobs = new WorkerJobs(this, traits, plan, judge, random);
  }

  WorkerId id() {
    return id;
  }

  WorkerJobs jobs() {
    return jobs;
  }

  /** Of the current connection. */
  long generation() {
    Socket current = socket;
    return current == null ? -1 : current.generation();
  }

  /** The coordinator, if it can be reached over HTTP now. */
  Optional<CoordinatorProcess> reachable() {
    return linked ? Optional.ofNullable(machine.process()) : Optional.empty();
  }

  // ---- what happens to it ----

  void start() {
    if (!running) {
      running = true;
      draining = false;
      life++;
      dials = 0;
      dial();
    }
  }

  /**
   * SIGKILL, or the power fails: then the other end is not told.
   *
   * @param isToldOff whether the kernel closes the connection
   */
  void kill(boolean isToldOff) {
    running = false;
    frozen = false;
    whenThawed.clear();
    life++;
    jobs.interrupt();
    leave(isToldOff);
  }

  /** As SIGSTOP: it says nothing, and hears later. */
  void freeze() {
    frozen = running;
  }

  void thaw() {
    if (frozen) {
      frozen = false;
      List<Runnable> late = List.copyOf(whenThawed);
      whenThawed.clear();
      late.forEach(Runnable::run);
    }
  }

  /**
   * @param areToldOff whether both ends notice at once
   */
  void cutLink(boolean areToldOff) {
    linked = false;
    Socket lost = socket;
    if (lost != null && areToldOff) {
      leave(true);
      redial(false);
    } else if (lost != null) {
      lost.cut();
      later(SILENCE_LIMIT, () -> lost(lost));
    }
  }

  void restoreLink() {
    linked = true;
  }

  /** It wants no more offers until it is started again. */
  void drain() {
    draining = true;
    say(new Command.DrainWorker(id, generation(), "leaves"));
  }

  boolean isDraining() {
    return draining;
  }

  // ---- its connection ----

  /** Runs later, if the process still lives; if it is frozen, once it is not. */
  void later(Duration delay, Runnable action) {
    int planned = life;
    time.after(delay, () -> act(planned, action));
  }

  private void act(int planned, Runnable action) {
    if (planned != life) {
      return;
    }
    if (frozen) {
      whenThawed.add(() -> act(planned, action));
    } else {
      action.run();
    }
  }

  /** Lost while there is no connection. */
  void say(Command<?> command) {
    if (socket != null) {
      socket.toCoordinator(command);
    }
  }

  private void dial() {
    Optional<CoordinatorProcess> process = reachable();
    if (process.isEmpty()) {
      redial(false);
      return;
    }
    int planned = life;
    Socket[] fresh = new Socket[1];
    fresh[0] = process.get().accept(id, said -> act(planned, () -> heard(fresh[0], said)));
    Socket dialled = fresh[0];
    socket = dialled;
    welcomed = false;
    say(
        new Command.ConnectWorker(
            id,
            dialled.generation(),
            id.text(),
            "1",
            traits.capabilities(),
            traits.slots(),
            Optional.empty(),
            "10.0.0.1:1",
            jobs.held()));
    later(
        HANDSHAKE_LIMIT,
        () -> {
          if (!welcomed) {
            lost(dialled);
          }
        });
  }

  private void redial(boolean needsAttention) {
    long full =
        needsAttention
            ? LONGEST_DELAY.toMillis()
            : Math.min(FIRST_DELAY.toMillis() << Math.min(dials, 20), LONGEST_DELAY.toMillis());
    dials++;
    later(
        Duration.ofMillis(full / 2 + random.nextLong(full / 2 + 1)),
        () -> {
          if (socket == null) {
            dial();
          }
        });
  }

  private void leave(boolean isToldOff) {
    Socket left = socket;
    socket = null;
    if (left == null) {
      return;
    }
    boolean tells = isToldOff && !left.isCut();
    left.cut();
    CoordinatorProcess process = machine.process();
    if (tells && process != null) {
      process.gone(left);
    }
  }

  private void lost(Socket old) {
    if (socket == old) {
      leave(true);
      redial(false);
    }
  }

  private void heard(Socket from, Socket.Message message) {
    if (socket != from) {
      return;
    }
    switch (message) {
      case Socket.Message.Closed(boolean needsAttention) -> {
        leave(false);
        redial(needsAttention);
      }
      case Socket.Message.Said(Effect.Welcome welcome) -> {
        welcomed = true;
        dials = 0;
        heartbeat(from);
        jobs.welcomed(welcome);
        if (draining) {
          drain();
        }
      }
      case Socket.Message.Said(Effect.CloseConnection _) ->
          throw new AssertionError("closings come as such");
      case Socket.Message.Said(var effect) -> jobs.heard(effect);
    }
  }

  private void heartbeat(Socket on) {
    if (socket == on) {
      say(new Command.Heartbeat(id, on.generation()));
      later(HEARTBEAT, () -> heartbeat(on));
    }
  }
}
