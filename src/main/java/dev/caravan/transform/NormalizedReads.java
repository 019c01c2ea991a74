package dev.caravan.transform;

import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Problem;
import dev.caravan.Problems;
import dev.caravan.batch.CellRules;
import dev.caravan.batch.CellRules.Letters;
import dev.caravan.batch.Column;
import dev.caravan.batch.ColumnRead;
import dev.caravan.batch.Type;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Changes the reads of a contract as the parameters of a route say, and finds every mistake in them. */
final class NormalizedReads {
  private static final String ALL = "";

  private final Map<String, Column> columns = new LinkedHashMap<>();
  private final List<ColumnRead> reads;
  private final NormalizeConfig config;
  private final Problems problems;

  private final Map<String, List<String>> sources = new HashMap<>();
  private final Map<String, Letters> letters = new HashMap<>();
  private final Map<String, List<String>> formats = new HashMap<>();
  private final Map<String, Integer> minorUnits = new HashMap<>();
  private ZoneId zone;

  NormalizedReads(List<ColumnRead> reads, NormalizeConfig config, Problems problems) {
    this.reads = reads;
    this.config = config;
    this.problems = problems;
    reads.forEach(read -> columns.put(read.column().name(), read.column()));
  }

  List<ColumnRead> list() {
    readRename();
    readLetters();
    readFormats();
    readMinorUnits();
    readZone();
    return reads.stream().map(this::changed).toList();
  }

  private ColumnRead changed(ColumnRead read) {
    String name = read.column().name();
    CellRules rules = read.rules();
    List<String> patterns = formats.getOrDefault(name, temporal(read.column().type()) ? formats.getOrDefault(ALL, rules.formats()) : rules.formats());
    return new ColumnRead(
        read.column(),
        sources.getOrDefault(name, read.source()),
        new CellRules(
            config.trim(),
            letters.getOrDefault(name, rules.letters()),
            more(rules.nullTokens(), config.nullTokens()),
            more(rules.trueTokens(), config.trueTokens()),
            more(rules.falseTokens(), config.falseTokens()),
            patterns,
            zone == null ? rules.zone() : zone,
            minorUnits.getOrDefault(name, rules.minorUnits()),
            config.coerce() == null ? rules.coerce() : config.coerce(),
            rules.verbatim()));
  }

  private static Set<String> more(Set<String> tokens, String text) {
    Set<String> all = new HashSet<>(tokens);
    all.addAll(CompactText.words(text));
    return all;
  }

  private void readRename() {
    CompactText.pairs(config.rename(), "rename", "field=column", problems)
        .forEach((from, to) -> {
          String column = CompactText.unescape(to);
          if (!known("rename", column)) {
            return;
          }
          List<String> path = CompactText.split(from, '.').stream().map(CompactText::unescape).toList();
          if (sources.put(column, path) != null) {
            problems.add(Problem.of(ErrorCode.KAMELET_PARAMETER, null, "parameter rename fills column '" + column + "' twice"));
          }
        });
  }

  private void readLetters() {
    CompactText.pairs(config.letters(), "case", "column=upper|lower|keep", problems)
        .forEach((column, word) -> {
          if (!known("case", column) || !fits("case", column, columns.get(column).type() instanceof Type.Text, "a text column")) {
            return;
          }
          switch (word.toLowerCase(Locale.ROOT)) {
            case "upper" -> letters.put(column, Letters.UPPER);
            case "lower" -> letters.put(column, Letters.LOWER);
            case "keep" -> letters.put(column, Letters.KEEP);
            default -> refuse("case", "upper, lower or keep", word, Nearest.hint(word, List.of("upper", "lower", "keep")));
          }
        });
  }

  private void readFormats() {
    for (String part : CompactText.parts(config.formats())) {
      List<String> sides = CompactText.split(part, '=');
      String column = sides.size() == 1 ? ALL : sides.get(0).strip();
      if (!column.equals(ALL)
          && (!known("formats", column) || !fits("formats", column, temporal(columns.get(column).type()), "a date, time or timestamp column"))) {
        continue;
      }
      List<String> patterns = new ArrayList<>();
      for (String pattern : CompactText.split(sides.get(sides.size() - 1), '|')) {
        patterns.add(pattern(CompactText.unescape(pattern.strip())));
      }
      formats.put(column, patterns);
    }
  }

  private String pattern(String pattern) {
    try {
      DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
    } catch (IllegalArgumentException e) {
      refuse("formats", "a java.time pattern such as dd.MM.yyyy", pattern + " (" + e.getMessage() + ")", null);
    }
    return pattern;
  }

  private void readMinorUnits() {
    CompactText.pairs(config.minorUnits(), "minorUnits", "column=digits", problems)
        .forEach((column, digits) -> {
          if (!known("minorUnits", column)) {
            return;
          }
          int scale = columns.get(column).type() instanceof Type.Decimal decimal ? decimal.scale() : -1;
          if (!fits("minorUnits", column, scale >= 0, "a decimal column")) {
            return;
          }
          if (!digits.matches("[0-9]{1,2}") || Integer.parseInt(digits) > scale) {
            refuse("minorUnits", "0 to " + scale + " digits for " + column + ", a " + columns.get(column).type().sql(), digits, null);
          } else {
            minorUnits.put(column, Integer.parseInt(digits));
          }
        });
  }

  private void readZone() {
    if (config.zone() == null || config.zone().isBlank()) {
      return;
    }
    try {
      zone = ZoneId.of(config.zone().strip());
    } catch (DateTimeException e) {
      String near = Nearest.to(config.zone().strip(), ZoneId.getAvailableZoneIds()).map(name -> "did you mean '" + name + "'?").orElse(null);
      refuse("zone", "a zone such as Europe/Berlin or +02:00", config.zone(), near);
    }
  }

  private boolean known(String parameter, String column) {
    if (!columns.containsKey(column)) {
      problems.add(
          Problem.of(ErrorCode.COLUMN_UNKNOWN, null, "parameter " + parameter + " names a column the contract " + config.contract() + " does not have")
              .required("a column of the contract", column)
              .next(Nearest.hint(column, columns.keySet())));
    }
    return columns.containsKey(column);
  }

  private boolean fits(String parameter, String column, boolean fits, String required) {
    if (!fits) {
      refuse(parameter, required, column + " of type " + columns.get(column).type().sql(), null);
    }
    return fits;
  }

  private void refuse(String parameter, String required, String got, String next) {
    problems.add(
        Problem.of(ErrorCode.KAMELET_PARAMETER, null, "parameter " + parameter + " cannot be used").required(required, got).next(next));
  }

  private static boolean temporal(Type type) {
    return type instanceof Type.Date || type instanceof Type.Time || type instanceof Type.Timestamp;
  }
}
