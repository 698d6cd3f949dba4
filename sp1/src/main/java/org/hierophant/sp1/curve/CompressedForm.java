package org.hierophant.sp1.curve;

import java.util.Arrays;

/**
 * gnark's compressed point before its coordinate is understood.
 *
 * @param bytes the coordinate without the flags
 * @param larger true if of the two points with it, the one with the larger y is meant
 */
record CompressedForm(byte[] bytes, boolean larger, boolean isInfinity) {
  private static final int FLAGS = 0b11 << 6;
  private static final int SMALLER = 0b10 << 6;
  private static final int LARGER = 0b11 << 6;
  private static final int INFINITY = 0b01 << 6;

  /**
   * Takes the flags off.
   *
   * @throws PointException if the flags say that the point is not compressed, or infinity has a
   *     coordinate
   */
  static CompressedForm read(byte[] bytes, int offset, int length) throws PointException {
    byte[] coordinate = Arrays.copyOfRange(bytes, offset, offset + length);
    int flags = coordinate[0] & FLAGS;
    coordinate[0] &= (byte) ~FLAGS;
    switch (flags) {
      case INFINITY -> {
        if (!Arrays.equals(coordinate, new byte[length])) {
          throw new PointException("infinity with a coordinate");
        }
      }
      case SMALLER, LARGER -> {}
      default -> throw new PointException("not a compressed point");
    }
    return new CompressedForm(coordinate, flags == LARGER, flags == INFINITY);
  }
}
