package org.hierophant.testing.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * One figure, measured once in each round.
 *
 * @param values by round
 */
record Series(List<Double> values) {
  /** Takes one figure. */
  @FunctionalInterface
  interface Measurement {
    double take() throws Exception;
  }

  Series {
    values = List.copyOf(values);
  }

  /** A figure that is taken only once. */
  static Series of(double value) {
    return new Series(List.of(value));
  }

  /**
   * Takes all measurements in turn, round after round (ABAB…), so that what disturbs the machine
   * disturbs all alike.
   *
   * @return one series for each measurement, in their order
   */
  static List<Series> alternate(int rounds, Measurement... measurements) throws Exception {
    List<List<Double>> values =
        Arrays.stream(measurements).<List<Double>>map(_ -> new ArrayList<>()).toList();
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < measurements.length; i++) {
        values.get(i).add(measurements[i].take());
      }
    }
    return values.stream().map(Series::new).toList();
  }

  /** As if the rounds of both had been one after the other. */
  Series then(Series more) {
    return new Series(Stream.concat(values.stream(), more.values.stream()).toList());
  }

  double median() {
    return median(values);
  }

  /**
   * The median over the rounds of this over {@code yardstick}, each pair taken one after another.
   */
  double ratioTo(Series yardstick) {
    if (values.size() != yardstick.values.size()) {
      throw new IllegalArgumentException("both must have the same rounds");
    }
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      ratios.add(values.get(i) / yardstick.values.get(i));
    }
    return median(ratios);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
