package dev.caravan.batch;

import java.util.Map;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBReadableVector;
import org.duckdb.DuckDBScalarFunction;
import org.duckdb.DuckDBWritableVector;

/**
 * {@code caravan_note(id, fate, ordinal, start, length, line)}: notes a row that does not land and
 * answers false, so that one query lands the good rows and finds the others. The engine calls it for
 * those rows only, because it stands in a branch of CASE.
 */
final class FateFunction implements DuckDBScalarFunction {
  static final String NAME = "caravan_note";

  private final Map<Long, FateNotes> notes;

  FateFunction(Map<Long, FateNotes> notes) {
    this.notes = notes;
  }

  @Override
  public void apply(DuckDBDataChunkReader rows, DuckDBWritableVector answer) {
    long count = rows.rowCount();
    if (count == 0) {
      return;
    }
    FateNotes target = notes.get(rows.vector(0).getLong(0));
    DuckDBReadableVector fate = rows.vector(1);
    DuckDBReadableVector ordinal = rows.vector(2);
    DuckDBReadableVector start = rows.vector(3);
    DuckDBReadableVector length = rows.vector(4);
    DuckDBReadableVector line = rows.vector(5);
    for (long i = 0; i < count; i++) {
      target.note(fate.getInt(i), ordinal.getLong(i), start.getLong(i), length.getInt(i), line.getLong(i));
      answer.setBoolean(i, false);
    }
  }
}
