package dev.caravan.runtime.door;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.security.BearerTokens;
import dev.caravan.security.IssuerLogins;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where browsers leave to log in at the issuer, and come back. Thread-safe; asks the issuer, so not for an event loop. */
final class IssuerEntrance {
  static final String DEPARTURE = Doors.CONSOLE + "/login/issuer";
  private static final String ARRIVAL = Doors.CONSOLE + "/login/callback";
  private static final String FAREWELL = Doors.CONSOLE + "/login/out";
  private static final Set<String> PATHS = Set.of(DEPARTURE, ARRIVAL, FAREWELL);
  private static final Logger LOG = LoggerFactory.getLogger(IssuerEntrance.class);

  private final IssuerLogins logins;
  private final Entrance entrance;
  private final Attempts attempts;
  private final String cookie;

  /** @param cookie of sessions, from which that of logins gets its name */
  IssuerEntrance(IssuerLogins logins, Entrance entrance, Attempts attempts, String cookie) {
    this.logins = logins;
    this.entrance = entrance;
    this.attempts = attempts;
    this.cookie = cookie + "-login";
  }

  /** Whether a call is for who is not in yet, or not any more. */
  static boolean isFor(String path) {
    return PATHS.contains(path);
  }

  void serve(Router router) {
    router.get(DEPARTURE).blockingHandler(call -> asking(call, () -> depart(call)), false);
    router.get(ARRIVAL).blockingHandler(call -> asking(call, () -> arrive(call)), false);
    router.get(FAREWELL).handler(call -> MessagePage.show(call, 200, "You are logged out."));
  }

  private static void asking(RoutingContext call, Runnable work) {
    try {
      work.run();
    } catch (CaravanException e) {
      LOG.warn("Nobody can be let in by the issuer: {}", e.getMessage());
      MessagePage.show(call, 503, "Nobody can be let in now; the log tells why. [" + e.code().code() + "]");
    } catch (IllegalArgumentException e) {
      MessagePage.show(call, 400, "This address cannot be read.");
    }
  }

  private void depart(RoutingContext call) {
    IssuerLogins.Departure departure = logins.depart(here(call, ARRIVAL));
    // The issuer sends the browser back from its own site: a strict cookie would stay at home.
    call.response().addCookie(cookie(call, departure.browser()).setSameSite(CookieSameSite.LAX));
    call.response().setStatusCode(303).putHeader("Location", departure.address().toString()).end();
  }

  private void arrive(RoutingContext call) {
    HttpServerRequest request = call.request();
    Cookie kept = request.getCookie(cookie);
    String browser = kept == null ? null : kept.getValue();
    BearerTokens.Outcome outcome = logins.arrive(new IssuerLogins.Arrival(browser, request.getParam("state"), request.getParam("code"), request.getParam("iss")));
    call.response().addCookie(cookie(call, "").setSameSite(CookieSameSite.LAX).setMaxAge(0));
    if (outcome instanceof BearerTokens.Outcome.In in) {
      attempts.in(in.caller(), request);
      entrance.keepIn(call, in.caller());
      // By a page: what follows a redirection from another site comes without strict cookies.
      call.response().putHeader("Refresh", "0; url=" + Entrance.HOME);
      MessagePage.show(call, 200, "You are logged in.");
    } else if (outcome instanceof BearerTokens.Outcome.NoRole) {
      attempts.badToken("a login of the issuer", request);
      MessagePage.show(call, 403, "You are known, and have no role of this process. [" + ErrorCode.ACCESS_DENIED.code() + "]");
    } else {
      attempts.badToken("a login of the issuer", request);
      MessagePage.show(call, 401, "This login is not known here, or not any more. [" + ErrorCode.ACCESS_REFUSED.code() + "]");
    }
  }

  /** Sends who has left here to log out at the issuer too: it would let them in again without asking. */
  void leave(RoutingContext call) {
    asking(
        call,
        () -> {
          URI back = here(call, FAREWELL);
          call.response().setStatusCode(303).putHeader("Location", logins.farewell(back).orElse(back).toString()).end();
        });
  }

  // The address by which the browser knows this process.
  private static URI here(RoutingContext call, String path) {
    return URI.create((call.request().isSSL() ? "https://" : "http://") + call.request().authority() + path);
  }

  private Cookie cookie(RoutingContext call, String value) {
    return Cookie.cookie(cookie, value).setPath(Doors.CONSOLE + "/login/").setHttpOnly(true).setSecure(call.request().isSSL());
  }
}
