package dev.caravan.source.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;

/**
 * Where the reading of an API stands.
 *
 * @param pass counts the passes, so that no two are the same
 * @param since up to which value an earlier pass has read, as a {@link SinceForm} orders it; null for none
 * @param at the next page of this pass; null at its beginning
 * @param read records of this pass so far
 * @param highest value of this pass so far, or null
 * @param begun the server's time when this pass began, in milliseconds since 1970, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RestStand(long pass, Long since, String at, long read, Long highest, Long begun) {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static RestStand between(long pass, Long since) {
    return new RestStand(pass, since, null, 0, null, null);
  }

  boolean inPass() {
    return at != null;
  }

  RestStand at(String next, long read, Long highest, Long begun) {
    return new RestStand(pass, since, next, read, highest, begun);
  }

  /**
   * Behind the last page of this pass.
   *
   * @param times whether values are times: then a record that changed after the pass began may have been missed
   *     by it, so the next one begins there
   */
  RestStand behind(boolean times) {
    Long reached = highest == null ? since : times && begun != null ? Long.valueOf(Math.min(highest, begun)) : highest;
    return between(pass + 1, since == null ? reached : Long.valueOf(Math.max(since, reached)));
  }

  /** This pass from its beginning, as another one. */
  RestStand again() {
    return between(pass + 1, since);
  }

  String text() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of texts is JSON", e);
    }
  }

  /** @param text null when nothing has ever been read */
  static RestStand of(String text) {
    if (text == null) {
      return between(0, null);
    }
    try {
      return JSON.readValue(text, RestStand.class);
    } catch (JsonProcessingException e) {
      throw new CaravanException(ErrorCode.LEDGER_SCHEMA, "The position of a flow is not one of this source: " + text, e);
    }
  }
}
