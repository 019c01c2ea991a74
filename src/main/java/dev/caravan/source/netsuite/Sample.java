package dev.caravan.source.netsuite;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rows that were looked at. A column that is null in a row is absent from it, so one that is null in all
 * of them is not seen at all. Filled by one thread, then read.
 */
final class Sample {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, List<String>> values = new LinkedHashMap<>();
  private final List<Map<String, String>> rows = new ArrayList<>();

  static Sample none() {
    return new Sample();
  }

  /** @param select a query whose first page is taken */
  static Sample of(SuiteQl suiteQl, String select) {
    Sample sample = new Sample();
    suiteQl.page(select, SuiteQl.PAGE, List.of(), (json, length, none) -> {
      Map<String, String> row = new LinkedHashMap<>();
      JSON.readTree(json, 0, length).fields().forEachRemaining(field -> {
        if (!field.getValue().isNull()) {
          row.put(field.getKey(), field.getValue().asText());
        }
      });
      sample.rows.add(row);
      row.forEach((name, value) -> sample.values.computeIfAbsent(name, absent -> new ArrayList<>()).add(value));
    });
    return sample;
  }

  int rows() {
    return rows.size();
  }

  /** Columns that have a value somewhere, in the order in which they were met. */
  Set<String> columns() {
    return values.keySet();
  }

  List<String> values(String column) {
    return values.getOrDefault(column, List.of());
  }

  boolean full(String column) {
    return rows() > 0 && values(column).size() == rows();
  }

  /** Whether the columns have a value in each row, and no two rows have the same. */
  boolean unique(List<String> columns) {
    Set<List<String>> seen = new HashSet<>();
    return rows() > 0 && columns.stream().allMatch(this::full) && rows.stream().allMatch(row -> seen.add(columns.stream().map(row::get).toList()));
  }
}
