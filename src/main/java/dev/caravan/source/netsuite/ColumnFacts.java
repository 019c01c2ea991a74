package dev.caravan.source.netsuite;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Puts together what is known of one column, and where from. Used by one thread. */
final class ColumnFacts {
  private static final String CATALOGUE = "catalogue";
  private static final String WHOLE = "-?(0|[1-9]\\d{0,17})";
  private static final String DECIMAL = "-?\\d{0,20}(\\.\\d+)?([eE][+-]?\\d+)?";

  private final SuiteQl suiteQl;
  private final String table;
  private final Sample sample;
  private final List<String> key;
  private final ReferenceProbe references;
  private DateFormat format;

  ColumnFacts(SuiteQl suiteQl, String table, Sample sample, List<String> key) {
    this.suiteQl = suiteQl;
    this.table = table;
    this.sample = sample;
    this.key = key;
    this.references = new ReferenceProbe(suiteQl, table);
  }

  private record Typed(ColumnType type, String from) {}

  /** @param field what the catalogue says, or null */
  ColumnSchema column(String name, CatalogField field) {
    List<String> values = sample.values(name);
    Typed typed = field == null ? byValues(name, values) : byCatalogue(field, values);
    boolean custom = field != null && field.custom() || name.matches("cust[a-z]*_.*");
    Optional<ReferenceProbe.Found> reference =
        typed.type() == ColumnType.INTEGER && !name.equals("id") && (field == null || field.refers() || field.type().isEmpty())
            ? references.find(name, field, values)
            : Optional.empty();
    boolean inKey = key.contains(name);
    boolean never = field != null && !field.nullable() && (sample.rows() == 0 || sample.full(name));
    return new ColumnSchema(
        name, field == null ? null : field.title(), typed.type(), typed.from(), inKey || never, nulls(name, field, inKey), custom,
        reference.map(ReferenceProbe.Found::target).orElse(null), reference.map(ReferenceProbe.Found::from).orElse(null),
        reference.map(ReferenceProbe.Found::missing).orElse(0));
  }

  private String nulls(String name, CatalogField field, boolean inKey) {
    int empty = sample.rows() - sample.values(name).size();
    String seen = sample.rows() == 0 ? "no row was sampled" : empty == 0 ? "no null in " + sample.rows() + " rows sampled" : empty + " of " + sample.rows() + " rows sampled have none";
    if (inKey) {
      return "part of the key; " + seen;
    }
    return field == null ? seen : CATALOGUE + " says " + (field.nullable() ? "nullable" : "not nullable") + "; " + seen;
  }

  private Typed byCatalogue(CatalogField field, List<String> values) {
    boolean whole = !values.isEmpty() && values.stream().allMatch(value -> value.matches(WHOLE));
    if (field.refers()) {
      return whole || values.isEmpty()
          ? new Typed(ColumnType.INTEGER, CATALOGUE + ": a reference, by id")
          : new Typed(ColumnType.TEXT, CATALOGUE + ": an entry of a list; ids of it are texts in the sample");
    }
    ColumnType type = field.type().orElse(ColumnType.TEXT);
    // The catalogue calls ids strings.
    if (field.column().equals("id") && whole) {
      return new Typed(ColumnType.INTEGER, "sample: whole numbers; the catalogue calls ids string");
    }
    boolean fits =
        switch (type) {
          case INTEGER -> values.stream().allMatch(value -> value.matches(WHOLE));
          case NUMBER -> values.stream().allMatch(value -> value.matches(DECIMAL));
          case BOOLEAN -> values.stream().allMatch(value -> value.equals("T") || value.equals("F"));
          case DATE, TIMESTAMP, TEXT -> true;
        };
    return fits ? new Typed(type, CATALOGUE) : new Typed(ColumnType.TEXT, "sample: the catalogue says " + type.name().toLowerCase(Locale.ROOT) + ", but not all values are");
  }

  private Typed byValues(String name, List<String> values) {
    String sampled = "sample: all " + values.size() + " values ";
    if (values.stream().allMatch(value -> value.equals("T") || value.equals("F"))) {
      return new Typed(ColumnType.BOOLEAN, sampled + "are T or F");
    }
    if (values.stream().allMatch(value -> value.matches(WHOLE))) {
      return new Typed(ColumnType.INTEGER, sampled + "are whole numbers");
    }
    if (values.stream().allMatch(value -> value.matches(DECIMAL) && !value.matches("-?0\\d.*"))) {
      return new Typed(ColumnType.NUMBER, sampled + "are numbers");
    }
    if (values.stream().allMatch(value -> value.length() < 20 && format().matches(value))) {
      return timed(name)
          ? new Typed(ColumnType.TIMESTAMP, sampled + "are dates as the account writes them (" + format().pattern() + "), and TO_CHAR shows times of day")
          : new Typed(ColumnType.DATE, sampled + "are dates as the account writes them (" + format().pattern() + "), none with a time of day");
    }
    return new Typed(ColumnType.TEXT, "sample");
  }

  private DateFormat format() {
    if (format == null) {
      format = DateFormat.of(suiteQl);
    }
    return format;
  }

  // A bare date drops its time of day, so that has to be asked for.
  private boolean timed(String name) {
    Sample times = Sample.of(suiteQl, "SELECT TO_CHAR(" + name + ", 'HH24:MI:SS') AS time FROM " + table + " WHERE " + name + " IS NOT NULL AND ROWNUM <= 100");
    return times.values("time").stream().anyMatch(time -> !time.equals("00:00:00"));
  }
}
