package dev.caravan.failure;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.FailureClass;
import dev.caravan.Nearest;
import dev.caravan.Place;
import dev.caravan.Problem;
import dev.caravan.Problems;
import dev.caravan.contract.YamlDocument;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads tables of failures; what is not understood is refused with its place. */
public final class FailureTables {
  private static final String PACKAGED = "failures.yaml";
  private static final YamlDocument.Wording WORDING =
      new YamlDocument.Wording("table of failures", "Caravan", ErrorCode.FAILURE_TABLE, ErrorCode.FAILURE_TABLE, ErrorCode.FAILURE_TABLE);
  private static final List<String> KEYS = List.of("name", "code", "http", "sqlState", "exception", "cause", "class", "breaker", "because");
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  private static final Pattern STATUS = Pattern.compile("[1-5](\\d\\d|xx)");
  private static final Pattern SQL_STATE = Pattern.compile("[0-9A-Z]{2}([0-9A-Z]{3})?");
  private static final Pattern CLASS = Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)+");

  private final YamlDocument document;
  private final Problems problems = new Problems();
  private final Set<String> names = new HashSet<>();
  private final boolean own;

  private FailureTables(YamlDocument document, boolean own) {
    this.document = document;
    this.own = own;
  }

  /** The table that comes with Caravan. */
  public static FailureTable packaged() {
    try (InputStream in = FailureTables.class.getResourceAsStream(PACKAGED)) {
      return new FailureTables(YamlDocument.read(PACKAGED, new String(in.readAllBytes(), StandardCharsets.UTF_8), WORDING), false).read();
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.FAILURE_TABLE, "The packaged table of failures cannot be read", e);
    }
  }

  /**
   * A user's table, whose rows come before the packaged ones.
   *
   * @throws CaravanException FILE_NOT_FOUND, FAILURE_TABLE with everything that is wrong
   */
  public static FailureTable with(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new CaravanException(Problem.of(ErrorCode.FILE_NOT_FOUND, Place.of(file.toString()), "The table of failures does not exist"));
    }
    try {
      return packaged().after(read(file.toString(), Files.readString(file)));
    } catch (IOException e) {
      throw new CaravanException(Problem.of(ErrorCode.FAILURE_TABLE, Place.of(file.toString()), "The table of failures cannot be read: " + e), e);
    }
  }

  /** A user's rows alone. */
  static FailureTable read(String file, String text) {
    return new FailureTables(YamlDocument.read(file, text, WORDING), true).read();
  }

  private FailureTable read() {
    JsonNode root = document.root();
    if (!root.isObject()) {
      wrong("", "A table of failures is a mapping", "'rules:' with a list of rows", shown(root));
      problems.throwIfAny();
    }
    unknown(root, "", List.of("rules"));
    JsonNode rows = root.path("rules");
    if (!rows.isArray()) {
      wrong(root.has("rules") ? "/rules" : "", "A table of failures has a list of rows", "'rules:' with a list", rows.isMissingNode() ? "none" : shown(rows));
      problems.throwIfAny();
    }
    List<FailureRule> rules = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      rules.add(rule(rows.get(i), "/rules/" + i));
    }
    problems.throwIfAny();
    return new FailureTable(rules);
  }

  private FailureRule rule(JsonNode row, String at) {
    if (!row.isObject()) {
      wrong(at, "A row of the table is a mapping", "a mapping with name and class", shown(row));
      return FailureRule.otherwise();
    }
    unknown(row, at, KEYS);
    String name = name(row, at);
    Set<String> codes = new LinkedHashSet<>();
    for (String code : list(row, at, "code")) {
      codes.add(code);
      if (!code.equals(FailureRule.ANY) && !codes().contains(code)) {
        problems.add(
            Problem.of(ErrorCode.FAILURE_TABLE, document.place(at + "/code"), "There is no error code '" + code + "'").next(Nearest.advice(code, codes())));
      }
    }
    FailureClass failureClass = failureClass(row, at);
    boolean outside = outside(row, at, failureClass);
    List<String> statuses = formed(row, at, "http", STATUS, "a status such as 503, or 5xx");
    List<String> states = formed(row, at, "sqlState", SQL_STATE, "an SQL state of five signs, or its first two, in quotes");
    List<String> exceptions = formed(row, at, "exception", CLASS, "the full name of a class");
    List<String> causes = formed(row, at, "cause", CLASS, "the full name of a class");
    if (own && KEYS.subList(1, 6).stream().noneMatch(row::has)) {
      wrong(at, "The row '" + name + "' fits every failure", "at least one of " + String.join(", ", KEYS.subList(1, 6)), "none");
    }
    return new FailureRule(name, codes, statuses, states, Set.copyOf(exceptions), Set.copyOf(causes), failureClass, outside, row.path("breaker").asText("").equals("opens"), row.path("because").asText(""));
  }

  private String name(JsonNode row, String at) {
    String name = row.path("name").asText("");
    if (!NAME.matcher(name).matches()) {
      wrong(row.has("name") ? at + "/name" : at, "A row needs a name, by which logs and the ledger tell that it decided", "lower-case words with dashes", row.has("name") ? shown(row.get("name")) : "none");
    } else if (!names.add(name)) {
      wrong(at + "/name", "Two rows have the same name", "each name once", "'" + name + "' again");
    }
    return name;
  }

  private FailureClass failureClass(JsonNode row, String at) {
    String word = row.path("class").asText("");
    if (!own && word.equals("own")) {
      return null;
    }
    List<String> words = Arrays.stream(FailureClass.values()).map(FailureClass::word).toList();
    if (words.contains(word)) {
      return FailureClass.valueOf(word.toUpperCase(Locale.ROOT));
    }
    problems.add(
        Problem.of(ErrorCode.FAILURE_TABLE, row.has("class") ? document.place(at + "/class") : document.place(at), "A row needs the class of what it fits")
            .required("one of " + String.join(", ", words), row.has("class") ? shown(row.get("class")) : "none")
            .next(row.has("class") ? Nearest.advice(word, words) : null));
    return FailureClass.PERMANENT;
  }

  private boolean outside(JsonNode row, String at, FailureClass failureClass) {
    if (!row.has("breaker")) {
      return failureClass == FailureClass.TRANSIENT;
    }
    return switch (row.get("breaker").asText("")) {
      case "counts", "opens" -> true;
      case "ignores" -> false;
      default -> {
        wrong(at + "/breaker", "Whether a breaker counts the failure cannot be read", "counts, ignores or opens", shown(row.get("breaker")));
        yield false;
      }
    };
  }

  private List<String> formed(JsonNode row, String at, String key, Pattern form, String required) {
    List<String> entries = list(row, at, key);
    for (String entry : entries) {
      if (!form.matcher(entry).matches()) {
        wrong(at + "/" + key, "An entry of '" + key + "' cannot be read", required, "'" + entry + "'");
      }
    }
    return entries;
  }

  // One entry, or a list of them. YAML reads 08006 as a number and drops its zero: it has to be quoted.
  private List<String> list(JsonNode row, String at, String key) {
    JsonNode node = row.path(key);
    if (node.isMissingNode()) {
      return List.of();
    }
    List<String> entries = new ArrayList<>();
    for (JsonNode entry : node.isArray() ? node : List.of(node)) {
      if (entry.isTextual() || entry.isIntegralNumber() && !key.equals("sqlState")) {
        entries.add(entry.asText());
      } else {
        wrong(at + "/" + key, "An entry of '" + key + "' cannot be read", key.equals("sqlState") ? "text in quotes" : "text", shown(entry));
      }
    }
    if (entries.isEmpty() && node.isArray() && node.isEmpty()) {
      wrong(at + "/" + key, "The list '" + key + "' is empty", "at least one entry", "none");
    }
    return entries;
  }

  private void unknown(JsonNode object, String at, List<String> known) {
    object
        .fieldNames()
        .forEachRemaining(
            key -> {
              if (!known.contains(key)) {
                problems.add(
                    Problem.of(ErrorCode.FAILURE_TABLE, document.keyPlace(YamlDocument.child(at, key)), "A table of failures has no key '" + key + "' here")
                        .next(Nearest.advice(key, known)));
              }
            });
  }

  private void wrong(String at, String message, String required, String got) {
    problems.add(Problem.of(ErrorCode.FAILURE_TABLE, document.place(at), message).required(required, got));
  }

  private static String shown(JsonNode node) {
    return node.isContainerNode() ? node.isArray() ? "a list" : "a mapping" : "'" + node.asText() + "'";
  }

  private static Set<String> codes() {
    Set<String> codes = new TreeSet<>();
    Arrays.stream(ErrorCode.values()).map(ErrorCode::code).forEach(codes::add);
    return codes;
  }
}
