package dev.caravan.source.http;

/** A request and who makes it; it is signed anew each time it is sent. Immutable. */
public record HttpCall(HttpRequest request, Authorization authorization) {

  /** As it goes over the wire. Contains secrets: neither to be logged nor kept. */
  public HttpRequest signed() {
    return authorization.signed(request);
  }

  @Override
  public String toString() {
    return request.toString();
  }
}
