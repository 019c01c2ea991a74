package dev.caravan.runtime.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.api.Answer;
import io.vertx.ext.web.RoutingContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Writes answers. */
final class Replies {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Replies() {}

  static void write(RoutingContext call, Answer answer) {
    if (call.response().ended()) {
      return;
    }
    call.response().setStatusCode(answer.status()).putHeader("Content-Type", answer.mediaType());
    answer.headers().forEach(call.response()::putHeader);
    call.response().end(text(answer.body()));
  }

  static void write(Exchange exchange, Answer answer) {
    Message message = exchange.getMessage();
    // Camel would send what came in back as headers.
    message.removeHeaders("*");
    answer.headers().forEach(message::setHeader);
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, answer.status());
    message.setHeader(Exchange.CONTENT_TYPE, answer.mediaType());
    message.setBody(text(answer.body()));
  }

  static String text(Object body) {
    try {
      return JSON.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps and lists can always be written", e);
    }
  }
}
