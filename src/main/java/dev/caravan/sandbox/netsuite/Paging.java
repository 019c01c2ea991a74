package dev.caravan.sandbox.netsuite;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.caravan.sandbox.http.Reply;
import dev.caravan.sandbox.http.Request;
import java.io.IOException;

/**
 * Which page of a collection is asked for.
 *
 * @param limit rows of a page
 * @param offset rows before it, a multiple of the limit
 */
record Paging(int limit, long offset) {
  private static final int MOST_ROWS = 1000;
  private static final int MOST_PAGES = 1000;
  private static final long MOST_IN_ALL = 100_000;

  /** Where reading a page failed; the message is ready to send. */
  static final class Refused extends RuntimeException {
    private final transient Reply reply;

    Refused(Reply reply) {
      super("refused", null, false, false);
      this.reply = reply;
    }

    Reply reply() {
      return reply;
    }
  }

  /** @throws Refused for a limit or offset that is not allowed */
  static Paging of(Request request, NetSuiteBehaviour behaviour, NetSuiteErrors errors) {
    long limit = number(request, "limit", behaviour.count(NetSuiteSwitch.DEFAULT_LIMIT), errors);
    boolean terse = behaviour.is(NetSuiteSwitch.LIMIT_TEXT, "terse");
    if (limit < 1 || limit > MOST_ROWS) {
      String detail = terse ? "Invalid limit." : "Invalid value for query parameter limit. Provide a number between 1 and " + MOST_ROWS + ".";
      throw new Refused(errors.parameter("limit", detail));
    }
    long offset = number(request, "offset", 0, errors);
    if (offset < 0 || offset % limit != 0) {
      String detail = terse ? "Invalid offset." : "Invalid value for query parameter offset. The offset must be divisible by the page size (limit).";
      throw new Refused(errors.parameter("offset", detail));
    }
    Paging paging = new Paging((int) limit, offset);
    if (offset >= paging.reach() && behaviour.is(NetSuiteSwitch.PAST_LIMIT, "error")) {
      throw new Refused(errors.parameter("offset", "The offset is past the last row that can be reached, " + paging.reach() + "."));
    }
    return paging;
  }

  private static long number(Request request, String name, long standard, NetSuiteErrors errors) {
    String text = request.parameter(name).orElse(Long.toString(standard));
    if (!text.matches("-?[0-9]{1,15}")) {
      throw new Refused(errors.parameter(name, "Invalid value for query parameter " + name + "."));
    }
    return Long.parseLong(text);
  }

  /** How many rows can be reached with this limit. */
  long reach() {
    return Math.min(MOST_IN_ALL, (long) limit * MOST_PAGES);
  }

  /** Rows that this page may hold. */
  long room(long total) {
    return Math.max(0, Math.min(limit, Math.min(total, reach()) - offset));
  }

  /** Writes the fields of a page around its items. */
  void write(JsonGenerator json, String url, long total, boolean capped, Items items) throws IOException {
    long reachable = Math.min(total, reach());
    boolean more = offset + limit < reachable;
    json.writeStartObject();
    links(json, url, reachable, more);
    json.writeNumberField("count", room(total));
    json.writeBooleanField("hasMore", more);
    json.writeArrayFieldStart("items");
    items.write(json);
    json.writeEndArray();
    json.writeNumberField("offset", offset);
    json.writeNumberField("totalResults", capped ? reachable : total);
    json.writeEndObject();
  }

  /** Writes the items of a page into the array that is open. */
  interface Items {
    void write(JsonGenerator json) throws IOException;
  }

  private void links(JsonGenerator json, String url, long reachable, boolean more) throws IOException {
    json.writeArrayFieldStart("links");
    if (more) {
      link(json, "next", url, offset + limit);
      link(json, "last", url, (reachable - 1) / limit * limit);
    }
    if (offset > 0) {
      link(json, "first", url, 0);
      link(json, "prev", url, offset - limit);
    }
    link(json, "self", url, offset);
    json.writeEndArray();
  }

  private void link(JsonGenerator json, String relation, String url, long to) throws IOException {
    json.writeStartObject();
    json.writeStringField("rel", relation);
    json.writeStringField("href", url + "?limit=" + limit + "&offset=" + to);
    json.writeEndObject();
  }
}
