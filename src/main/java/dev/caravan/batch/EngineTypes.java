package dev.caravan.batch;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the engine's spelling of a type. */
public final class EngineTypes {
  private static final Pattern DECIMAL = Pattern.compile("DECIMAL\\((\\d+),(\\d+)\\)");

  private EngineTypes() {}

  static Optional<Type> read(String text) {
    String name = text.strip().toUpperCase(Locale.ROOT).replaceAll("\\s+", " ").replaceAll(" ?([(),]) ?", "$1");
    String canonical = switch (name) {
      case "TEXT", "STRING" -> "VARCHAR";
      case "INT" -> "INTEGER";
      case "TIMESTAMPTZ" -> "TIMESTAMP WITH TIME ZONE";
      default -> name;
    };
    try {
      Type type = parse(canonical);
      return type instanceof Type.Text && !canonical.equals("VARCHAR") ? Optional.empty() : Optional.of(type);
    } catch (IllegalArgumentException impossiblePrecision) {
      return Optional.empty();
    }
  }

  /** The type that the engine, or {@link Type#sql()}, spells so; what Caravan has no type for is text. */
  public static Type parse(String sql) {
    Matcher decimal = DECIMAL.matcher(sql);
    if (decimal.matches()) {
      return new Type.Decimal(Integer.parseInt(decimal.group(1)), Integer.parseInt(decimal.group(2)));
    }
    return switch (sql) {
      case "BOOLEAN" -> new Type.Bool();
      case "TINYINT" -> new Type.Int(8, true);
      case "SMALLINT" -> new Type.Int(16, true);
      case "INTEGER" -> new Type.Int(32, true);
      case "BIGINT" -> new Type.Int(64, true);
      case "HUGEINT" -> new Type.Int(128, true);
      case "UTINYINT" -> new Type.Int(8, false);
      case "USMALLINT" -> new Type.Int(16, false);
      case "UINTEGER" -> new Type.Int(32, false);
      case "UBIGINT" -> new Type.Int(64, false);
      case "UHUGEINT" -> new Type.Int(128, false);
      case "FLOAT" -> new Type.Floating(32);
      case "DOUBLE" -> new Type.Floating(64);
      case "DATE" -> new Type.Date();
      case "TIME" -> new Type.Time();
      case "TIMESTAMP" -> new Type.Timestamp(false);
      case "TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ" -> new Type.Timestamp(true);
      case "JSON" -> new Type.Json();
      // Lists, structs and what else an expression may yield is text to every target.
      default -> new Type.Text();
    };
  }
}
