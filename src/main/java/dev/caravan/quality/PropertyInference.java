package dev.caravan.quality;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Decides one property of a proposed contract. */
final class PropertyInference {
  /** Shape of 12, of 0,99 and of 1.234,50; not of 1,234, which may be either. */
  private static final Pattern COMMA = Pattern.compile("-?(9{1,3}(\\.999)+|9+)(,9|,99|,9{4,})?");

  private static final int MOST_DIGITS = 38;
  /** Below this many values a range, an enumeration or a pattern would only repeat the sample. */
  private static final long ENOUGH = 20;
  private static final int MOST_CHOICES = 20;
  /** Rows a choice must have, on average, to be one. */
  private static final int ROWS_A_CHOICE = 5;
  private static final List<Integer> LENGTHS = List.of(10, 20, 50, 100, 255, 1000, 4000);
  private static final Set<String> TRUE = Set.of("t", "y", "yes", "on");
  private static final Set<String> FALSE = Set.of("f", "n", "no", "off");

  private final PropertyProposal proposal;
  private final ColumnProfile column;
  private final boolean untyped;
  private final long present;
  private boolean personal;

  private PropertyInference(String name, ColumnProfile column, boolean untyped) {
    this.proposal = new PropertyProposal(name, column);
    this.column = column;
    this.untyped = untyped;
    this.present = column.present();
  }

  static PropertyProposal propose(String name, ColumnProfile column, boolean untyped) {
    PropertyInference inference = new PropertyInference(name, column, untyped);
    inference.decide();
    return inference.proposal;
  }

  private void decide() {
    if (!proposal.name().equals(column.name())) {
      proposal.decide("physicalName", column.name(), "the name in the source");
    }
    if (Family.of(column.type()) == Family.TEXT) {
      text();
    } else {
      typed();
    }
    if (column.missing() == 0 && column.count() > 0) {
      proposal.decide("required", true, "none of " + rows(column.count()) + " is without a value" + (column.count() < ENOUGH ? "; few rows" : ""));
    } else if (column.missing() > 0) {
      proposal.decide("required", false, missing());
      emptiesAndTokens();
    }
  }

  private String missing() {
    List<String> parts = new ArrayList<>();
    part(parts, column.nulls(), "null");
    part(parts, column.empties(), "empty");
    part(parts, column.notAvailable(), "a token for \"not available\"");
    return rows(column.missing()) + " of " + column.count() + " without a value: " + String.join(", ", parts);
  }

  private static void part(List<String> parts, long count, String what) {
    if (count > 0) {
      parts.add(count + " " + what);
    }
  }

  private void emptiesAndTokens() {
    List<String> tokens = new ArrayList<>();
    if (column.empties() > 0) {
      tokens.add("");
    }
    if (column.notAvailable() > 0) {
      tokens.addAll(column.tokens());
    }
    if (!tokens.isEmpty()) {
      proposal.custom("caravan.nullTokens", tokens, "these texts mean that there is no value");
    }
  }

  private void typed() {
    String type = column.type();
    String name = type.contains("(") ? type.substring(0, type.indexOf('(')) : type;
    String reason = "the file says so: " + type;
    switch (name) {
      case "BOOLEAN" -> proposal.decide("logicalType", "boolean", reason);
      case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT" -> {
        proposal.decide("logicalType", "integer", reason);
        proposal.option("format", width(name), null);
        range();
      }
      case "DECIMAL" -> {
        proposal.decide("logicalType", "number", reason);
        proposal.decide("physicalType", type, null);
        range();
      }
      case "FLOAT", "DOUBLE" -> {
        proposal.decide("logicalType", "number", reason);
        proposal.option("format", name.equals("FLOAT") ? "f32" : "f64", "binary floating point, as in the file");
      }
      case "DATE" -> proposal.decide("logicalType", "date", reason + spread());
      case "TIME" -> proposal.decide("logicalType", "time", reason);
      case "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS" -> {
        proposal.decide("logicalType", "timestamp", reason + spread());
        proposal.option("timezone", false, "wall-clock readings");
      }
      case "TIMESTAMP WITH TIME ZONE" -> {
        proposal.decide("logicalType", "timestamp", reason + spread());
        proposal.option("timezone", true, "instants");
      }
      case "UUID" -> proposal.decide("logicalType", "string", reason);
      default -> proposal.decide("physicalType", "JSON", "nested values are kept as JSON: " + (type.length() > 60 ? type.substring(0, 60) + "…" : type));
    }
  }

  private static String width(String name) {
    return switch (name) {
      case "TINYINT" -> "i8";
      case "SMALLINT" -> "i16";
      case "INTEGER" -> "i32";
      case "HUGEINT" -> "i128";
      case "UTINYINT" -> "u8";
      case "USMALLINT" -> "u16";
      case "UINTEGER" -> "u32";
      case "UBIGINT" -> "u64";
      default -> "i64";
    };
  }

  private void text() {
    if (present == 0) {
      proposal.decide("logicalType", "string", "no value was seen: the widest type");
    } else if (column.all(Kind.CREDIT_CARD) && present >= 3) {
      personal("credit-card", "every one of " + values() + " has the check digit of a card number");
    } else if (moment() || untyped && (flag() || number())) {
      return;
    } else {
      words();
    }
  }

  /** Numbers of an untyped column. */
  private boolean number() {
    if (column.all(Kind.BOOLEAN)) {
      proposal.decide("logicalType", "boolean", "every one of " + values() + " is true or false");
      return true;
    }
    if (column.all(Kind.INTEGER) && column.wholeDigits() <= 18) {
      proposal.decide("logicalType", "integer", "every one of " + values() + " is a whole number" + seen());
      range();
      return true;
    }
    int whole = column.wholeDigits();
    int behind = column.fractionDigits();
    if (column.all(Kind.DECIMAL) && whole + behind <= MOST_DIGITS) {
      proposal.decide("logicalType", "number", "every one of " + values() + " is a decimal" + seen());
      proposal.decide("physicalType", "DECIMAL(" + (whole + behind <= 18 ? 18 : MOST_DIGITS) + "," + behind + ")",
          "at most " + whole + " digits before and " + behind + " behind the point were seen");
      range();
      return true;
    }
    return false;
  }

  private boolean flag() {
    if (!column.all(Kind.FLAG) || column.distinct() < 2 || column.all(Kind.INTEGER)) {
      return false;
    }
    List<String> values = column.top().stream().map(ColumnProfile.Frequency::value).toList();
    List<String> yes = values.stream().filter(value -> TRUE.contains(value.toLowerCase(Locale.ROOT))).sorted().toList();
    List<String> no = values.stream().filter(value -> FALSE.contains(value.toLowerCase(Locale.ROOT))).sorted().toList();
    if (yes.isEmpty() || no.isEmpty() || yes.size() + no.size() < column.distinct()) {
      return false;
    }
    proposal.decide("logicalType", "boolean", "every one of " + values() + " is one of " + values);
    proposal.custom("caravan.trueTokens", yes, "read as true");
    proposal.custom("caravan.falseTokens", no, "read as false");
    return true;
  }

  /** Dates and times; JSON writes them as texts too. */
  private boolean moment() {
    if (column.all(Kind.DATE)) {
      proposal.decide("logicalType", "date", "every one of " + values() + " is an ISO date" + spread());
      return true;
    }
    if (column.all(Kind.TIMESTAMP)) {
      long zoned = column.kinds().getOrDefault(Kind.OFFSET, 0L);
      proposal.decide("logicalType", "timestamp", "every one of " + values() + " is an ISO timestamp" + spread());
      proposal.option("timezone", zoned > 0,
          zoned == present ? "each names its offset" : zoned == 0 ? "none names an offset" : zoned + " name an offset; the others are read as UTC");
      return true;
    }
    if (column.all(Kind.TIME)) {
      proposal.decide("logicalType", "time", "every one of " + values() + " is a time of day");
      return true;
    }
    List<DateForm> forms = Arrays.stream(DateForm.values()).filter(column::all).toList();
    if (forms.isEmpty() || forms.contains(DateForm.PLAIN) && present < ENOUGH) {
      return false;
    }
    boolean dayFirst = forms.stream().anyMatch(form -> form.format().startsWith("d"));
    boolean monthFirst = forms.stream().anyMatch(form -> form.format().startsWith("M"));
    if (dayFirst && monthFirst) {
      proposal.decide("logicalType", "string", "every one of " + values() + " is a date, but by " + forms.stream().map(DateForm::format).toList()
          + " alike: say which, as logicalType date with logicalTypeOptions.format");
      return true;
    }
    DateForm form = forms.get(0);
    proposal.decide("logicalType", form.timed() ? "timestamp" : "date", "every one of " + values() + " is written " + form.format()
        + (dayFirst || monthFirst ? "; another order of day and month does not fit all" : ""));
    proposal.option("format", form.format(), null);
    if (form.timed()) {
      proposal.option("timezone", false, "no offset is written");
    }
    return true;
  }

  private void words() {
    proposal.decide("logicalType", "string", "text" + types() + comma());
    if (column.all(Kind.EMAIL)) {
      proposal.option("format", "email", "every one of " + values() + " is an e-mail address");
      tag("email", true);
    } else if (column.all(Kind.UUID)) {
      proposal.option("format", "uuid", "every one of " + values() + " is a UUID");
      tag("uuid", false);
    } else if (column.all(Kind.URL)) {
      proposal.option("format", "uri", "every one of " + values() + " is a URL");
      tag("url", false);
    } else if (column.all(Kind.IP_ADDRESS)) {
      proposal.option("format", "ipv4", "every one of " + values() + " is an address");
      tag("ip-address", true);
    } else if (column.all(Kind.IBAN)) {
      tag("iban", true);
    } else if (column.all(Kind.COUNTRY) && (present >= ENOUGH || named("country"))) {
      proposal.option("pattern", "^[A-Z]{2}$", "every one of " + values() + " is an ISO 3166 country code, " + column.distinct() + " different");
      tag("country-code", false);
    } else if (column.all(Kind.CURRENCY) && (present >= ENOUGH || named("currency"))) {
      proposal.option("pattern", "^[A-Z]{3}$", "every one of " + values() + " is an ISO 4217 currency code, " + column.distinct() + " different");
      tag("currency-code", false);
    } else if (most(Kind.PHONE)) {
      tag("phone", true);
    } else if (most(Kind.EMAIL)) {
      tag("email", true);
    } else if (!choices() && !pattern()) {
      length();
    }
  }

  private boolean most(Kind kind) {
    return column.kinds().getOrDefault(kind, 0L) * 10 >= present * 9;
  }

  private boolean named(String part) {
    return proposal.name().toLowerCase(Locale.ROOT).contains(part);
  }

  private void tag(String semantic, boolean isPersonal) {
    personal = isPersonal;
    String reason = "reads as " + semantic + " in " + column.kinds().getOrDefault(kind(semantic), 0L) + " of " + values();
    if (isPersonal) {
      proposal.decide("classification", "restricted", reason);
      proposal.decide("tags", List.of(semantic), null);
    } else {
      proposal.decide("tags", List.of(semantic), reason);
    }
  }

  private static Kind kind(String semantic) {
    return switch (semantic) {
      case "email" -> Kind.EMAIL;
      case "uuid" -> Kind.UUID;
      case "url" -> Kind.URL;
      case "ip-address" -> Kind.IP_ADDRESS;
      case "iban" -> Kind.IBAN;
      case "country-code" -> Kind.COUNTRY;
      case "currency-code" -> Kind.CURRENCY;
      case "phone" -> Kind.PHONE;
      default -> throw new IllegalArgumentException("no kind is called " + semantic);
    };
  }

  private void personal(String semantic, String reason) {
    personal = true;
    proposal.decide("logicalType", "string", "an identifier, not a quantity");
    proposal.decide("classification", "restricted", reason);
    proposal.decide("tags", List.of(semantic), null);
  }

  private boolean choices() {
    boolean few = column.distinctExact() && column.distinct() <= MOST_CHOICES && column.distinct() == column.top().size();
    if (!few || present < ENOUGH || present < column.distinct() * ROWS_A_CHOICE || column.lengths().maximum() > 40) {
      return false;
    }
    List<String> values = column.top().stream().map(ColumnProfile.Frequency::value).sorted().toList();
    Map<String, Object> rule = new java.util.LinkedHashMap<>();
    rule.put("type", "library");
    rule.put("metric", "invalidValues");
    rule.put("arguments", Map.of("validValues", values));
    rule.put("mustBe", 0);
    proposal.decide("quality", List.of(rule),
        "only " + column.distinct() + " different values in " + rows(present) + "; the rarest " + column.top().get(column.top().size() - 1).count() + " times");
    return true;
  }

  private boolean pattern() {
    if (present < ENOUGH || column.shapes().size() != 1 || column.sampled() > 0) {
      return false;
    }
    String shape = column.shapes().get(0).value();
    boolean coded = shape.contains("9") && !shape.contains("…") && shape.chars().allMatch(c -> c >= ' ' && c < 127);
    if (!coded) {
      return false;
    }
    proposal.option("pattern", expression(shape), "every one of " + values() + " has the shape " + shape);
    return true;
  }

  /** {@code AA-999} becomes {@code ^[A-Z]{2}-[0-9]{3}$}. */
  private static String expression(String shape) {
    StringBuilder expression = new StringBuilder("^");
    for (int i = 0; i < shape.length(); ) {
      int end = i;
      while (end < shape.length() && shape.charAt(end) == shape.charAt(i)) {
        end++;
      }
      char c = shape.charAt(i);
      expression.append(
          switch (c) {
            case 'A' -> "[A-Z]";
            case 'a' -> "[a-z]";
            case '9' -> "[0-9]";
            default -> "\\.[]{}()*+?^$|/".indexOf(c) >= 0 ? "\\" + c : String.valueOf(c);
          });
      if (end - i > 1) {
        expression.append('{').append(end - i).append('}');
      }
      i = end;
    }
    return expression.append('$').toString();
  }

  private void length() {
    if (present < ENOUGH) {
      return;
    }
    long longest = column.lengths().maximum();
    LENGTHS.stream().filter(length -> length >= longest).findFirst()
        .ifPresent(length -> proposal.option("maxLength", length, "the longest of " + values() + " has " + longest + " characters"));
  }

  private void range() {
    if (present < ENOUGH || column.distinct() < 2 || column.minimum() == null) {
      return;
    }
    BigDecimal least = new BigDecimal(column.minimum());
    BigDecimal most = new BigDecimal(column.maximum());
    String seen = "seen: " + column.minimum() + " to " + column.maximum() + " in " + values();
    if (least.signum() >= 0) {
      proposal.option("minimum", BigDecimal.ZERO, seen);
    }
    // A key grows without bound; what it measures it cannot exceed by order of magnitude.
    if (most.signum() > 0 && column.distinct() < column.present()) {
      BigDecimal above = BigDecimal.TEN.pow(Math.max(1, most.setScale(0, RoundingMode.CEILING).toString().length()));
      if (above.precision() <= 18) {
        proposal.option("maximum", above, "the next power of ten; " + seen);
      }
    }
  }

  private String seen() {
    return ", " + column.minimum() + " to " + column.maximum();
  }

  private String spread() {
    return column.minimum() == null ? "" : ", " + column.minimum() + " to " + column.maximum();
  }

  /** What else a text reads as, when some do and some do not: the hint where the dirt is. */
  private String types() {
    List<String> parts = new ArrayList<>();
    if (untyped) {
      column.kinds().forEach((kind, count) -> {
        if (count * 2 > present && kind != Kind.FLAG) {
          parts.add(count + " read as " + kind.label());
        }
      });
    }
    return parts.isEmpty() || personal ? "" : "; of " + values() + " " + String.join(", ", parts);
  }

  // No type reads it; whoever reviews the contract should not have to find that out.
  private String comma() {
    boolean all = untyped && !personal && !column.shapes().isEmpty() && column.shapes().stream().allMatch(shape -> COMMA.matcher(shape.value()).matches());
    return all && column.shapes().stream().anyMatch(shape -> shape.value().indexOf(',') >= 0)
        ? "; it looks like numbers with a decimal comma, which stay text: let enrich-action calculate a number from it, or have it delivered with a point"
        : "";
  }

  private String values() {
    return present + (present == 1 ? " value" : " values");
  }

  private static String rows(long count) {
    return count + (count == 1 ? " row" : " rows");
  }
}
