package org.hierophant.sp1.executor;

/** What runs a guest's instructions; results are the same. */
public enum Engine {
  /** Interprets, and translates what runs often. */
  AUTO(2_000),

  /** Interprets everything: plain, and the reference for the other. */
  INTERPRETER(Long.MAX_VALUE),

  /** Translates every block before it runs for the first time, as far as the code cache reaches. */
  TRANSLATOR(0);

  private final long threshold;

  Engine(long threshold) {
    this.threshold = threshold;
  }

  /** How often a block runs before it is translated. */
  long threshold() {
    return threshold;
  }
}
