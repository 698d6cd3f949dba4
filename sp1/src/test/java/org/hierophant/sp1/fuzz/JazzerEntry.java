package org.hierophant.sp1.fuzz;

import java.util.Locale;

/** What Jazzer calls: a target's label first, then inputs. */
public final class JazzerEntry {
  private static Target target = Target.PROOF;

  private JazzerEntry() {}

  public static void fuzzerInitialize(String[] arguments) {
    target = Target.valueOf(arguments[0].toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  public static void fuzzerTestOneInput(byte[] input) {
    target.check(input);
  }
}
