package dev.caravan.source.rest;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.source.http.Authorization;
import dev.caravan.source.http.CallLimit;
import dev.caravan.source.http.HttpExchange;
import dev.caravan.source.http.HttpReply;
import dev.caravan.source.http.HttpRequest;
import dev.caravan.source.http.HttpSystem;
import java.time.Clock;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;

/** Makes the calls of one flow, at the pace of the system. Thread-safe. */
public final class RestApi {
  private final HttpSystem system;
  private final HttpExchange exchange;
  private final Authorization authorization;
  private final Clock clock;
  private final BooleanSupplier goesOn;
  private final BiFunction<HttpRequest, HttpReply, CaravanException> refusals;

  /** @param goesOn whether the flow is still to go on; asked while a call waits for its turn */
  RestApi(HttpSystem system, HttpExchange exchange, Authorization authorization, Clock clock, BooleanSupplier goesOn) {
    this(system, exchange, authorization, clock, goesOn, RestApi::refused);
  }

  /** @param refusals what the API means by a refusal */
  public RestApi(
      HttpSystem system,
      HttpExchange exchange,
      Authorization authorization,
      Clock clock,
      BooleanSupplier goesOn,
      BiFunction<HttpRequest, HttpReply, CaravanException> refusals) {
    this.refusals = refusals;
    this.system = system;
    this.exchange = exchange;
    this.authorization = authorization;
    this.clock = clock;
    this.goesOn = goesOn;
  }

  /** @return any reply that is no failure of the server: also a refusal, for {@link #refusal} */
  HttpReply call(HttpRequest request) {
    HttpReply reply = system.send(request, authorization, exchange, goesOn);
    CallLimit.rest(reply, clock.instant()).ifPresent(system.budget()::rest);
    return reply;
  }

  CaravanException refusal(HttpRequest request, HttpReply reply) {
    return refusals.apply(request, reply);
  }

  private static CaravanException refused(HttpRequest request, HttpReply reply) {
    String next =
        switch (reply.status()) {
          case 403 -> "The login is taken, but may not read this: give its role or scope the right to.";
          case 404, 410 -> "Check the path of `url`.";
          default -> null;
        };
    return new CaravanException(
        Problem.of(ErrorCode.HTTP_REFUSED, null, "The API refuses a call: " + request).required("a reply", reply.status() + " " + reply.excerpt()).next(next));
  }
}
