package dev.caravan.streams;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is done to records one after the other. */
sealed interface Step {

  /** How files call it. */
  String word();

  /** Names and types of the fields behind it, in their order. */
  Map<String, FieldType> columns();

  /** The source that it reads beside what comes to it. */
  default Optional<Source> other() {
    return Optional.empty();
  }

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
   * Gives each record what a table says of it.
   *
   * @param table has a key
   * @param by fields that are held against the key of the table, in its order
   * @param history how far back it is known what held; empty when each takes what holds now
   * @param patience how long a record waits for what the table has to say
   */
  record Enrich(Source table, List<String> by, Taken taken, Optional<Duration> history, Duration patience, Without without, Map<String, FieldType> columns) implements Step {
    public Enrich {
      by = List.copyOf(by);
      columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }

    @Override
    public String word() {
      return "enrich";
    }

    @Override
    public Optional<Source> other() {
      return Optional.of(table);
    }
  }

  /**
   * Brings records of two streams together that are close in time.
   *
   * @param by fields that are held against those of the other
   * @param otherBy fields of the other, in the order of those here
   * @param within how far apart two may lie
   * @param grace how long is waited for what comes late
   */
  record Join(Source stream, List<String> by, List<String> otherBy, Taken taken, Duration within, Duration grace, Without without, Map<String, FieldType> columns) implements Step {
    public Join {
      by = List.copyOf(by);
      otherBy = List.copyOf(otherBy);
      columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }

    @Override
    public String word() {
      return "join";
    }

    @Override
    public Optional<Source> other() {
      return Optional.of(stream);
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
