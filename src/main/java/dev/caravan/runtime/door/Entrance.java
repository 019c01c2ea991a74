package dev.caravan.runtime.door;

import dev.caravan.security.Caller;
import dev.caravan.security.Sessions;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Where browsers come in, by the one-time token or by a form, and leave. Methods may take a second: not for an event loop. */
final class Entrance {
  static final String HOME = "/hawtio/";
  private static final String TOKEN = "token";

  private final Sessions sessions;
  private final Recognition recognition;
  private final Attempts attempts;
  private final Supplier<String> address;
  /** null where the token lets nobody in */
  private final Consumer<String> keep;

  /**
   * @param address with the token that lets the next browser in
   * @param keep is handed it when one is in; null where the token lets nobody in
   */
  Entrance(Sessions sessions, Recognition recognition, Attempts attempts, Supplier<String> address, Consumer<String> keep) {
    this.sessions = sessions;
    this.recognition = recognition;
    this.attempts = attempts;
    this.address = address;
    this.keep = keep;
  }

  boolean asksByToken(HttpServerRequest request) {
    return keep != null && request.getParam(TOKEN) != null;
  }

  /** @return whether the token was valid; if so, the browser is in and the call answered */
  boolean byToken(RoutingContext call) {
    Optional<String> session = sessions.open(call.request().getParam(TOKEN));
    if (session.isEmpty()) {
      attempts.badToken("a token of the console", call.request());
      return false;
    }
    keep.accept(address.get());
    sessions.caller(session.get()).ifPresent(caller -> attempts.in(caller, call.request()));
    keepIn(call, session.get());
    // Without the token, which must not stay in the browser's history.
    redirect(call);
    return true;
  }

  /** What the form of the login page sends. */
  Recognition.Answer byForm(RoutingContext call) {
    String name = call.request().getFormAttribute("name");
    String password = call.request().getFormAttribute("password");
    Recognition.Answer answer = recognition.of(name == null ? "" : name, password == null ? "" : password, call.request());
    if (answer instanceof Recognition.Answer.Known known) {
      attempts.in(known.caller(), call.request());
      keepIn(call, known.caller());
      redirect(call);
    }
    return answer;
  }

  /** Ends the session of who asks. @param then where they go */
  void leave(RoutingContext call, BiConsumer<RoutingContext, Caller> then) {
    Caller caller = Guard.caller(call);
    sessions.close(recognition.session(call.request()));
    attempts.out(caller, call.request());
    then.accept(call, caller);
  }

  /** From now on the browser is in; the call is not answered yet. */
  void keepIn(RoutingContext call, Caller caller) {
    keepIn(call, sessions.open(caller));
  }

  private void keepIn(RoutingContext call, String session) {
    call.response().addCookie(Cookie.cookie(recognition.cookie(), session).setPath("/").setHttpOnly(true).setSecure(call.request().isSSL()).setSameSite(CookieSameSite.STRICT));
  }

  static void redirect(RoutingContext call) {
    call.response().setStatusCode(303).putHeader("Location", HOME).end();
  }
}
