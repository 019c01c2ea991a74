package dev.caravan.quality;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.ToLongFunction;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBReadableVector;
import org.duckdb.DuckDBScalarFunction;
import org.duckdb.DuckDBWritableVector;

/** Makes {@link KindReader} callable in SQL, so that texts are told apart inside the engine, on its threads. */
final class KindFunctions {
  static final String KINDS = "caravan_kinds";
  static final String FORMS = "caravan_date_forms";
  static final String SHAPE = "caravan_shape";
  static final String DIGITS = "caravan_digits";

  private KindFunctions() {}

  /** Registers the functions with the database of a connection, once. */
  static synchronized void register(Connection engine) throws SQLException {
    try (Statement statement = engine.createStatement();
        ResultSet known = statement.executeQuery("SELECT count(*) FROM duckdb_functions() WHERE function_name = '" + DIGITS + "'")) {
      known.next();
      if (known.getLong(1) > 0) {
        return;
      }
    }
    register(engine, KINDS, KindReader::mask);
    register(engine, FORMS, KindReader::forms);
    DuckDBFunctions.scalarFunction()
        .withName(SHAPE)
        .withParameter(String.class)
        .withReturnType(String.class)
        .withVectorizedFunction(KindFunctions::shapes)
        .register(engine);
    // Last: its presence tells that all are there.
    register(engine, DIGITS, KindReader::digits);
  }

  private static void register(Connection engine, String name, ToLongFunction<String> function) throws SQLException {
    DuckDBFunctions.scalarFunction()
        .withName(name)
        .withParameter(String.class)
        .withReturnType(Long.class)
        .withVectorizedFunction(new Vectorized(function))
        .register(engine);
  }

  private static void shapes(DuckDBDataChunkReader rows, DuckDBWritableVector answer) {
    DuckDBReadableVector texts = rows.vector(0);
    long count = rows.rowCount();
    for (long i = 0; i < count; i++) {
      if (texts.isNull(i)) {
        answer.setNull(i);
      } else {
        answer.setString(i, KindReader.shape(texts.getString(i)));
      }
    }
  }

  private record Vectorized(ToLongFunction<String> function) implements DuckDBScalarFunction {
    @Override
    public void apply(DuckDBDataChunkReader rows, DuckDBWritableVector answer) {
      DuckDBReadableVector texts = rows.vector(0);
      long count = rows.rowCount();
      for (long i = 0; i < count; i++) {
        if (texts.isNull(i) || texts.getString(i).isEmpty()) {
          answer.setLong(i, 0);
        } else {
          answer.setLong(i, function.applyAsLong(texts.getString(i)));
        }
      }
    }
  }
}
