package dev.caravan.source.http;

/**
 * A request and who makes it; it is signed anew each time it is sent. Immutable.
 *
 * @param arrived run when the last byte of a reply has come that seems to be what was asked for: the system has its
 *     hands free for another call while this process looks at the reply. It may be run more than once.
 */
public record HttpCall(HttpRequest request, Authorization authorization, Runnable arrived) {
  /** A call whose end nobody waits for but its caller. */
  public HttpCall(HttpRequest request, Authorization authorization) {
    this(request, authorization, () -> {});
  }

  /** As it goes over the wire. Contains secrets: neither to be logged nor kept. */
  public HttpRequest signed() {
    return authorization.signed(request);
  }

  @Override
  public String toString() {
    return request.toString();
  }
}
