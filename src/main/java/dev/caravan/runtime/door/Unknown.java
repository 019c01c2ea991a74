package dev.caravan.runtime.door;

import dev.caravan.ErrorCode;
import io.vertx.ext.web.RoutingContext;

/** Answers who is not known: browsers at the console with a page to log in, all others in a line. Immutable. */
final class Unknown {
  private static final String NO_USERS =
      "The console is closed to you. Type `caravan console` on the machine that runs the flows: it prints an address that lets one browser in.";
  private static final String USERS = "Say who you are: name and password of a user of this process.";
  private static final String ISSUER = "Say who you are: a bearer token of the issuer that this process trusts.";
  private static final String NO_ROLE = "Your token names no role of this process.";

  private static final String BY_ISSUER = "<p><a href=\"" + IssuerEntrance.DEPARTURE + "\">Log in elsewhere</a></p>";

  private final boolean users;
  private final boolean issuer;
  private final boolean browsers;
  private final String page;

  /**
   * @param users whether there are any who may log in
   * @param issuer whether bearer tokens let people in
   * @param browsers whether they are sent to the issuer to log in
   */
  Unknown(boolean users, boolean issuer, boolean browsers) {
    this.users = users;
    this.issuer = issuer;
    this.browsers = browsers;
    this.page = Resources.text("login.html").replace("$issuer", browsers ? BY_ISSUER : "");
  }

  void answer(RoutingContext call, Recognition.Answer answer) {
    if (answer instanceof Recognition.Answer.Unknown none && none.code() == ErrorCode.ACCESS_DENIED) {
      Answers.refuse(call, 403, ErrorCode.ACCESS_DENIED, NO_ROLE);
      return;
    }
    int status = 401;
    if (answer instanceof Recognition.Answer.Locked locked) {
      status = 429;
      call.response().putHeader("Retry-After", Long.toString(locked.rest().toSeconds()));
    }
    boolean atConsole = call.normalizedPath().startsWith(Doors.CONSOLE);
    String accept = call.request().getHeader("Accept");
    boolean byBrowser = atConsole && accept != null && accept.contains("text/html");
    if (browsers && !users && byBrowser) {
      call.response().setStatusCode(303).putHeader("Location", IssuerEntrance.DEPARTURE).end();
      return;
    }
    if (users && byBrowser) {
      call.response().setStatusCode(status).putHeader("Content-Type", "text/html; charset=utf-8").end(page.replace("$said", said(answer)));
      return;
    }
    if (users && !atConsole) {
      // At the console a browser would ask in a window of its own, before the page is seen.
      call.response().headers().add("WWW-Authenticate", "Basic realm=\"caravan\", charset=\"UTF-8\"");
    }
    if (issuer) {
      call.response().headers().add("WWW-Authenticate", "Bearer");
    }
    Answers.refuse(call, status, code(answer), users ? USERS : issuer ? ISSUER : NO_USERS);
  }

  private static ErrorCode code(Recognition.Answer answer) {
    return answer instanceof Recognition.Answer.Unknown none ? none.code() : ErrorCode.ACCESS_REFUSED;
  }

  private static String said(Recognition.Answer answer) {
    if (answer instanceof Recognition.Answer.Locked locked) {
      return "Too many wrong passwords. Try again in " + Math.max(1, locked.rest().toMinutes()) + " min.";
    }
    return answer instanceof Recognition.Answer.Unknown unknown && unknown.code() == ErrorCode.ACCESS_REFUSED ? "Name or password is wrong." : "";
  }
}
