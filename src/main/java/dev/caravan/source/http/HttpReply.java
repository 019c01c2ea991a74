package dev.caravan.source.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.failure.HttpAnswer;
import dev.caravan.failure.RetryAfter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What came back, whole. Immutable.
 *
 * @param headers names without regard to case
 * @param body not copied, so it must not be changed; empty when there was none
 * @param took from sending to the last byte
 */
public record HttpReply(int status, Map<String, String> headers, byte[] body, Duration took) {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int SHOWN = 200;

  public HttpReply {
    Map<String, String> caseless = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    caseless.putAll(headers);
    headers = java.util.Collections.unmodifiableMap(caseless);
  }

  public boolean ok() {
    return status >= 200 && status < 300;
  }

  /** Whether the system asks for fewer calls, or for later ones. */
  public boolean throttled() {
    return status == 429
        || status == 503 && headers.containsKey("Retry-After")
        || status == 400 && text().contains("SSS_REQUEST_LIMIT_EXCEEDED");
  }

  /** How long the system asks to wait; seconds (also with decimals) or a date. */
  public Optional<Duration> retryAfter(Instant now) {
    return RetryAfter.read(headers.get("Retry-After"), now);
  }

  /** The system's clock as it sent the reply, to the second. */
  public Optional<Instant> date() {
    try {
      return Optional.ofNullable(headers.get("Date")).map(text -> ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /**
   * Fails for what may pass by itself, so that it is counted and sent again: failures of the server,
   * and bodies that are no whole JSON.
   *
   * @throws CaravanException HTTP_FAILED, HTTP_REPLY
   */
  public HttpReply sound(HttpRequest request) {
    if (status >= 500 && !throttled() || status == 408 || status == 425) {
      throw failure(ErrorCode.HTTP_FAILED, "The server failed: " + request);
    }
    if (ok() && body.length > 0) {
      checkJson(request);
    }
    return this;
  }

  /** This reply as a failure: HTTP_REFUSED, with the status as its cause. */
  public CaravanException refused(HttpRequest request) {
    return failure(ErrorCode.HTTP_REFUSED, "A call is refused: " + request);
  }

  private CaravanException failure(ErrorCode code, String fact) {
    return new CaravanException(Problem.of(code, null, fact).required("a reply", status + " " + excerpt()), new HttpAnswer(status, retryAfter(Instant.now()).orElse(null)));
  }

  private void checkJson(HttpRequest request) {
    try (JsonParser parser = JSON.createParser(body)) {
      if (parser.nextToken() == null || !parser.currentToken().isStructStart()) {
        throw noJson(request, null);
      }
      parser.skipChildren();
      if (parser.currentToken() == null || !parser.currentToken().isStructEnd() || parser.nextToken() != null) {
        throw noJson(request, null);
      }
    } catch (IOException e) {
      throw noJson(request, e);
    }
  }

  private CaravanException noJson(HttpRequest request, IOException cause) {
    Problem problem = Problem.of(ErrorCode.HTTP_REPLY, null, "The reply is no whole JSON: " + request);
    String got = looksLikeHtml() ? "a page of HTML, which is what a login or maintenance page looks like" : body.length + " bytes that end or break: " + excerpt();
    return new CaravanException(problem.required("JSON", got), cause);
  }

  private boolean looksLikeHtml() {
    return excerpt().startsWith("<") || headers.getOrDefault("Content-Type", "").contains("html");
  }

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** The beginning of the body in one line, for messages. */
  public String excerpt() {
    String text = new String(body, 0, Math.min(body.length, SHOWN * 4), StandardCharsets.UTF_8).strip().replaceAll("\\s+", " ");
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
