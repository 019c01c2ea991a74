package dev.caravan.quality;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * In what a batch does not look like those of its flow before: rows, completeness of columns, means of numbers. Few
 * batches say nothing of what is usual. Immutable.
 *
 * @param deviations beyond which a measure is told, in standard deviations; 0 tells nothing
 */
record Anomalies(double deviations) {
  /** Batches that are looked back on. */
  static final int MOST = 30;
  private static final int FEWEST = 10;
  /** Values that hardly ever change would make every change an anomaly. */
  private static final double LEAST_DEVIATION = 0.01;

  /**
   * One measure.
   *
   * @param column empty when it is about the table
   */
  record Measure(String name, String column) implements Comparable<Measure> {
    @Override
    public int compareTo(Measure other) {
      int byColumn = column.compareTo(other.column);
      return byColumn == 0 ? name.compareTo(other.name) : byColumn;
    }
  }

  /**
   * A measure that is beyond.
   *
   * @param usual mean of the batches before
   * @param batches that had it
   */
  record Found(Measure measure, double value, double usual, double deviation, int batches) {}

  boolean wanted() {
    return deviations > 0;
  }

  List<Found> find(Collection<Profile> before, Profile now) {
    Map<Measure, List<Double>> known = new TreeMap<>();
    before.forEach(profile -> measures(profile).forEach((measure, value) -> known.computeIfAbsent(measure, each -> new ArrayList<>()).add(value)));
    List<Found> found = new ArrayList<>();
    measures(now).forEach(
        (measure, value) -> {
          List<Double> values = known.getOrDefault(measure, List.of());
          if (values.size() >= FEWEST) {
            Found one = compared(measure, value, values);
            if (Math.abs(one.value() - one.usual()) > deviations * one.deviation()) {
              found.add(one);
            }
          }
        });
    return found;
  }

  private static Found compared(Measure measure, double value, List<Double> values) {
    double usual = values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    double squares = values.stream().mapToDouble(each -> (each - usual) * (each - usual)).sum();
    double least = Math.max(Math.abs(usual) * LEAST_DEVIATION, Double.MIN_NORMAL);
    return new Found(measure, value, usual, Math.max(Math.sqrt(squares / (values.size() - 1)), least), values.size());
  }

  private static Map<Measure, Double> measures(Profile profile) {
    Map<Measure, Double> measures = new TreeMap<>();
    measures.put(new Measure("rows", ""), (double) profile.rows());
    for (ColumnProfile column : profile.columns()) {
      if (column.count() > 0) {
        measures.put(new Measure("completeness", column.name()), column.completeness());
      }
      if (column.mean() != null && Double.isFinite(column.mean())) {
        measures.put(new Measure("mean", column.name()), column.mean());
      }
    }
    return measures;
  }
}
