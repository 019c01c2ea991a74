package dev.caravan.runtime;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.Problems;
import dev.caravan.batch.Engine;
import dev.caravan.catalog.Landings;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;

/**
 * Caravan running: Camel with the selected routes, and the parts they share. Starts once and is closed
 * once; the other methods are thread-safe.
 */
public final class CaravanRuntime implements AutoCloseable {
  private final CaravanConfig config;
  private final RouteSelection selection;
  private final Mode mode;
  private final Main main = new Main();
  private Engine engine;
  private int httpPort;

  /** How long a runtime runs. */
  public enum Mode {
    /** every source makes one pass, then the runtime stops */
    ONCE,
    /** until it is stopped */
    UNTIL_STOPPED
  }

  public CaravanRuntime(CaravanConfig config, RouteSelection selection, Mode mode) {
    this.config = config;
    this.selection = selection;
    this.mode = mode;
  }

  /**
   * Checks every file, then starts the routes.
   *
   * @throws CaravanException with everything that is wrong; nothing runs then
   */
  public void start() {
    Problems problems = new Problems();
    List<RouteFile> files = RouteFiles.read(selection, problems);
    problems.throwIfAny();
    boolean http = httpWanted();
    if (http) {
      httpPort = freePort();
    }
    try {
      Files.createDirectories(config.data());
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.FILE_NOT_FOUND, "The data folder " + config.data() + " cannot be made: " + e.getMessage(), e);
    }
    engine = new Engine(config.engine());
    configure(files, http);
    try {
      main.start();
    } catch (Exception e) {
      close();
      throw new CaravanException(
          Problem.of(ErrorCode.ROUTE_INVALID, null, "The routes cannot be started: " + rootMessage(e)), e);
    }
  }

  private void configure(List<RouteFile> files, boolean http) {
    Map<String, String> properties = new TreeMap<>(config.camel());
    properties.put("camel.component.kamelet.location", "file:" + config.kamelets() + ",classpath:caravan/kamelets,classpath:kamelets");
    properties.put("camel.main.shutdownTimeout", Long.toString(config.shutdown().toSeconds()));
    properties.put("camel.main.routesIncludePattern", files.stream().map(RouteFile::location).collect(Collectors.joining(",")));
    if (http) {
      // Management on the same port joins the one server; on another it would open a second one.
      for (String server : List.of("camel.server", "camel.management")) {
        properties.put(server + ".enabled", "true");
        properties.put(server + ".host", config.http().host());
        properties.put(server + ".port", Integer.toString(httpPort));
      }
      properties.put("camel.management.healthCheckEnabled", "true");
      properties.put("camel.management.healthPath", "/health");
    }
    // Camel's own shutdown hook would stop the routes behind our back; the command drains them itself.
    main.setShutdownStrategy(new SimpleMainShutdownStrategy());
    main.setDefaultPropertyPlaceholderLocation("false");
    properties.forEach(main::addOverrideProperty);
    main.configure().setBasePackageScan("dev.caravan.runtime.routes");
    main.configure().setBasePackageScanEnabled(true);
    main.bind("caravanConfig", config);
    main.bind("engine", engine);
    main.bind("landings", new Landings());
    main.bind(
        "caravanBreaker",
        CircuitBreakerConfig.custom()
            .failureRateThreshold(config.breaker().failures())
            .slidingWindowSize(config.breaker().calls())
            .minimumNumberOfCalls(config.breaker().calls())
            .waitDurationInOpenState(config.breaker().open())
            .build());
  }

  private boolean httpWanted() {
    return switch (config.http().enabled()) {
      case TRUE -> true;
      case FALSE -> false;
      case AUTO -> mode == Mode.UNTIL_STOPPED;
    };
  }

  // Asked before anything starts: the server itself says it late and without a next move.
  private int freePort() {
    InetSocketAddress address;
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      address = new InetSocketAddress(InetAddress.getByName(config.http().host()), config.http().port());
      socket.bind(address);
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new CaravanException(
          Problem.of(
                  ErrorCode.HTTP_PORT,
                  null,
                  "The HTTP port " + config.http().host() + ":" + config.http().port() + " cannot be opened: " + e.getMessage())
              .next("Stop the other process, or give another port: -p caravan.http.port=8081 (0 takes any free one)."),
          e);
    }
  }

  /** Ids of the routes the integrator wrote, in order of start; not those that Kamelets made. */
  public List<String> routes() {
    return main.getCamelContext().getRoutes().stream()
        .filter(route -> !route.isCreatedByKamelet())
        .map(Route::getRouteId)
        .toList();
  }

  /** Port of the HTTP server, 0 when there is none. */
  public int httpPort() {
    return httpPort;
  }

  CamelContext camel() {
    return main.getCamelContext();
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }

  /** Lets the batches in hand finish, then stops. */
  @Override
  public void close() {
    main.stop();
    if (engine != null) {
      engine.close();
    }
  }
}
