package dev.caravan.runtime.door;

import dev.caravan.api.Operation;
import dev.caravan.security.BearerTokens;
import dev.caravan.security.Caller;
import dev.caravan.security.Issuer;
import dev.caravan.security.IssuerLogins;
import dev.caravan.security.KeptActions;
import dev.caravan.security.Logins;
import dev.caravan.security.Permission;
import dev.caravan.security.Sessions;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.net.URI;
import java.time.Clock;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The doors of the one HTTP port that ask who somebody is, with one guard before them. {@code /health} is no such door: it says
 * only whether the process is well. Thread-safe.
 */
public final class Doors {
  static final String CONSOLE = "/hawtio";
  private static final String API = "/api";
  private static final String LOGIN = CONSOLE + "/login";
  private static final long LOGIN_BYTES = 8 << 10;
  /** Before every route of Camel and Caravan, whichever comes first. */
  private static final int FIRST = -1000;

  private final String address;
  private final Sessions sessions;
  private final boolean byToken;
  private final boolean certificates;
  private final Entrance entrance;
  private final Guard guard;
  private final Unknown unknown;
  /** null where browsers are not sent to an issuer */
  private final IssuerEntrance issuers;

  /**
   * @param server where the port is, by the address that it is bound to
   * @param certificates whether callers have to show one
   * @param users whether there are any who may log in
   * @param issuer whose bearer tokens let people in; null for none
   * @param open what anyone may who reaches the port
   */
  public record Place(URI server, boolean certificates, boolean users, Issuer issuer, Set<Permission> open) {
    boolean sendsBrowsers() {
      return issuer != null && issuer.client() != null;
    }
  }

  /** @param keep is handed the address that lets the next browser in by its token, whenever it is another one */
  public Doors(Place place, Sessions sessions, Logins logins, KeptActions actions, Clock clock, Consumer<String> keep) {
    Attempts attempts = new Attempts(actions, clock);
    Recognition recognition = new Recognition(sessions, logins, place.issuer() == null ? null : new BearerTokens(place.issuer()), attempts, place.server().getPort());
    this.address = place.server().toString();
    this.certificates = place.certificates();
    this.sessions = sessions;
    boolean byToken = Origins.fromHereAlone(place.server());
    this.entrance = new Entrance(sessions, recognition, attempts, this::entranceAddress, byToken ? keep : null);
    this.byToken = byToken;
    this.issuers = place.sendsBrowsers() ? new IssuerEntrance(new IssuerLogins(place.issuer(), clock), entrance, attempts, recognition.cookie()) : null;
    this.unknown = new Unknown(place.users(), place.issuer() != null, place.sendsBrowsers());
    this.guard = new Guard(new Origins(place.server()), place.open(), recognition, entrance, this::isLogin, unknown, attempts);
  }

  /** Whether only this machine can reach an address, so that the one-time token is enough. */
  public static boolean reachableFromHereAlone(String host) {
    return Origins.fromHereAlone(host);
  }

  /** What it takes to go through the door that a call leads to. @param path normalised */
  static Permission permission(String method, String path) {
    if (isApi(path)) {
      return Operation.of(method, path).map(Operation::permission).orElse(Permission.API_READ);
    }
    if (path.startsWith(CONSOLE + "/jolokia")) {
      return Permission.JMX_READ;
    }
    return path.startsWith(CONSOLE) ? Permission.CONSOLE_OPEN : Permission.METRICS_READ;
  }

  static boolean isApi(String path) {
    return path.equals(API) || path.startsWith(API + "/");
  }

  /** Whether a call is for who is not in yet, or not any more. */
  private boolean isLogin(RoutingContext call) {
    HttpMethod method = call.request().method();
    boolean byForm = call.normalizedPath().equals(LOGIN) && method.equals(HttpMethod.POST);
    return byForm || issuers != null && IssuerEntrance.isFor(call.normalizedPath()) && method.equals(HttpMethod.GET);
  }

  /** To be called before anything is served behind the doors. */
  public void guard(Router router) {
    if (certificates) {
      router.route().order(FIRST - 1).handler(new ClientCertificates());
    }
    for (String door : new String[] {CONSOLE + "*", "/metrics*", API + "/*"}) {
      router.route(door).order(FIRST).handler(guard);
    }
    router.post(LOGIN).handler(BodyHandler.create(false).setBodyLimit(LOGIN_BYTES)).blockingHandler(this::logIn, false)
        .failureHandler(call -> Answers.text(call, call.statusCode() >= 400 ? call.statusCode() : 400, "This is no form of the login page"));
    router.route(CONSOLE + "/auth/logout").blockingHandler(call -> entrance.leave(call, this::goOn), false);
    if (issuers != null) {
      issuers.serve(router);
    }
  }

  private void goOn(RoutingContext call, Caller left) {
    if (issuers != null && left.proof() == Caller.Proof.BEARER) {
      issuers.leave(call);
    } else {
      Entrance.redirect(call);
    }
  }

  private void logIn(RoutingContext call) {
    Recognition.Answer answer = entrance.byForm(call);
    if (!(answer instanceof Recognition.Answer.Known)) {
      unknown.answer(call, answer);
    }
  }

  /** Where browsers come in: with the token that lets the next one in, where it lets anybody in. */
  public String entranceAddress() {
    return address + Entrance.HOME + (byToken ? "?token=" + sessions.token() : "");
  }

  /** Who makes a call that came through. */
  public static Caller caller(RoutingContext call) {
    return Guard.caller(call);
  }

  /** From where a call comes, as it is written down. */
  public static String address(RoutingContext call) {
    return Attempts.address(call.request());
  }
}
