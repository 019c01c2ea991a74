package dev.caravan.runtime.console;

import dev.caravan.security.ConsoleSessions;
import io.vertx.core.Handler;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before everything below {@code /hawtio}: lets in who has a session, gives one for the one-time token, and turns
 * away what a page of another origin asks a browser to send.
 */
final class ConsoleGuard implements Handler<RoutingContext> {
  private static final Logger LOG = LoggerFactory.getLogger(ConsoleGuard.class);
  private static final String TOKEN = "token";
  private static final String CLOSED = "The console is closed to you. Type `caravan console` on the machine that runs the flows: it prints an address that lets one browser in.\n";

  /** The console's own scripts and styles; it draws with inline styles and reads pictures from data. */
  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'self'; form-action 'self'",
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "no-referrer",
          "Cache-Control", "no-store");

  private final ConsoleSessions sessions;
  private final Set<String> authorities;
  private final String cookie;
  private final Runnable tokenUsed;

  /**
   * @param host the address that the port is bound to
   * @param tokenUsed called when a token has let a browser in and another has taken its place
   */
  ConsoleGuard(ConsoleSessions sessions, String host, int port, Runnable tokenUsed) {
    this.sessions = sessions;
    this.authorities = Stream.of(host, "localhost", "127.0.0.1", "::1").map(each -> authority(each, port)).collect(Collectors.toUnmodifiableSet());
    // Cookies do not tell ports apart: two processes of one machine must not share one.
    this.cookie = "caravan-console-" + port;
    this.tokenUsed = tokenUsed;
  }

  static String authority(String host, int port) {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  @Override
  public void handle(RoutingContext call) {
    HttpServerRequest request = call.request();
    HEADERS.forEach(call.response()::putHeader);
    // A name of somebody else's that leads to this address would make its pages pages of this origin.
    String authority = request.authority() == null ? "" : request.authority().toString();
    if (!authorities.contains(authority)) {
      end(call, 421, "This process does not answer for " + authority + "\n");
      return;
    }
    String origin = request.getHeader("Origin");
    if (origin != null && !origin.equals("http://" + authority)) {
      end(call, 403, "Pages of " + origin + " may not use the console\n");
      return;
    }
    String token = request.getParam(TOKEN);
    if (token != null) {
      letIn(call, token);
    } else if (sessions.knows(session(request))) {
      call.next();
    } else {
      end(call, 401, CLOSED);
    }
  }

  private void letIn(RoutingContext call, String token) {
    Optional<String> session = sessions.open(token);
    if (session.isEmpty()) {
      LOG.warn("{} asked for the console with a token that is not valid, or not any more", call.request().remoteAddress().host());
      end(call, 401, CLOSED);
      return;
    }
    LOG.info("A browser at {} was let into the console", call.request().remoteAddress().host());
    tokenUsed.run();
    call.response().addCookie(Cookie.cookie(cookie, session.get()).setPath(Console.PATH).setHttpOnly(true).setSameSite(CookieSameSite.STRICT));
    // Without the token, which must not stay in the browser's history.
    call.response().setStatusCode(303).putHeader("Location", Console.PATH + "/").end();
  }

  /** Ends the session of who asks. */
  void leave(RoutingContext call) {
    sessions.close(session(call.request()));
    call.response().setStatusCode(303).putHeader("Location", Console.PATH + "/").end();
  }

  private String session(HttpServerRequest request) {
    Cookie shown = request.getCookie(cookie);
    return shown == null ? null : shown.getValue();
  }

  private static void end(RoutingContext call, int status, String text) {
    HttpServerResponse response = call.response();
    response.setStatusCode(status).putHeader("Content-Type", "text/plain; charset=utf-8").end(text);
  }
}
