package dev.caravan.batch;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Turns the records of a segment's text into typed columns: the one place where text becomes values,
 * exactly or not at all. One thread at a time; several parsers may read different blocks at once.
 */
interface RecordParser extends Closeable {

  /**
   * Overwrites the chunk with the next rows.
   *
   * @return number of rows, 0 at the end
   */
  int read(Chunk chunk) throws IOException;

  /** What was noticed and let pass, name to number of rows; complete at the end. */
  default Map<String, Long> warnings() {
    return Map.of();
  }

  /** How the fields came; complete at the end. */
  default Optional<DriftTally> drift() {
    return Optional.empty();
  }
}
