package dev.caravan.contract;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.Type;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The exact type a property lands as. A {@code format} in the options decides first, then the
 * physical type, then the logical type alone.
 */
public final class ContractTypes {
  private static final int MOST_DIGITS = 38;
  private static final int DEFAULT_SCALE = 10;
  private static final Pattern PHYSICAL =
      Pattern.compile(
          "([a-z_0-9]+(?: +[a-z_0-9]+)*)\\s*(?:\\(\\s*(\\d+)\\s*(?:,\\s*(\\d+)\\s*)?\\))?\\s*([a-z_"
              + " ]*)");

  private ContractTypes() {}

  /** @throws CaravanException CONTRACT_TYPE when nothing Caravan lands could hold its values exactly */
  public static Type of(Contract.Property property) {
    String logical = property.logicalType();
    if (logical == null) {
      return physical(property).orElseGet(Type.Text::new);
    }
    return switch (logical) {
      case "string" -> new Type.Text();
      case "boolean" -> new Type.Bool();
      case "date" -> new Type.Date();
      case "time" -> new Type.Time();
      case "timestamp" -> timestamp(property);
      case "integer" -> integer(property);
      case "number" -> number(property);
      case "object", "array", "map", "vector" -> new Type.Json();
      default ->
          throw new IllegalStateException("the schema let the logicalType " + logical + " pass");
    };
  }

  private static Type timestamp(Contract.Property property) {
    return property
        .options()
        .choice("timezone")
        .<Type>map(Type.Timestamp::new)
        .orElseGet(
            () ->
                physical(property)
                    .filter(Type.Timestamp.class::isInstance)
                    .orElseGet(() -> new Type.Timestamp(true)));
  }

  private static Type integer(Contract.Property property) {
    Optional<String> format = property.options().text("format");
    if (format.isPresent()) {
      String name = format.get();
      if (name.endsWith("128")) {
        return widest();
      }
      return new Type.Int(Integer.parseInt(name.substring(1)), name.charAt(0) == 'i');
    }
    return physical(property)
        .filter(
            type ->
                type instanceof Type.Int
                    || type instanceof Type.Decimal decimal && decimal.scale() == 0)
        .orElseGet(() -> new Type.Int(64, true));
  }

  // The engine writes 128-bit integers to Parquet as DOUBLE; a decimal keeps every digit.
  private static Type widest() {
    return new Type.Decimal(MOST_DIGITS, 0);
  }

  private static Type number(Contract.Property property) {
    Optional<String> format = property.options().text("format");
    if (format.isPresent()) {
      return new Type.Floating(format.get().equals("f32") ? 32 : 64);
    }
    return physical(property)
        .filter(
            type ->
                type instanceof Type.Decimal
                    || type instanceof Type.Floating
                    || type instanceof Type.Int)
        .orElseGet(() -> unsized(property));
  }

  private static Type.Decimal unsized(Contract.Property property) {
    return property
        .options()
        .number("multipleOf")
        .map(BigDecimal::stripTrailingZeros)
        .map(
            step -> new Type.Decimal(MOST_DIGITS, Math.min(MOST_DIGITS, Math.max(0, step.scale()))))
        .orElseGet(() -> new Type.Decimal(MOST_DIGITS, DEFAULT_SCALE));
  }

  /** The type a physicalType means, if it is one we know; vendors have many more. */
  private static Optional<Type> physical(Contract.Property property) {
    if (property.physicalType() == null) {
      return Optional.empty();
    }
    Matcher matcher = PHYSICAL.matcher(property.physicalType().trim().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String words = (matcher.group(1) + " " + matcher.group(4)).trim().replaceAll("\\s+", " ");
    boolean unsigned = words.endsWith(" unsigned");
    String name = unsigned ? words.substring(0, words.length() - " unsigned".length()) : words;
    return Optional.ofNullable(
        switch (name) {
          case "decimal", "numeric", "number", "dec", "bignumeric" ->
              decimal(property, matcher.group(2), matcher.group(3));
          case "money" -> new Type.Decimal(19, 4);
          case "smallmoney" -> new Type.Decimal(10, 4);
          case "tinyint", "int1", "byte" -> new Type.Int(8, !unsigned);
          case "smallint", "int2", "short" -> new Type.Int(16, !unsigned);
          case "int", "integer", "int4", "mediumint", "serial" -> new Type.Int(32, !unsigned);
          case "bigint", "int8", "int64", "long", "bigserial" -> new Type.Int(64, !unsigned);
          case "hugeint", "int128" -> widest();
          case "utinyint" -> new Type.Int(8, false);
          case "usmallint" -> new Type.Int(16, false);
          case "uinteger", "uint32" -> new Type.Int(32, false);
          case "ubigint", "uint64" -> new Type.Int(64, false);
          case "real", "float4", "float32" -> new Type.Floating(32);
          case "double", "double precision", "float", "float8", "float64" -> new Type.Floating(64);
          case "boolean", "bool", "bit" -> new Type.Bool();
          case "date" -> new Type.Date();
          case "time", "time without time zone" -> new Type.Time();
          case "timestamp",
                  "timestamptz",
                  "timestamp with time zone",
                  "timestamp_tz",
                  "timestamp_ltz",
                  "datetimeoffset" ->
              new Type.Timestamp(true);
          case "timestamp without time zone",
                  "timestamp_ntz",
                  "datetime",
                  "datetime2",
                  "smalldatetime" ->
              new Type.Timestamp(false);
          case "json", "jsonb", "variant", "object", "array", "struct", "record" -> new Type.Json();
          case "varchar",
                  "char",
                  "character varying",
                  "character",
                  "text",
                  "string",
                  "nvarchar",
                  "nchar",
                  "varchar2",
                  "clob",
                  "uuid" ->
              new Type.Text();
          default -> null;
        });
  }

  private static Type decimal(Contract.Property property, String precision, String scale) {
    if (precision == null) {
      return unsized(property);
    }
    int digits = Integer.parseInt(precision);
    int behind = scale == null ? 0 : Integer.parseInt(scale);
    if (digits < 1 || digits > MOST_DIGITS || behind > digits) {
      throw new CaravanException(
          Problem.of(
                  ErrorCode.CONTRACT_TYPE,
                  property.place("physicalType"),
                  "'" + property.name() + "' cannot be landed exactly")
              .required(
                  "a precision of 1 to 38 and a scale of at most the precision",
                  "'" + property.physicalType() + "'"));
    }
    return new Type.Decimal(digits, behind);
  }
}
