package dev.caravan.runtime.lint;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Place;
import dev.caravan.Problem;
import dev.caravan.contract.Contract;
import dev.caravan.contract.Contracts;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Follows the columns of a batch from step to step. They are known after normalize-action, by its contract,
 * until a step that may do anything.
 */
final class ColumnFlow {
  /** EIPs that leave the batch in the body as it is. */
  private static final Set<String> NEUTRAL =
      Set.of("log", "setHeader", "setHeaders", "setProperty", "setVariable", "setVariables", "removeHeader", "removeHeaders", "removeProperty", "delay", "throttle");
  private static final Set<String> NEUTRAL_KAMELETS = Set.of("validate-action", "profile-action", "lake-sink", "jdbc-upsert-sink", "kafka-sink", "events-sink");
  private static final Pattern TYPED = Pattern.compile("(?is)(.*\\S)\\s+as\\s+[a-z]+(?: with time zone)?\\s*(?:\\([\\d\\s,]*\\))?");

  private final Contracts contracts;
  private final Findings findings;
  private final Map<String, Optional<Set<String>>> datasets = new HashMap<>();

  ColumnFlow(Contracts contracts, Findings findings) {
    this.contracts = contracts;
    this.findings = findings;
  }

  /** Every contract that the endpoint names, whether or not columns are followed. */
  void contract(EndpointUse use) {
    EndpointUse.Option option = use.options().get("contract");
    if (option != null && option.text() != null && !option.text().isBlank() && !DslTypes.isLate(option.text())) {
      columns(option);
    }
  }

  void check(RouteParts.Flow flow) {
    Set<String> columns = null;
    for (Yaml step : flow.steps()) {
      EndpointUse use = RouteParts.endpointOf(step);
      if (use != null && use.isKamelet()) {
        columns = after(use, columns);
      } else if (use == null && !neutral(step)) {
        columns = null;
      } else if (use != null && !use.scheme().equals("log")) {
        columns = null;
      }
    }
  }

  /** Whether a step that is no endpoint leaves the batch in the body as it is. */
  static boolean neutral(Yaml step) {
    return step instanceof Yaml.Mapping mapping && NEUTRAL.containsAll(mapping.entries().keySet());
  }

  private Set<String> after(EndpointUse use, Set<String> columns) {
    Map<String, EndpointUse.Option> options = use.options();
    switch (use.kamelet()) {
      case "normalize-action" -> {
        return normalized(options);
      }
      case "enrich-action" -> {
        return columns == null ? null : enriched(options, new LinkedHashSet<>(columns));
      }
      case "filter-action" -> expression(text(options, "where"), columns);
      case "deduplicate-action" -> words(text(options, "keys"), columns);
      case "lake-sink" -> words(text(options, "partitionBy"), columns);
      case "jdbc-upsert-sink" -> words(text(options, "key"), columns);
      case "kafka-sink", "events-sink" -> {
        words(text(options, "subject"), columns);
        words(text(options, "time"), columns);
        words(text(options, "key").filter(key -> !key.text().strip().equals("none")), columns);
        words(text(options, "partitionBy"), columns);
      }
      default -> {
        return NEUTRAL_KAMELETS.contains(use.kamelet()) ? columns : null;
      }
    }
    return columns;
  }

  private Set<String> normalized(Map<String, EndpointUse.Option> options) {
    EndpointUse.Option contract = text(options, "contract").orElse(null);
    Set<String> columns = contract == null ? null : columns(contract).orElse(null);
    if (columns == null) {
      return null;
    }
    text(options, "rename").ifPresent(option -> parts(option).forEach(part -> {
      int equals = part.text().indexOf('=');
      if (equals >= 0) {
        known(part.after(equals + 1), columns);
      }
    }));
    for (String name : List.of("case", "minorUnits", "formats")) {
      text(options, name).ifPresent(option -> parts(option).forEach(part -> {
        int equals = part.text().indexOf('=');
        if (equals >= 0) {
          known(part.before(equals), columns);
        }
      }));
    }
    return columns;
  }

  private Set<String> enriched(Map<String, EndpointUse.Option> options, Set<String> columns) {
    text(options, "on").ifPresent(option -> parts(option).forEach(part -> {
      int equals = part.text().indexOf('=');
      known(equals < 0 ? part : part.before(equals), columns);
    }));
    text(options, "take").ifPresent(option -> parts(option).forEach(part -> {
      int equals = part.text().indexOf('=');
      columns.add((equals < 0 ? part : part.after(equals + 1)).plain());
    }));
    text(options, "calculate").ifPresent(option -> parts(option).forEach(part -> {
      int equals = part.text().indexOf('=');
      if (equals < 0) {
        return;
      }
      Part expression = part.after(equals + 1);
      Matcher typed = TYPED.matcher(expression.text());
      expression(typed.matches() ? expression.before(typed.end(1)) : expression, columns);
      columns.add(part.before(equals).plain());
    }));
    return columns;
  }

  /** Text that only the start knows says nothing; RAW(…) is taken off. */
  static Optional<EndpointUse.Option> text(Map<String, EndpointUse.Option> options, String name) {
    EndpointUse.Option option = options.get(name);
    return option == null || option.text() == null || option.text().isBlank() || DslTypes.isLate(option.text()) ? Optional.empty() : Optional.of(option);
  }

  private Optional<Set<String>> columns(EndpointUse.Option option) {
    return datasets.computeIfAbsent(option.text(), name -> read(name, option));
  }

  private Optional<Set<String>> read(String name, EndpointUse.Option option) {
    try {
      Set<String> columns = new LinkedHashSet<>();
      for (Contract.Property property : contracts.dataset(name).properties()) {
        columns.add(property.name());
      }
      return Optional.of(columns);
    } catch (CaravanException exception) {
      for (Problem problem : exception.problems()) {
        if (problem.code() == ErrorCode.CONTRACT_NOT_FOUND) {
          findings.add(LintRule.CONTRACT_UNKNOWN, option.place(), problem.message(), problem.required(), problem.got(), sentence(problem.next()));
        } else {
          findings.add(problem, option.place());
        }
      }
      return Optional.empty();
    }
  }

  private static String sentence(String next) {
    return next == null ? null : Character.toUpperCase(next.charAt(0)) + next.substring(1);
  }

  private void words(Optional<EndpointUse.Option> option, Set<String> columns) {
    if (columns != null) {
      option.ifPresent(found -> parts(found).forEach(part -> known(part, columns)));
    }
  }

  private void known(Part part, Set<String> columns) {
    if (!part.plain().isEmpty() && !columns.contains(part.plain())) {
      unknown(part.plain(), part.place(), columns);
    }
  }

  private void unknown(String name, Place place, Set<String> columns) {
    findings.add(LintRule.COLUMN_UNKNOWN, place, "there is no column '" + name + "' here", "one of " + String.join(", ", columns), "'" + name + "'",
        dev.caravan.Nearest.to(name, columns).map(near -> "Did you mean '" + near + "'?").orElse(null));
  }

  private void expression(Optional<EndpointUse.Option> option, Set<String> columns) {
    option.ifPresent(found -> expression(Part.whole(found), columns));
  }

  private void expression(Part part, Set<String> columns) {
    SqlColumns.Read read = SqlColumns.read(part.text());
    if (read.error() != null) {
      findings.add(LintRule.KAMELET_PARAMETER_VALUE, part.placeAt(Math.max(0, read.index())), "this is not an SQL expression: " + read.error(),
          "one SQL expression", "'" + part.text() + "'", null);
    } else if (columns != null) {
      // SQL names are the same in small and capital letters.
      for (SqlColumns.Named named : read.columns()) {
        if (columns.stream().noneMatch(named.name()::equalsIgnoreCase)) {
          unknown(named.name(), part.placeAt(named.index()), columns);
        }
      }
    }
  }

  /**
   * A piece of an option's text.
   *
   * @param from index of its first character in the option's text
   */
  private record Part(EndpointUse.Option option, String text, int from) {

    static Part whole(EndpointUse.Option option) {
      String text = option.text();
      if (text.startsWith("RAW(") && text.endsWith(")")) {
        return new Part(option, text.substring(4, text.length() - 1), 4).stripped();
      }
      return new Part(option, text, 0).stripped();
    }

    Part stripped() {
      int leading = text.length() - text.stripLeading().length();
      return new Part(option, text.strip(), from + leading);
    }

    Part before(int index) {
      return new Part(option, text.substring(0, index), from).stripped();
    }

    Part after(int index) {
      return new Part(option, text.substring(index), from + index).stripped();
    }

    /** Without the backslashes that make a character literal. */
    String plain() {
      return text.replaceAll("\\\\(.)", "$1");
    }

    Place place() {
      return placeAt(0);
    }

    Place placeAt(int index) {
      return option.value() instanceof Yaml.Scalar scalar ? scalar.at(from + index) : option.place();
    }
  }

  // The grammar of the Kamelets: commas inside parentheses or quotes, or behind a backslash, separate nothing.
  private static List<Part> parts(EndpointUse.Option option) {
    Part whole = Part.whole(option);
    List<Part> parts = new java.util.ArrayList<>();
    int depth = 0;
    char quote = 0;
    int start = 0;
    String text = whole.text();
    for (int i = 0; i <= text.length(); i++) {
      char c = i == text.length() ? ',' : text.charAt(i);
      if (i == text.length() || (c == ',' && quote == 0 && depth <= 0)) {
        Part part = new Part(option, text.substring(start, i), whole.from() + start).stripped();
        if (!part.text().isEmpty()) {
          parts.add(part);
        }
        start = i + 1;
      } else if (c == '\\') {
        i = Math.min(i + 1, text.length() - 1);
      } else if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
      }
    }
    return parts;
  }
}
