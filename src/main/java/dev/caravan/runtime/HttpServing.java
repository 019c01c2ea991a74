package dev.caravan.runtime;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.api.Api;
import dev.caravan.runtime.CaravanConfig.Switch;
import dev.caravan.runtime.api.CallCheck;
import dev.caravan.runtime.api.RestInterface;
import dev.caravan.runtime.api.TextCalls;
import dev.caravan.runtime.console.Console;
import dev.caravan.runtime.console.ConsoleAddress;
import dev.caravan.runtime.door.Doors;
import dev.caravan.security.KeptActions;
import dev.caravan.security.Logins;
import dev.caravan.security.Permission;
import dev.caravan.security.Sessions;
import dev.caravan.security.TlsFiles;
import dev.caravan.security.UserFile;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What is served behind the doors of the HTTP port, and to whom. Opened and closed by one thread. */
final class HttpServing implements AutoCloseable {
  private final Doors doors;
  private final ConsoleAddress address;
  /** null when there is none */
  private final Console console;
  private final RestInterface rest;
  private final Api api;
  private boolean guarded;

  /** @param port that the server has */
  HttpServing(CaravanConfig config, int port, Api api, KeptActions actions, Clock clock, Clock steady) {
    CaravanConfig.Access access = config.http().access();
    UserFile users = new UserFile(access.users());
    this.address = new ConsoleAddress(config.data());
    this.doors =
        new Doors(
            new Doors.Place(config.http().address(port), config.http().tls().flatMap(TlsFiles::clients).isPresent(), hasUsers(config), access.issuer(), open(config)), new Sessions(clock, config.http().consoleSession()),
            new Logins(users, access.attempts(), access.lockout(), steady), actions, clock, address::keep);
    CallCheck check = new CallCheck();
    this.console = consoleServed(config) ? new Console(new TextCalls(api, check)) : null;
    this.api = api;
    this.rest = new RestInterface(api, check, port);
  }

  /**
   * Looks whether anything would be open that should not.
   *
   * @throws CaravanException HTTP_OPEN, HTTP_TLS, USERS_FILE
   */
  static void check(CaravanConfig config) {
    CaravanConfig.Http http = config.http();
    http.tls().ifPresent(TlsFiles::check);
    boolean asks = http.console() != Switch.FALSE || http.access().metricsOpen() == Switch.AUTO;
    if (!Doors.reachableFromHereAlone(http.host()) && !somebodyMayLogIn(config) && asks) {
      throw new CaravanException(
          Problem.of(ErrorCode.HTTP_OPEN, null, "Other machines could reach the HTTP port, and there is nobody who may log in")
              .required("a loopback address as " + Setting.HTTP_HOST.key() + ", or users, or an issuer as " + Setting.OIDC_ISSUER.key(), http.host() + ", and no user in " + http.access().users())
              .next(
                  "Make one: caravan user add <name> --role admin. Or bind to 127.0.0.1 and come through a tunnel: ssh -L 8080:127.0.0.1:8080 <host>. Or serve nothing that asks who somebody is: "
                      + Setting.CONSOLE_ENABLED.key() + "=false, and " + Setting.METRICS_OPEN.key() + "=true or false."));
    }
  }

  private static boolean hasUsers(CaravanConfig config) {
    return !new UserFile(config.http().access().users()).roles().isEmpty();
  }

  private static boolean somebodyMayLogIn(CaravanConfig config) {
    return config.http().access().issuer() != null || hasUsers(config);
  }

  private static boolean consoleServed(CaravanConfig config) {
    return config.http().console() != Switch.FALSE;
  }

  private static Set<Permission> open(CaravanConfig config) {
    boolean metrics =
        switch (config.http().access().metricsOpen()) {
          case TRUE -> true;
          case FALSE -> false;
          case AUTO -> Doors.reachableFromHereAlone(config.http().host()) && !somebodyMayLogIn(config);
        };
    return metrics ? EnumSet.of(Permission.METRICS_READ) : EnumSet.noneOf(Permission.class);
  }

  /** To be called as soon as there is a router, before anything is served on it. */
  void guard(Router router) {
    guarded = true;
    doors.guard(router);
  }

  /** To be called when all routes have started. */
  void serve(Router router) {
    if (!guarded) {
      throw new IllegalStateException("the doors of the HTTP port stand unguarded");
    }
    rest.serve(router);
    if (console != null) {
      console.serve(router);
      address.keep(doors.entranceAddress());
    }
  }

  /** Where browsers come into the console; empty when there is none. */
  Optional<String> consoleAddress() {
    return Optional.ofNullable(console).map(open -> doors.entranceAddress());
  }

  @Override
  public void close() {
    rest.close();
    api.close();
    if (console != null) {
      console.close();
      address.remove();
    }
  }
}
