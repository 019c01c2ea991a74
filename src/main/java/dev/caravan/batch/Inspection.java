package dev.caravan.batch;

import java.sql.Connection;
import java.util.Map;

/** Looks at the rows of a batch that are about to land. Implementations are thread-safe. */
public interface Inspection {

  /**
   * Called after the rows are written and checked, before any reader sees them; again when the batch is
   * landed again or by a second sink.
   *
   * @param engine for questions; temporary tables on it are gone with the batch
   * @param relation what to write behind FROM to read the rows
   * @return warnings to count: rule to rows; a failure that must not hold up the batch is one of them
   */
  Map<String, Long> inspect(Batch batch, Connection engine, String relation);
}
