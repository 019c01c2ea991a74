package dev.caravan.runtime.console;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.security.ConsoleSessions;
import io.vertx.core.Handler;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.StaticHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.plugin.DefaultJolokiaPlatformHttpPlugin;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/**
 * Hawtio at {@code /hawtio} and Jolokia at {@code /hawtio/jolokia}, on the one HTTP port. What Jolokia may read stands in
 * {@code jolokia-access.xml}: nothing can be changed through it. Thread-safe.
 */
public final class Console implements AutoCloseable {
  static final String PATH = "/hawtio";
  /** In the data folder, for its owner alone: the address that lets the next browser in. */
  private static final String ADDRESS_FILE = "console.address";

  private static final long LONGEST_CALL_BYTES = 1 << 20;

  /** What the console asks of its server at each start, beside its files. */
  private static final Map<String, String> ANSWERS =
      Map.of(
          "/user", "\"operator\"",
          "/plugin", "[]",
          "/keycloak/enabled", "false",
          "/auth/config", "{}",
          "/auth/config/session-timeout", "{}",
          "/proxy/enabled", "false",
          "/preset-connections", "[]");

  private final ConsoleSessions sessions;
  private final String place;
  private final Path file;
  private DefaultJolokiaPlatformHttpPlugin jolokia;

  private Console(ConsoleSessions sessions, String place, Path file) {
    this.sessions = sessions;
    this.place = place;
    this.file = file;
  }

  /** Whether only this machine can reach an address, so that a token is enough. */
  public static boolean reachableFromHereAlone(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /**
   * Serves the console from a context whose HTTP server has started.
   *
   * @param host that the port is bound to
   * @param data folder where the address of the next browser is kept
   * @throws CaravanException FILE_NOT_FOUND when it cannot be kept there
   */
  public static Console open(CamelContext camel, String host, int port, ConsoleSessions sessions, Path data) {
    Console console = new Console(sessions, "http://" + ConsoleGuard.authority(host, port) + PATH + "/", data.resolve(ADDRESS_FILE));
    console.keepAddress();
    console.serve(VertxPlatformHttpRouter.lookup(camel, VertxPlatformHttpRouter.getRouterNameFromPort(port)), new ConsoleGuard(sessions, host, port, console::keepAddress));
    return console;
  }

  /** Where a process that uses this data folder lets the next browser in; empty when none has a console. */
  public static Optional<String> addressOf(Path data) throws IOException {
    Path file = data.resolve(ADDRESS_FILE);
    return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
  }

  /** Lets one browser in. */
  public String address() {
    return place + "?token=" + sessions.token();
  }

  private void serve(Router router, ConsoleGuard guard) {
    router.route(PATH + "/*").handler(guard);
    router.route(PATH + "/jolokia/*").handler(BodyHandler.create(false).setBodyLimit(LONGEST_CALL_BYTES)).blockingHandler(this::jolokia);
    ANSWERS.forEach((path, answer) -> router.get(PATH + path).handler(call -> json(call, answer)));
    router.route(PATH + "/auth/logout").handler(guard::leave);
    router.get(PATH + "/*").handler(StaticHandler.create("hawtio").setCachingEnabled(false));
    // Its own addresses, such as /hawtio/camel/contexts, are made in the browser by one page.
    router.get(PATH + "/*").handler(call -> call.response().putHeader("Content-Type", "text/html; charset=utf-8").sendFile("hawtio/index.html"));
  }

  private static void json(RoutingContext call, String text) {
    call.response().putHeader("Content-Type", "application/json").end(text);
  }

  // Made by the first who asks: no start waits for what nobody may look at.
  private synchronized Handler<RoutingContext> jolokiaHandler() {
    if (jolokia == null) {
      jolokia = new DefaultJolokiaPlatformHttpPlugin();
      jolokia.start();
    }
    @SuppressWarnings("unchecked")
    Handler<RoutingContext> handler = (Handler<RoutingContext>) jolokia.getHandler();
    return handler;
  }

  private void jolokia(RoutingContext call) {
    jolokiaHandler().handle(call);
  }

  private synchronized void keepAddress() {
    try {
      Path next = file.resolveSibling(ADDRESS_FILE + ".next");
      Files.deleteIfExists(next);
      if (Files.getFileStore(file.getParent()).supportsFileAttributeView("posix")) {
        Files.createFile(next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      Files.writeString(next, address() + "\n", StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.FILE_NOT_FOUND, "The console's address cannot be kept in " + file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public synchronized void close() {
    if (jolokia != null) {
      jolokia.stop();
    }
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // The token in it opens nothing any more.
    }
  }
}
