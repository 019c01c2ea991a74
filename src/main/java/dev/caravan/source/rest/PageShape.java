package dev.caravan.source.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.source.http.HttpReply;
import dev.caravan.source.http.HttpRequest;
import dev.caravan.source.http.JsonRows;
import java.io.IOException;
import java.util.Optional;

/**
 * Where in a reply things stand; null for what replies do not say.
 *
 * @param records the list of records; the empty pointer for the reply itself
 * @param withoutLinks whether the field {@code links} of each record is left out
 */
public record PageShape(JsonPointer records, JsonPointer next, JsonPointer more, JsonPointer total, JsonPointer pages, boolean withoutLinks) {
  private static final int NO_CONTENT = 204;

  /** Takes records as they come, each in one line. */
  interface Rows {
    void row(byte[] json, int length) throws IOException;
  }

  /** @throws CaravanException REST_RECORDS, HTTP_REPLY */
  Page read(HttpRequest request, HttpReply reply, Rows rows) {
    if (reply.status() == NO_CONTENT) {
      return new Page(0, null, false, null, null);
    }
    if (reply.body().length == 0) {
      throw new CaravanException(Problem.of(ErrorCode.HTTP_REPLY, null, "The reply is empty: " + request).required("JSON", "status " + reply.status() + " and no body"));
    }
    byte[] body = reply.body();
    try {
      int count = rows(request, body, rows);
      return new Page(count, at(body, next).orElse(null), at(body, more).map(PageShape::yes).orElse(null), number(body, total), number(body, pages));
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.HTTP_REPLY, "A page cannot be read: " + request + ": " + e.getMessage(), e);
    }
  }

  private int rows(HttpRequest request, byte[] body, Rows rows) throws IOException {
    try (JsonParser parser = JsonAt.find(body, body.length, records)) {
      if (parser == null || parser.currentToken() != JsonToken.START_ARRAY && parser.currentToken() != JsonToken.VALUE_NULL) {
        throw missing(request, body, parser == null ? "nothing" : "no list but " + parser.currentToken().name().toLowerCase(java.util.Locale.ROOT));
      }
      int count = 0;
      JsonRows row = new JsonRows();
      // Some write null for a list without records.
      while (parser.currentToken() != JsonToken.VALUE_NULL && parser.nextToken() != JsonToken.END_ARRAY) {
        if (withoutLinks && parser.currentToken() == JsonToken.START_OBJECT) {
          JsonRows.copyWithout("links", parser, row.begin());
        } else {
          JsonRows.copy(parser, row.begin());
        }
        row.end();
        rows.row(row.bytes(), row.length());
        count++;
      }
      return count;
    }
  }

  private CaravanException missing(HttpRequest request, byte[] body, String got) throws IOException {
    String where = records.matches() ? "the reply itself" : records.toString();
    return new CaravanException(
        Problem.of(ErrorCode.REST_RECORDS, null, "The reply has no list of records at " + where + ": " + request)
            .required("a list at " + where, got + "; there is " + JsonAt.outline(body)));
  }

  private static Optional<String> at(byte[] body, JsonPointer pointer) throws IOException {
    return pointer == null ? Optional.empty() : JsonAt.text(body, body.length, pointer).filter(text -> !text.isBlank());
  }

  private static boolean yes(String text) {
    return text.equalsIgnoreCase("true") || text.equals("1");
  }

  private static Long number(byte[] body, JsonPointer pointer) throws IOException {
    return at(body, pointer).filter(text -> text.matches("\\d{1,18}")).map(Long::valueOf).orElse(null);
  }
}
