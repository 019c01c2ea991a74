package dev.caravan.source.http;

/** Who makes a request, and how it is shown. Secrets are asked for at each use. Thread-safe. */
public interface Authorization {

  /** The request with what proves who sends it; a new proof at each call. */
  HttpRequest signed(HttpRequest request);

  /** Fetches what signing needs and what takes a call itself, such as a token; called outside the breaker. */
  default void prepare(HttpExchange exchange) {}

  /**
   * Tells that the system refused the last proof.
   *
   * @return whether there is another one to try by now: a rotated secret, a new token
   */
  default boolean refused() {
    return false;
  }

  /** For systems that ask nobody. */
  Authorization NONE = request -> request;
}
