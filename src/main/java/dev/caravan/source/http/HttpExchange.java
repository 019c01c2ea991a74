package dev.caravan.source.http;

/**
 * Sends one call and brings its reply: signed at each try, inside the circuit breaker of its system,
 * repeated when the failure may pass. Thread-safe.
 */
public interface HttpExchange {

  /**
   * @return any status that is not the server's failure
   * @throws dev.caravan.CaravanException HTTP_UNREACHABLE, HTTP_FAILED, HTTP_REPLY, HTTP_BREAKER
   */
  HttpReply send(HttpCall call);
}
