package dev.caravan.runtime.api;

import dev.caravan.CaravanException;
import dev.caravan.api.Answer;
import dev.caravan.api.ProblemAnswer;
import org.apache.camel.Exchange;
import org.apache.camel.spi.RestClientRequestValidator;

/**
 * Compares calls by REST with the description of the interface, as camel-openapi-validator does; but made once and not with each
 * call, with decoded parameters, and telling what is wrong as a problem of ours. Thread-safe.
 */
final class ExchangeCheck implements RestClientRequestValidator {
  private final CallCheck check;

  ExchangeCheck(CallCheck check) {
    this.check = check;
  }

  @Override
  public ValidationError validate(Exchange exchange, ValidationContext context) {
    try {
      check.check(
          exchange.getMessage().getHeader(Exchange.HTTP_METHOD, String.class), Parameters.path(exchange), Parameters.query(exchange), exchange.getMessage().getBody(String.class));
      return null;
    } catch (CaravanException e) {
      Answer answer = ProblemAnswer.of(e);
      Replies.write(exchange, answer);
      return new ValidationError(answer.status(), Replies.text(answer.body()));
    }
  }
}
