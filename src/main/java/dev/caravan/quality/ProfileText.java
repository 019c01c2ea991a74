package dev.caravan.quality;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes a profile for a terminal: a few lines a column, nothing wider than it must be. */
public final class ProfileText {
  private static final String BARS = " ▁▂▃▄▅▆▇█";
  private static final int VALUE_LENGTH = 32;
  private static final int TOP = 5;

  private ProfileText() {}

  public static String write(Profile profile) {
    StringBuilder text = new StringBuilder();
    text.append(line(profile.source())).append(": ").append(number(profile.rows())).append(" rows, ").append(profile.columns().size()).append(" columns\n");
    for (Profile.CandidateKey key : profile.keys()) {
      text.append("key  ").append(line(String.join(", ", key.columns()))).append(key.exact() ? "" : "  (estimated)").append('\n');
    }
    for (ColumnProfile column : profile.columns()) {
      column(text, column);
    }
    return text.toString();
  }

  private static void column(StringBuilder text, ColumnProfile column) {
    text.append('\n').append(line(column.name())).append("  ").append(column.type()).append('\n');
    row(text, "values", number(column.present()) + ", " + (column.distinctExact() ? "" : "about ") + number(column.distinct()) + " different" + missing(column));
    if (column.sampled() > 0) {
      row(text, "sample", "what follows is of " + number(column.sampled()) + " rows");
    }
    if (column.minimum() != null) {
      row(text, "range", value(column.minimum()) + " to " + value(column.maximum()) + mean(column));
    }
    if (!column.quantiles().isEmpty()) {
      row(text, "quantiles", String.join("  ", column.quantiles().stream().map(q -> percent(q.quantile()) + " " + value(q.value())).toList()));
    }
    if (column.histogram().size() > 1) {
      row(text, "histogram", bars(column.histogram()));
    }
    if (column.lengths() != null) {
      row(text, "lengths", column.lengths().minimum() + " to " + column.lengths().maximum() + ", mean " + decimal(column.lengths().mean()));
    }
    if (!column.kinds().isEmpty()) {
      row(text, "reads as", String.join(", ", kinds(column)));
    }
    row(text, "top", frequencies(column.top()));
    row(text, "shapes", frequencies(column.shapes()));
  }

  private static void row(StringBuilder text, String title, String content) {
    if (!content.isEmpty()) {
      text.append(String.format(Locale.ROOT, "  %-10s", title)).append(content).append('\n');
    }
  }

  private static String missing(ColumnProfile column) {
    if (column.missing() == 0) {
      return "";
    }
    List<String> parts = new ArrayList<>();
    add(parts, column.nulls(), "null");
    add(parts, column.empties(), "empty");
    add(parts, column.notAvailable(), "not available");
    return "; missing " + percent((double) column.missing() / column.count()) + ": " + String.join(", ", parts);
  }

  private static void add(List<String> parts, long count, String what) {
    if (count > 0) {
      parts.add(number(count) + " " + what);
    }
  }

  private static String mean(ColumnProfile column) {
    String mean = column.mean() == null ? "" : ", mean " + decimal(column.mean());
    return column.deviation() == null ? mean : mean + ", deviation " + decimal(column.deviation());
  }

  private static String bars(List<ColumnProfile.Bin> bins) {
    long most = bins.stream().mapToLong(ColumnProfile.Bin::count).max().orElse(1);
    StringBuilder bars = new StringBuilder();
    for (ColumnProfile.Bin bin : bins) {
      // What is there is seen, be it ever so little.
      bars.append(BARS.charAt((int) Math.ceil(bin.count() * 8.0 / Math.max(1, most))));
    }
    return bars.toString();
  }

  private static List<String> kinds(ColumnProfile column) {
    return column.kinds().entrySet().stream()
        .sorted(Map.Entry.<Kind, Long>comparingByValue().reversed())
        .map(entry -> entry.getKey().label() + " " + number(entry.getValue()))
        .toList();
  }

  private static String frequencies(List<ColumnProfile.Frequency> frequencies) {
    return String.join("  ", frequencies.stream().limit(TOP).map(f -> value(f.value()) + " ×" + number(f.count())).toList());
  }

  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  static String decimal(double number) {
    return String.format(Locale.ROOT, "%.6g", number).replaceAll("(\\.\\d*?)0+($|e)", "$1$2").replaceAll("\\.($|e)", "$1");
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f%%", share * 100).replace(".0%", "%");
  }

  private static String value(String value) {
    String line = line(value);
    String shown = line.length() > VALUE_LENGTH ? line.substring(0, VALUE_LENGTH - 1) + "…" : line;
    return shown.isEmpty() || shown.contains(" ") ? '"' + shown + '"' : shown;
  }

  /** One line, without what a terminal would obey. */
  private static String line(String text) {
    return text.replaceAll("\\p{C}", "�");
  }
}
