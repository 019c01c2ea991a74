package dev.caravan.cli.crash;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.Type;
import dev.caravan.contract.Contract;
import dev.caravan.contract.ContractTypes;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Makes records that a contract accepts, from its types, limits, choices and examples: as JSON, by the names its fields
 * have in the source. Keys and unique values occur once; about one record in fifty lacks something it must have.
 */
final class SeededRecords {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BAD_OF = 50;
  private static final LocalDate FIRST_DAY = LocalDate.of(2026, 1, 1);
  private static final int DAYS = 300;
  private static final int MOST = 30_000;

  private final Contract.Dataset dataset;
  /** by field: how dates are written, where the route reads them otherwise than ISO */
  private final Map<String, String> dateForms;
  /** by field: digits behind the point that the source leaves out */
  private final Map<String, Integer> minorUnits;
  /** by field: what the route reads it from, where that is not its own name; points lead into objects */
  private final Map<String, String> renamed;

  SeededRecords(Contract.Dataset dataset, Map<String, String> dateForms, Map<String, Integer> minorUnits, Map<String, String> renamed) {
    this.dataset = dataset;
    this.dateForms = Map.copyOf(dateForms);
    this.minorUnits = Map.copyOf(minorUnits);
    this.renamed = Map.copyOf(renamed);
  }

  /**
   * A record as JSON.
   *
   * @param repaired the same with all that it must have
   */
  record Line(String text, String repaired) {}

  /** @throws CaravanException CRASH_ROUTE when a field asks for text that nothing here can make */
  List<Line> lines(long seed, int count) {
    Random random = new Random(seed);
    return IntStream.rangeClosed(1, count).mapToObj(number -> line(number, random)).toList();
  }

  private Line line(int number, Random random) {
    boolean bad = random.nextInt(BAD_OF) == 0;
    ObjectNode record = JSON.createObjectNode();
    ObjectNode whole = JSON.createObjectNode();
    for (Contract.Property property : dataset.properties()) {
      Object value = value(property, number, random);
      put(whole, property, value);
      if (bad && property.required()) {
        bad = false;
        continue;
      }
      put(record, property, value);
    }
    return new Line(record.toString(), whole.toString());
  }

  private void put(ObjectNode record, Contract.Property property, Object value) {
    String path = renamed.get(property.name());
    if (path == null) {
      record.set(property.physicalName() == null ? property.name() : property.physicalName(), JSON.valueToTree(value));
      return;
    }
    ObjectNode within = record;
    String[] parts = path.split("\\.");
    for (int i = 0; i < parts.length - 1; i++) {
      within = within.withObjectProperty(parts[i]);
    }
    within.set(parts[parts.length - 1], JSON.valueToTree(value));
  }

  private Object value(Contract.Property property, int number, Random random) {
    boolean single = property.primaryKey() || property.unique();
    int chosen = single ? number : 1 + random.nextInt(MOST);
    if (!property.validValues().isEmpty()) {
      return property.validValues().get(chosen % property.validValues().size());
    }
    Type type = ContractTypes.of(property);
    if (type instanceof Type.Int || type instanceof Type.Decimal || type instanceof Type.Floating) {
      return number(property, type, chosen);
    }
    if (type instanceof Type.Bool) {
      return chosen % 2 == 0;
    }
    if (type instanceof Type.Date) {
      String form = dateForms.getOrDefault(property.name(), "yyyy-MM-dd");
      return FIRST_DAY.plusDays(chosen % DAYS).format(DateTimeFormatter.ofPattern(form, Locale.ROOT));
    }
    if (type instanceof Type.Time) {
      return LocalTime.ofSecondOfDay(chosen).format(DateTimeFormatter.ISO_LOCAL_TIME);
    }
    if (type instanceof Type.Timestamp timestamp) {
      return FIRST_DAY.atStartOfDay().plusSeconds(chosen * 60L).format(DateTimeFormatter.ISO_LOCAL_DATE_TIME) + (timestamp.zoned() ? "Z" : "");
    }
    if (type instanceof Type.Json) {
      return "array".equals(property.logicalType()) ? List.of() : Map.of();
    }
    return text(property, chosen, single);
  }

  private Object number(Contract.Property property, Type type, int chosen) {
    BigDecimal step = property.options().number("multipleOf").orElse(BigDecimal.ONE);
    BigDecimal least = property.options().number("minimum").or(() -> property.options().number("exclusiveMinimum").map(step::add)).orElse(BigDecimal.ZERO);
    BigDecimal most = property.options().number("maximum").or(() -> property.options().number("exclusiveMaximum").map(limit -> limit.subtract(step))).orElse(least.add(room(type)));
    BigDecimal steps = most.subtract(least).divide(step, 0, RoundingMode.DOWN).max(BigDecimal.ZERO);
    BigDecimal value = least.add(step.multiply(BigDecimal.valueOf(chosen).remainder(steps.add(BigDecimal.ONE))));
    int minor = minorUnits.getOrDefault(property.name(), 0);
    BigDecimal written = value.movePointRight(minor).stripTrailingZeros();
    return written.scale() <= 0 ? written.toBigInteger() : written;
  }

  private static BigDecimal room(Type type) {
    if (type instanceof Type.Int integer && integer.bits() <= 8) {
      return BigDecimal.valueOf(100);
    }
    if (type instanceof Type.Decimal decimal && decimal.precision() - decimal.scale() < 5) {
      return BigDecimal.TEN.pow(Math.max(0, decimal.precision() - decimal.scale())).subtract(BigDecimal.ONE);
    }
    return BigDecimal.valueOf(MOST);
  }

  private static Object text(Contract.Property property, int chosen, boolean single) {
    String pattern = property.options().text("pattern").orElse(null);
    int least = property.options().number("minLength").map(BigDecimal::intValue).orElse(0);
    int most = property.options().number("maxLength").map(BigDecimal::intValue).orElse(Integer.MAX_VALUE);
    Predicate<String> fits = text -> text.length() >= least && text.length() <= most && (pattern == null || Pattern.compile(pattern).matcher(text).find());
    List<String> candidates = new ArrayList<>();
    if (!single) {
      property.examples().stream().map(String::valueOf).forEach(candidates::add);
    }
    property.options().text("format").map(format -> formed(format, chosen)).ifPresent(candidates::add);
    String digits = Integer.toString(chosen);
    candidates.add("text " + digits);
    candidates.add(formed("email", chosen));
    candidates.add(formed("uuid", chosen));
    candidates.add(formed("uri", chosen));
    IntStream.rangeClosed(Math.max(1, least), Math.min(most, 20)).forEach(length -> {
      candidates.add(last("0".repeat(length) + digits, length));
      candidates.add(last("A".repeat(length) + letters(chosen), length));
      candidates.add(last("a".repeat(length) + letters(chosen).toLowerCase(Locale.ROOT), length));
    });
    List<String> fitting = candidates.stream().filter(fits).toList();
    if (!fitting.isEmpty()) {
      return property.examples().isEmpty() || single ? fitting.get(0) : fitting.get(chosen % Math.min(fitting.size(), property.examples().size()));
    }
    if (!property.required()) {
      return null;
    }
    throw new CaravanException(
        Problem.of(ErrorCode.CRASH_ROUTE, property.place(), "No text can be made for the field " + property.name())
            .required("a text that fits the pattern " + pattern + " and its lengths", "none")
            .next("Give the field `examples` in its contract."));
  }

  private static String formed(String format, int number) {
    return switch (format) {
      case "email" -> "person" + number + "@example.com";
      case "uuid" -> UUID.nameUUIDFromBytes(Integer.toString(number).getBytes(StandardCharsets.UTF_8)).toString();
      case "uri" -> "https://example.com/" + number;
      case "hostname" -> "host" + number + ".example.com";
      case "ipv4" -> "10." + number / 65_536 % 256 + "." + number / 256 % 256 + "." + number % 256;
      case "ipv6" -> "2001:db8::" + Integer.toHexString(number % 65_536);
      default -> "text " + number;
    };
  }

  private static String last(String text, int length) {
    return text.substring(text.length() - length);
  }

  private static String letters(int number) {
    StringBuilder letters = new StringBuilder();
    for (int left = number; left > 0; left /= 26) {
      letters.append((char) ('A' + left % 26));
    }
    return letters.toString();
  }
}
