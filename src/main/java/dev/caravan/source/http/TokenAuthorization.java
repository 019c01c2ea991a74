package dev.caravan.source.http;

/** Shows an access token, which all callers share. Thread-safe. */
public abstract class TokenAuthorization implements Authorization {
  private final TokenCache tokens;

  protected TokenAuthorization(TokenCache tokens) {
    this.tokens = tokens;
  }

  /** What asks for a token. */
  protected abstract HttpRequest tokenRequest();

  @Override
  public final void prepare(HttpExchange exchange) {
    tokens.ensure(exchange, this::tokenRequest);
  }

  @Override
  public final HttpRequest signed(HttpRequest request) {
    return request.withHeader("Authorization", "Bearer " + tokens.current().reveal());
  }

  @Override
  public boolean refused() {
    return tokens.refused();
  }
}
