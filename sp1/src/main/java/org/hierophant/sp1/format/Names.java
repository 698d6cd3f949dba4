package org.hierophant.sp1.format;

import java.util.LinkedHashMap;
import java.util.Map;

/** Reads and writes chip names, and the map from them to places that v5 keeps. */
final class Names {
  private static final int LIMIT_BYTES = 256;

  private Names() {}

  static String read(BincodeReader in, String what) throws FormatException {
    return in.text(LIMIT_BYTES, what);
  }

  static Map<String, Long> readOrdering(BincodeReader in, String what) throws FormatException {
    int n = in.count(16, what);
    Map<String, Long> places = new LinkedHashMap<>();
    for (int i = 0; i < n; i++) {
      long at = in.offset();
      String name = read(in, what);
      long place = in.u64AtMost(Integer.MAX_VALUE, what);
      if (places.putIfAbsent(name, place) != null) {
        throw in.refuse(at, what + " names " + name + " twice");
      }
    }
    return places;
  }

  static void writeOrdering(BincodeWriter out, Map<String, Long> places) {
    out.u64(places.size());
    places.forEach((name, place) -> out.text(name).u64(place));
  }
}
