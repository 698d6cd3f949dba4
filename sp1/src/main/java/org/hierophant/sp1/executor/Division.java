package org.hierophant.sp1.executor;

/** Division as RISC-V defines it: nothing traps. */
final class Division {
  private Division() {}

  static long divide(long a, long b) {
    return b == 0 ? -1 : a / b; // Java's MIN / -1 is MIN as well
  }

  static long remainder(long a, long b) {
    return b == 0 ? a : a % b;
  }

  static long divideUnsigned(long a, long b) {
    return b == 0 ? -1 : Long.divideUnsigned(a, b);
  }

  static long remainderUnsigned(long a, long b) {
    return b == 0 ? a : Long.remainderUnsigned(a, b);
  }

  static int divide(int a, int b) {
    return b == 0 ? -1 : a / b;
  }

  static int remainder(int a, int b) {
    return b == 0 ? a : a % b;
  }

  static int divideUnsigned(int a, int b) {
    return b == 0 ? -1 : Integer.divideUnsigned(a, b);
  }

  static int remainderUnsigned(int a, int b) {
    return b == 0 ? a : Integer.remainderUnsigned(a, b);
  }

  static long multiplyHighSignedUnsigned(long a, long b) {
    return Math.multiplyHigh(a, b) + (a & (b >> 63));
  }
}
