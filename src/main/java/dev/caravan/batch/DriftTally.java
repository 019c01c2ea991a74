package dev.caravan.batch;

import com.fasterxml.jackson.core.JsonToken;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts how fields came. Examples and, of frozen fields, types are taken from the first values only. Not thread-safe. */
final class DriftTally {
  private static final int EXAMPLES = 50;
  private static final int LOOKED_AT = 1_000;

  private final NumberText number = new NumberText();
  private final Map<String, Unknown> unknown = new LinkedHashMap<>();
  private final long[] present;
  private final long[] misfits;
  private final List<List<String>> examples = new ArrayList<>();
  private final boolean every;
  private long records;

  private static final class Unknown {
    private final JsonKinds kinds = new JsonKinds();
    private final List<String> examples = new ArrayList<>();
    private long records;
  }

  /** @param every whether types must hold every value of new fields */
  DriftTally(int columns, boolean every) {
    this.every = every;
    present = new long[columns];
    misfits = new long[columns];
    for (int i = 0; i < columns; i++) {
      examples.add(new ArrayList<>());
    }
  }

  void record() {
    records++;
  }

  void present(int column) {
    present[column]++;
  }

  void present(int column, long times) {
    present[column] += times;
  }

  void misfit(int column, byte[] bytes, int start, int end) {
    misfits[column]++;
    if (examples.get(column).size() < EXAMPLES) {
      examples.get(column).add(Utf8.shown(bytes, start, end));
    }
  }

  /** A value, not null, of a field that no column reads. */
  void unknown(String field, JsonToken token, byte[] bytes, int start, int end) {
    Unknown found = unknown.get(field);
    if (found == null) {
      if (unknown.size() == DriftSights.MOST_FIELDS) {
        return;
      }
      found = unknown.computeIfAbsent(field, name -> new Unknown());
    }
    found.records++;
    if (every || found.records <= LOOKED_AT) {
      boolean numeric = token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT;
      found.kinds.add(numeric ? JsonKinds.number(token, number, bytes, start, end) : JsonKinds.Sight.of(token));
      if (found.examples.size() < EXAMPLES) {
        found.examples.add(Utf8.shown(bytes, start, end));
      }
    }
  }

  void add(DriftTally other) {
    records += other.records;
    for (int i = 0; i < present.length; i++) {
      present[i] += other.present[i];
      misfits[i] += other.misfits[i];
      fill(examples.get(i), other.examples.get(i));
    }
    other.unknown.forEach((field, seen) -> {
      if (unknown.size() < DriftSights.MOST_FIELDS || unknown.containsKey(field)) {
        Unknown found = unknown.computeIfAbsent(field, name -> new Unknown());
        found.records += seen.records;
        found.kinds.add(seen.kinds);
        fill(found.examples, seen.examples);
      }
    });
  }

  private static void fill(List<String> examples, List<String> more) {
    more.stream().limit(EXAMPLES - examples.size()).forEach(examples::add);
  }

  DriftSights sights(List<ColumnRead> columns) {
    Map<String, DriftSights.NewField> fields = new LinkedHashMap<>();
    unknown.forEach((field, seen) -> fields.put(field, new DriftSights.NewField(seen.records, seen.kinds.lasting(), seen.examples)));
    Map<String, DriftSights.SeenColumn> seen = new LinkedHashMap<>();
    for (int i = 0; i < present.length; i++) {
      seen.put(columns.get(i).column().name(), new DriftSights.SeenColumn(present[i], misfits[i], examples.get(i)));
    }
    return new DriftSights(records, fields, seen);
  }
}
