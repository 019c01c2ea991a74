package dev.caravan.batch;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.Arrays;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBLogicalType;
import org.duckdb.DuckDBWritableVector;

/**
 * How parsed cells travel into the engine's vectors, and the expression that makes the final type of
 * them there. What a vector cannot take directly and exactly travels as a number: days, microseconds.
 */
final class ColumnVectors {
  private ColumnVectors() {}

  /** The type of the vector. */
  static DuckDBLogicalType logicalType(Type type) throws SQLException {
    if (type instanceof Type.Decimal decimal && !narrow(decimal)) {
      return DuckDBLogicalType.decimal(decimal.precision(), decimal.scale());
    }
    return DuckDBLogicalType.of(columnType(type));
  }

  /** Whether the unscaled value travels as a number: the vector would take nothing but a BigDecimal. */
  private static boolean narrow(Type.Decimal decimal) {
    return decimal.precision() <= Chunk.LONG_DIGITS;
  }

  private static DuckDBColumnType columnType(Type type) {
    if (type instanceof Type.Text || type instanceof Type.Json) {
      return DuckDBColumnType.VARCHAR;
    }
    if (type instanceof Type.Bool) {
      return DuckDBColumnType.BOOLEAN;
    }
    if (type instanceof Type.Floating) {
      return DuckDBColumnType.DOUBLE;
    }
    if (type instanceof Type.Int integer && integer.bits() == 128) {
      return integer.signed() ? DuckDBColumnType.HUGEINT : DuckDBColumnType.UHUGEINT;
    }
    if (type instanceof Type.Int integer && integer.bits() == 64 && !integer.signed()) {
      return DuckDBColumnType.UBIGINT;
    }
    if (type instanceof Type.Date) {
      return DuckDBColumnType.INTEGER;
    }
    return DuckDBColumnType.BIGINT;
  }

  /** SQL that turns the vector's column into the final type. */
  static String finish(Type type, String column) {
    if (type instanceof Type.Int integer && integer.bits() < 64) {
      return column + "::" + type.sql();
    }
    if (type instanceof Type.Floating floating && floating.bits() == 32) {
      return column + "::FLOAT";
    }
    if (type instanceof Type.Decimal decimal && narrow(decimal)) {
      return scaled(decimal, column);
    }
    if (type instanceof Type.Date) {
      return "DATE '1970-01-01' + " + column;
    }
    if (type instanceof Type.Time) {
      return "TIME '00:00:00' + to_microseconds(" + column + ")";
    }
    if (type instanceof Type.Timestamp timestamp) {
      // A cast from one to the other would ask the calendar of each value.
      return timestamp.zoned() ? "make_timestamptz(" + column + ")" : "make_timestamp(" + column + ")";
    }
    return column;
  }

  /** Exact: the engine multiplies decimals as integers, and the scale of a product is the sum of both scales. */
  private static String scaled(Type.Decimal decimal, String column) {
    String whole = column + "::DECIMAL(" + decimal.precision() + ",0)";
    int scale = decimal.scale();
    if (scale == 0) {
      return whole;
    }
    String unit = "0." + "0".repeat(scale - 1) + "1";
    return "(" + whole + " * " + unit + "::DECIMAL(" + scale + "," + scale + "))::" + decimal.sql();
  }

  static void write(Type type, Chunk.Cells cells, int rows, DuckDBWritableVector vector) {
    if (cells instanceof Chunk.Longs longs) {
      writeLongs(type, longs, rows, vector);
    } else if (cells instanceof Chunk.Doubles doubles) {
      for (int i = 0; i < rows; i++) {
        if (doubles.nulls()[i]) {
          vector.setNull(i);
        } else {
          vector.setDouble(i, doubles.values()[i]);
        }
      }
    } else if (cells instanceof Chunk.Wides wides) {
      writeWides(type, wides.values(), rows, vector);
    } else if (cells instanceof Chunk.Texts texts) {
      byte[][] values = texts.values();
      vector.setStringUtf8Batch(0, rows == values.length ? values : Arrays.copyOf(values, rows));
    }
  }

  private static void writeLongs(Type type, Chunk.Longs longs, int rows, DuckDBWritableVector vector) {
    long[] values = longs.values();
    boolean[] nulls = longs.nulls();
    boolean bool = type instanceof Type.Bool;
    boolean date = type instanceof Type.Date;
    for (int i = 0; i < rows; i++) {
      if (nulls[i]) {
        vector.setNull(i);
      } else if (bool) {
        vector.setBoolean(i, values[i] != 0);
      } else if (date) {
        vector.setInt(i, Math.toIntExact(values[i]));
      } else {
        vector.setLong(i, values[i]);
      }
    }
  }

  private static void writeWides(Type type, BigInteger[] values, int rows, DuckDBWritableVector vector) {
    for (int i = 0; i < rows; i++) {
      if (values[i] == null) {
        vector.setNull(i);
      } else if (type instanceof Type.Decimal decimal) {
        vector.setBigDecimal(i, new BigDecimal(values[i], decimal.scale()));
      } else if (type instanceof Type.Int integer && integer.bits() == 64) {
        vector.setUint64(i, values[i]);
      } else if (type instanceof Type.Int integer && !integer.signed()) {
        vector.setUHugeInt(i, values[i]);
      } else {
        vector.setHugeInt(i, values[i]);
      }
    }
  }

  static void writeLongs(long[] values, int rows, DuckDBWritableVector vector) {
    for (int i = 0; i < rows; i++) {
      vector.setLong(i, values[i]);
    }
  }

  static void writeInts(int[] values, int rows, DuckDBWritableVector vector) {
    for (int i = 0; i < rows; i++) {
      vector.setInt(i, values[i]);
    }
  }

  static void writeStrings(String[] values, int rows, DuckDBWritableVector vector) {
    for (int i = 0; i < rows; i++) {
      if (values[i] == null) {
        vector.setNull(i);
      } else {
        vector.setString(i, values[i]);
      }
    }
  }
}
