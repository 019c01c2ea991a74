package dev.caravan.runtime.api;

import dev.caravan.CaravanException;
import dev.caravan.api.Answer;
import dev.caravan.api.Api;
import dev.caravan.api.Call;
import dev.caravan.api.Operation;
import dev.caravan.api.ProblemAnswer;
import io.vertx.core.net.SocketAddress;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpConstants;

/** A route for each operation of the description. */
final class ApiRoutes extends RouteBuilder {
  private final Api api;

  ApiRoutes(Api api) {
    this.api = api;
  }

  @Override
  public void configure() {
    rest().clientRequestValidation(true).openApi().specification(ApiPage.DESCRIPTION).missingOperation("fail");
    for (Operation operation : Operation.values()) {
      from("direct:" + operation.id()).routeId("caravan-api-" + operation.id()).process(exchange -> Replies.write(exchange, answer(operation, exchange)));
    }
  }

  private Answer answer(Operation operation, Exchange exchange) {
    try {
      return api.answer(new Call(operation, Callers.of(exchange), Parameters.of(operation, exchange), Bodies.read(exchange.getMessage().getBody(String.class)), address(exchange)));
    } catch (CaravanException e) {
      return ProblemAnswer.of(e);
    }
  }

  private static String address(Exchange exchange) {
    return exchange.getMessage().getHeader(VertxPlatformHttpConstants.REMOTE_ADDRESS) instanceof SocketAddress address ? String.valueOf(address.hostAddress()) : "unknown";
  }
}
