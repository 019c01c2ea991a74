package dev.caravan.source.netsuite;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import java.util.List;

/**
 * Where the reading of a query stands.
 *
 * @param since up to when changes have landed, UTC to the second, exclusive; null before the first read
 * @param until up to when the window that is being read reaches, exclusive; null between windows
 * @param after key behind which the window goes on; empty at its beginning
 * @param highest of the first key column in the window; null when it is not read in ranges
 * @param window counts the windows read, so that no two are the same
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Stand(String since, String until, List<String> after, String highest, long window) {
  private static final ObjectMapper JSON = new ObjectMapper();
  static final Stand NOTHING_READ = new Stand(null, null, List.of(), null, 0);

  Stand {
    after = after == null ? List.of() : List.copyOf(after);
  }

  boolean between() {
    return after.isEmpty() && highest == null;
  }

  /** Behind the last row of this window. */
  Stand behindWindow() {
    return new Stand(until, null, List.of(), null, window + 1);
  }

  Stand at(List<String> key) {
    return new Stand(since, until, key, highest, window);
  }

  /** When the window ends, as {@code 2026-11-21T14:00:00Z}; null for one without end. */
  String end() {
    return until == null ? null : until.replace(' ', 'T') + "Z";
  }

  String text() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of texts is JSON", e);
    }
  }

  static Stand of(String text) {
    if (text == null) {
      return NOTHING_READ;
    }
    try {
      return JSON.readValue(text, Stand.class);
    } catch (JsonProcessingException e) {
      throw new CaravanException(ErrorCode.LEDGER_SCHEMA, "The position of a flow is not one of this source: " + text, e);
    }
  }
}
