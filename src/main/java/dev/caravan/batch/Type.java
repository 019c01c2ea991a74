package dev.caravan.batch;

/** The exact type of a landed column. A value that does not fit is a reject, never a rounding. */
public sealed interface Type {

  /** How the engine spells it, and so what Parquet gets. */
  String sql();

  /** Reads a type as people write it: {@code decimal(18, 2)}, {@code BIGINT}; empty when it is none of ours. */
  static java.util.Optional<Type> parse(String text) {
    return EngineTypes.read(text);
  }

  /** UTF-8 text. */
  record Text() implements Type {
    @Override
    public String sql() {
      return "VARCHAR";
    }
  }

  record Bool() implements Type {
    @Override
    public String sql() {
      return "BOOLEAN";
    }
  }

  /**
   * A whole number.
   *
   * @param bits 8, 16, 32, 64 or 128
   */
  record Int(int bits, boolean signed) implements Type {
    @Override
    public String sql() {
      String name =
          switch (bits) {
            case 8 -> "TINYINT";
            case 16 -> "SMALLINT";
            case 32 -> "INTEGER";
            case 64 -> "BIGINT";
            case 128 -> "HUGEINT";
            default -> throw new IllegalArgumentException("no integer of " + bits + " bits");
          };
      return signed ? name : "U" + name;
    }
  }

  /**
   * An exact decimal.
   *
   * @param precision all digits, 1 to 38
   * @param scale digits behind the point, 0 to precision
   */
  record Decimal(int precision, int scale) implements Type {
    public Decimal {
      if (precision < 1 || precision > 38 || scale < 0 || scale > precision) {
        throw new IllegalArgumentException("no DECIMAL(" + precision + "," + scale + ")");
      }
    }

    @Override
    public String sql() {
      return "DECIMAL(" + precision + "," + scale + ")";
    }
  }

  /**
   * Binary floating point: only where the contract asks for it.
   *
   * @param bits 32 or 64
   */
  record Floating(int bits) implements Type {
    @Override
    public String sql() {
      return bits == 32 ? "FLOAT" : "DOUBLE";
    }
  }

  record Date() implements Type {
    @Override
    public String sql() {
      return "DATE";
    }
  }

  /** Time of day, microseconds, no zone. */
  record Time() implements Type {
    @Override
    public String sql() {
      return "TIME";
    }
  }

  /**
   * Microseconds.
   *
   * @param zoned an instant (UTC) when true; a wall-clock reading without a zone when false
   */
  record Timestamp(boolean zoned) implements Type {
    @Override
    public String sql() {
      return zoned ? "TIMESTAMPTZ" : "TIMESTAMP";
    }
  }

  /** An object or array (or, without a contract, a column of mixed kinds), kept as its JSON text. */
  record Json() implements Type {
    @Override
    public String sql() {
      return "JSON";
    }
  }
}
