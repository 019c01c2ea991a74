package dev.caravan.runtime.door;

import io.vertx.ext.web.RoutingContext;

/** A page that says one sentence to somebody in front of a browser, and leads to the console. */
final class MessagePage {
  private static final String PAGE = Resources.text("message.html");

  private MessagePage() {}

  /** @param sentence of Caravan's own: nothing that came in */
  static void show(RoutingContext call, int status, String sentence) {
    call.response().setStatusCode(status).putHeader("Content-Type", "text/html; charset=utf-8").end(PAGE.replace("$said", sentence));
  }
}
