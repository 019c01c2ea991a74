package dev.caravan.streams;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is done to records one after the other. */
sealed interface Step {

  /** How files call it. */
  String word();

  /** Names and types of the fields behind it, in their order. */
  Map<String, FieldType> columns();

  /** Lets pass what fulfils all conditions. */
  record Filter(List<Condition> conditions, Map<String, FieldType> columns) implements Step {
    public Filter {
      conditions = List.copyOf(conditions);
      columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }

    @Override
    public String word() {
      return "filter";
    }
  }

  /** Lets pass the first record of each id within a time. */
  record Deduplicate(List<String> by, Duration within, Map<String, FieldType> columns) implements Step {
    public Deduplicate {
      by = List.copyOf(by);
      columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }

    @Override
    public String word() {
      return "deduplicate";
    }
  }

  /**
   * Makes one record of all of a group and window, when the window is over.
   *
   * @param by fields of the group; empty for one group
   * @param grace how long a window waits for records that come late
   */
  record Aggregate(List<String> by, Window window, Duration grace, List<Measure> measures, Map<String, FieldType> columns) implements Step {
    static final String START = "window_start";
    static final String END = "window_end";

    public Aggregate {
      by = List.copyOf(by);
      measures = List.copyOf(measures);
      columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }

    @Override
    public String word() {
      return "aggregate";
    }
  }
}
