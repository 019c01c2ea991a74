package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.source.http.HttpCall;
import dev.caravan.source.http.HttpReply;
import dev.caravan.source.http.HttpRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpMessagesTest {
  private static final String BODY = "{\"items\": [\"" + "x".repeat(20_000) + "\"]}";

  @ParameterizedTest
  @ValueSource(strings = {"", "20016", "7", "30000", "999999999", "99999999999999999999", "-1", "many"})
  void aBodyIsReadWholeWhateverLengthWasAnnounced(String announced) throws IOException {
    AtomicInteger arrived = new AtomicInteger();
    Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    HttpMessages messages = new HttpMessages(failure -> true);
    exchange.getMessage().setBody(new HttpCall(HttpRequest.post("http://localhost/rows", "application/json", new byte[0]), request -> request, arrived::incrementAndGet));
    messages.sign(exchange);
    exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
    exchange.getMessage().setHeader(Exchange.CONTENT_LENGTH, announced.isEmpty() ? null : announced);
    exchange.getMessage().setBody(inPortions(BODY));

    messages.receive(exchange);

    assertThat(exchange.getMessage().getBody(HttpReply.class).text()).isEqualTo(BODY);
    assertThat(arrived).hasValue(1);
  }

  /** As a socket brings it. */
  private static InputStream inPortions(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
      @Override
      public int read(byte[] into, int offset, int length) {
        return super.read(into, offset, Math.min(length, 1000));
      }
    };
  }
}
