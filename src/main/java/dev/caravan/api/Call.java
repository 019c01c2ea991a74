package dev.caravan.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.security.Caller;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Somebody asks for something.
 *
 * @param parameters of path and query, decoded
 * @param body of JSON; a missing node when there is none
 * @param address from where
 */
public record Call(Operation operation, Caller caller, Map<String, String> parameters, JsonNode body, String address) {
  static final int LIMIT = 100;
  static final int LARGEST_LIMIT = 1000;

  public Call {
    parameters = Map.copyOf(parameters);
  }

  /** A parameter of the path, which is there. */
  String path(String name) {
    return text(name).orElseThrow(() -> new IllegalStateException("no path without " + name));
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  /** How many the answer may have. */
  int limit() {
    int limit = read("limit", "a number from 1 to " + LARGEST_LIMIT, Integer::valueOf).orElse(LIMIT);
    if (limit < 1 || limit > LARGEST_LIMIT) {
      throw refused("limit", "a number from 1 to " + LARGEST_LIMIT, Integer.toString(limit));
    }
    return limit;
  }

  Optional<Long> number(String name) {
    return read(name, "a number", Long::valueOf);
  }

  Optional<Instant> time(String name) {
    return read(name, "a time such as 2026-01-31T08:00:00Z", Instant::parse);
  }

  /** Where the page before ended; empty for the first page. */
  <T> Optional<T> after(Function<String, T> reader) {
    return read("after", "the `next` of the page before", reader);
  }

  <E extends Enum<E>> Optional<E> word(String name, Class<E> type) {
    return read(name, "one of the words that the description lists", word -> Enum.valueOf(type, word.toUpperCase(Locale.ROOT)));
  }

  private <T> Optional<T> read(String name, String required, Function<String, T> reader) {
    return text(name).map(text -> {
      try {
        return reader.apply(text);
      } catch (IllegalArgumentException | DateTimeParseException e) {
        throw refused(name, required, text);
      }
    });
  }

  static CaravanException refused(String name, String required, String got) {
    String shown = got.length() <= LIMIT ? got : got.substring(0, LIMIT) + "…";
    return new CaravanException(Problem.of(ErrorCode.API_REQUEST, null, "The parameter " + name + " cannot be read").required(required, "'" + shown + "'"));
  }

  /** A moment of the body, which is there. */
  Instant moment(String name) {
    String text = said(name);
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw refused(name, "a time such as 2026-01-31T08:00:00Z", text);
    }
  }

  /** A text of the body, or null. */
  String said(String name) {
    return body.path(name).isTextual() ? body.path(name).textValue() : null;
  }

  /** Texts of a list of the body; none when there is no list. */
  Set<String> list(String name) {
    Set<String> texts = new LinkedHashSet<>();
    body.path(name).forEach(each -> texts.add(each.asText()));
    return texts;
  }
}
