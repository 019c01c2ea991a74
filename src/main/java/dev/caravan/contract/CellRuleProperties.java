package dev.caravan.contract;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.CellRules;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * How a property's cells are read: strictly, unless the contract allows more by customProperties.
 *
 * <ul>
 *   <li>{@code caravan.coerce: true}: "7" is read as a number, 1.0 as an integer, 7 as text
 *   <li>{@code caravan.trim: true}: white space around the text goes
 *   <li>{@code caravan.letters: upper | lower}
 *   <li>{@code caravan.nullTokens: [n/a, "-"]}: texts that mean "no value"
 *   <li>{@code caravan.trueTokens: [yes, Y]}, {@code caravan.falseTokens: [no, N]}: besides true and false
 *   <li>{@code caravan.formats: [dd/MM/yyyy]}: date formats tried after {@code logicalTypeOptions.format}
 *   <li>{@code caravan.zone: Europe/Berlin}: for timestamps without offset; default {@code defaultTimezone}, then UTC
 *   <li>{@code caravan.minorUnits: 2}: 1234 is read as 12.34
 * </ul>
 */
final class CellRuleProperties {
  /** Every custom property that Caravan acts on, on whatever level. */
  static final List<String> NAMES =
      List.of(
          "caravan.coerce",
          "caravan.trim",
          "caravan.letters",
          "caravan.nullTokens",
          "caravan.trueTokens",
          "caravan.falseTokens",
          "caravan.formats",
          "caravan.zone",
          "caravan.minorUnits",
          "caravan.reference",
          "caravan.severity",
          DriftProperty.NAME,
          Contract.MAX_REJECT_PERCENT);

  private CellRuleProperties() {}

  /** @throws CaravanException CONTRACT_TYPE when a custom property or date format cannot be understood */
  static CellRules of(Contract.Property property) {
    CustomProperties custom = property.customProperties();
    Set<String> trueTokens = new HashSet<>(CellRules.STRICT.trueTokens());
    trueTokens.addAll(custom.texts("caravan.trueTokens"));
    Set<String> falseTokens = new HashSet<>(CellRules.STRICT.falseTokens());
    falseTokens.addAll(custom.texts("caravan.falseTokens"));
    return new CellRules(
        custom.flag("caravan.trim"),
        letters(property),
        new HashSet<>(custom.texts("caravan.nullTokens")),
        trueTokens,
        falseTokens,
        formats(property),
        zone(property),
        minorUnits(property),
        custom.flag("caravan.coerce"),
        false);
  }

  private static CellRules.Letters letters(Contract.Property property) {
    String letters = property.customProperties().text("caravan.letters").orElse("keep");
    return switch (letters.toLowerCase(Locale.ROOT)) {
      case "keep" -> CellRules.Letters.KEEP;
      case "upper" -> CellRules.Letters.UPPER;
      case "lower" -> CellRules.Letters.LOWER;
      default ->
          throw wrong(
              property, "customProperties", "caravan.letters", "keep, upper or lower", letters);
    };
  }

  private static List<String> formats(Contract.Property property) {
    List<String> formats = new ArrayList<>();
    if (Set.of("date", "time", "timestamp").contains(String.valueOf(property.logicalType()))) {
      property.options().text("format").ifPresent(formats::add);
    }
    formats.addAll(property.customProperties().texts("caravan.formats"));
    for (String format : formats) {
      try {
        DateTimeFormatter.ofPattern(format, Locale.ROOT);
      } catch (IllegalArgumentException exception) {
        throw wrong(
            property,
            "logicalTypeOptions",
            "the date format",
            "a java.time DateTimeFormatter pattern",
            format);
      }
    }
    return formats;
  }

  static ZoneId zone(Contract.Property property) {
    String zone =
        property
            .customProperties()
            .text("caravan.zone")
            .or(() -> property.options().text("defaultTimezone"))
            .orElse(null);
    try {
      return zone == null ? null : ZoneId.of(zone);
    } catch (DateTimeException exception) {
      throw wrong(
          property,
          "logicalTypeOptions",
          "the time zone",
          "a name of the time-zone database such as Europe/Berlin",
          zone);
    }
  }

  private static int minorUnits(Contract.Property property) {
    String digits = property.customProperties().text("caravan.minorUnits").orElse("0");
    if (!digits.matches("\\d{1,2}")) {
      throw wrong(property, "customProperties", "caravan.minorUnits", "a number of digits", digits);
    }
    return Integer.parseInt(digits);
  }

  private static CaravanException wrong(
      Contract.Property property, String key, String what, String required, String got) {
    return new CaravanException(
        Problem.of(
                ErrorCode.CONTRACT_TYPE,
                property.place(key),
                what + " of '" + property.name() + "' cannot be understood")
            .required(required, "'" + got + "'"));
  }
}
