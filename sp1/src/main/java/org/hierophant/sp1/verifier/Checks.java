package org.hierophant.sp1.verifier;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hierophant.sp1.curve.PointException;
import org.hierophant.sp1.verifier.stark.StarkException;
import org.hierophant.sp1.verifier.stark.Step;

/** Makes the checks of one verdict, one after the other, until one fails. One thread. */
final class Checks {
  private final List<Verdict.Check> made = new ArrayList<>();

  /** A check that finds something out; it throws when the check does not hold. */
  @FunctionalInterface
  interface Body<T> {
    T make() throws Failure, PointException, StarkException;
  }

  /** A check that only holds or not; it throws when it does not. */
  @FunctionalInterface
  interface Action {
    void run() throws Failure, PointException, StarkException;
  }

  /** What a check asks. */
  @FunctionalInterface
  interface Question {
    boolean holds() throws Failure, PointException, StarkException;
  }

  /** All checks of a verdict. */
  @FunctionalInterface
  interface Sequence {
    void run(Checks checks) throws Broken;
  }

  /** Why the check that is being made does not hold. */
  static final class Failure extends Exception {
    private static final long serialVersionUID = 1L;

    Failure(String detail) {
      super(detail);
    }
  }

  /** Ends the sequence. */
  static final class Broken extends Exception {
    private static final long serialVersionUID = 1L;
    private final String check;
    private final String detail;

    private Broken(String check, String detail) {
      super(check + ": " + detail);
      this.check = check;
      this.detail = detail;
    }
  }

  private Checks() {}

  static Verdict verdict(Sequence sequence) {
    Checks checks = new Checks();
    try {
      sequence.run(checks);
    } catch (Broken e) {
      return new Verdict.Invalid(checks.made, e.check, e.detail);
    }
    return new Verdict.Valid(checks.made);
  }

  <T> T make(String name, Body<T> body) throws Broken {
    List<T> result = new ArrayList<>(1);
    run(name, () -> result.add(body.make()));
    return result.getFirst();
  }

  void run(String name, Action action) throws Broken {
    long start = System.nanoTime();
    try {
      action.run();
    } catch (Failure | PointException | StarkException e) {
      throw new Broken(name, String.valueOf(e.getMessage()));
    }
    made.add(new Verdict.Check(name, Duration.ofNanos(System.nanoTime() - start)));
  }

  void hold(String name, boolean condition, String detail) throws Broken {
    run(name, () -> require(condition, detail));
  }

  /** The same for a question whose answer takes time, which counts as the check's. */
  void hold(String name, Question question, String detail) throws Broken {
    run(name, () -> require(question.holds(), detail));
  }

  /** Takes the steps of a STARK's verification, each as a check of its name. */
  void take(List<Step> steps) throws Broken {
    for (Step step : steps) {
      run(step.name(), () -> step.action().run());
    }
  }

  static void require(boolean condition, String detail) throws Failure {
    if (!condition) {
      throw new Failure(detail);
    }
  }
}
