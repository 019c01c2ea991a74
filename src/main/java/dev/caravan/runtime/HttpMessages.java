package dev.caravan.runtime;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.source.http.HttpCall;
import dev.caravan.source.http.HttpReply;
import dev.caravan.source.http.HttpRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Turns calls into messages for Camel's HTTP component, and what it brings into replies. Thread-safe. */
public final class HttpMessages {
  /** bytes of a body above which it is not read */
  private static final int LONGEST_BODY = 512 << 20;

  /** bytes for which there is room before they have come, whatever was announced */
  private static final int MOST_AT_ONCE = 8 << 20;

  private static final String CALL = "CaravanCall";
  private static final String SENT = "CaravanSent";

  private final Predicate<Throwable> opens;

  /** @param opens whether a failure is enough to open a breaker */
  HttpMessages(Predicate<Throwable> opens) {
    this.opens = opens;
  }

  /** From a call to a message that says exactly what was signed; the server goes into the property {@code server}. */
  public void sign(Exchange exchange) {
    HttpCall call = exchange.getMessage().getBody(HttpCall.class);
    HttpRequest signed = call.signed();
    URI address = URI.create(signed.address());
    exchange.setProperty(CALL, call);
    exchange.setProperty("server", address.getScheme() + "://" + address.getRawAuthority());
    Message message = exchange.getMessage();
    message.getHeaders().clear();
    signed.headers().forEach(message::setHeader);
    message.setHeader(Exchange.HTTP_METHOD, signed.method());
    message.setHeader(Exchange.HTTP_PATH, address.getRawPath());
    message.setHeader(Exchange.HTTP_QUERY, signed.query().isEmpty() ? null : signed.queryText());
    message.setBody(signed.body());
    exchange.setProperty(SENT, System.nanoTime());
  }

  /**
   * From a message to a whole reply.
   *
   * @throws CaravanException HTTP_FAILED, HTTP_REPLY, HTTP_UNREACHABLE, or HTTP_REFUSED when one opens a breaker: what counts as a failure of the system
   * @throws IOException when the rest of the body does not come in time
   */
  public void receive(Exchange exchange) throws IOException {
    HttpCall call = exchange.getProperty(CALL, HttpCall.class);
    Message message = exchange.getMessage();
    Map<String, String> headers = new HashMap<>();
    message.getHeaders().forEach((name, value) -> headers.put(name, String.valueOf(value)));
    int status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
    byte[] body = body(call, message);
    if (status / 100 == 2 && seemsJson(body)) {
      call.arrived().run();
    }
    HttpReply reply = new HttpReply(status, headers, body, Duration.ofNanos(System.nanoTime() - exchange.getProperty(SENT, Long.class)));
    message.getHeaders().clear();
    message.setBody(known(reply.sound(call.request()), call.request()));
  }

  // Any refusal but this one is understood best by whoever called; this one the breaker has to hear of.
  private HttpReply known(HttpReply reply, HttpRequest request) {
    if (reply.ok()) {
      return reply;
    }
    CaravanException refused = reply.refused(request);
    if (opens.test(refused)) {
      throw refused;
    }
    return reply;
  }

  private static byte[] body(HttpCall call, Message message) throws IOException {
    try (InputStream in = message.getBody(InputStream.class)) {
      if (in == null) {
        return new byte[0];
      }
      byte[] body = all(in, announced(message));
      if (body.length > LONGEST_BODY) {
        throw new CaravanException(
            Problem.of(ErrorCode.HTTP_REFUSED, null, "A reply is too long: " + call).required("at most " + LONGEST_BODY + " bytes", "more").next("Ask for smaller pages."));
      }
      return body;
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      throw new CaravanException(
          Problem.of(ErrorCode.HTTP_UNREACHABLE, null, "The reply breaks off in the middle: " + call).required("a whole body", e.getMessage())
              .next("It is asked for again. If it stays so, something on the way cuts replies: a proxy, a limit of size or time."),
          e);
    }
  }

  // Read in few strokes: until the last byte is here, a place among the system's calls is taken.
  private static byte[] all(InputStream in, int announced) throws IOException {
    byte[] begin = new byte[announced];
    int length = in.readNBytes(begin, 0, announced);
    byte[] rest = in.readNBytes(LONGEST_BODY + 1 - length);
    if (length == announced && rest.length == 0) {
      return begin;
    }
    byte[] whole = Arrays.copyOf(begin, length + rest.length);
    System.arraycopy(rest, 0, whole, length, rest.length);
    return whole;
  }

  private static int announced(Message message) {
    String length = String.valueOf(message.getHeader(Exchange.CONTENT_LENGTH));
    return length.matches("\\d{1,9}") ? Math.min(Integer.parseInt(length), MOST_AT_ONCE) : 0;
  }

  // What begins and ends like JSON is looked at whole afterwards; only what does not is asked for again.
  private static boolean seemsJson(byte[] body) {
    int first = 0;
    int last = body.length - 1;
    while (first < last && body[first] <= ' ') {
      first++;
    }
    while (last > first && body[last] <= ' ') {
      last--;
    }
    return first < last && (body[first] == '{' && body[last] == '}' || body[first] == '[' && body[last] == ']');
  }
}
