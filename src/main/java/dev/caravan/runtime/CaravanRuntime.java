package dev.caravan.runtime;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.Problems;
import dev.caravan.runtime.lint.Finding;
import dev.caravan.runtime.lint.Lint;
import dev.caravan.runtime.lint.LintContext;
import dev.caravan.runtime.lint.LintException;
import dev.caravan.runtime.lint.LintFile;
import dev.caravan.runtime.lint.LintRule;
import dev.caravan.source.FlowProgress;
import dev.caravan.source.Passes;
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
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.model.Model;
import org.apache.camel.spi.Registry;

/**
 * Caravan running: Camel with the selected routes, and the parts they share. Starts once and is closed
 * once; the other methods are thread-safe.
 */
public final class CaravanRuntime implements AutoCloseable {
  private final CaravanConfig config;
  private final RouteSelection selection;
  private final Mode mode;
  private final Main main = new Main();
  private Parts parts;
  // Outlives the parts: what became of the flows is asked when all is closed.
  private Passes passes;
  private boolean closed;
  private int httpPort;

  /** How long a runtime runs. */
  public enum Mode {
    /** every source makes one pass, then the runtime stops */
    ONCE,
    /** every flow finishes what was begun or queued and takes in nothing new, then the runtime stops */
    UNFINISHED,
    /** until it is stopped */
    UNTIL_STOPPED
  }

  public CaravanRuntime(CaravanConfig config, RouteSelection selection, Mode mode) {
    this.config = config;
    this.selection = selection;
    this.mode = mode;
  }

  /**
   * Checks every file, then starts the routes; does nothing when it was closed before.
   *
   * @throws LintException with everything that is wrong in the files; nothing runs then
   * @throws CaravanException with everything else that is wrong; nothing runs then
   */
  public synchronized void start() {
    if (closed) {
      return;
    }
    KameletCatalog catalog = new KameletCatalog(config.kamelets());
    List<RouteFile> files = checked(catalog);
    boolean http = httpWanted();
    if (http) {
      httpPort = freePort();
    }
    makeDataFolder();
    parts = new Parts(config, work());
    passes = parts.passes();
    try {
      configure(files, catalog, http);
      main.start();
      FlowRoutes.flows(main.getCamelContext()).forEach(passes::expect);
    } catch (Exception e) {
      close();
      throw startFailure(e);
    }
  }

  private Passes.Work work() {
    return switch (mode) {
      case ONCE -> Passes.Work.ONCE;
      case UNFINISHED -> Passes.Work.UNFINISHED;
      case UNTIL_STOPPED -> Passes.Work.AGAIN_AND_AGAIN;
    };
  }

  private List<RouteFile> checked(KameletCatalog catalog) {
    Problems problems = new Problems();
    List<RouteFile> files = RouteFiles.read(selection, problems);
    problems.throwIfAny();
    lint(files);
    new FlowIds(catalog, problems).check(files);
    problems.throwIfAny();
    return files;
  }

  private static final List<String> UNKNOWN_BESIDE_JAVA = List.of(LintRule.BEAN_UNKNOWN.code(), LintRule.CLASS_UNKNOWN.code(), LintRule.ROUTE_POLICY_UNKNOWN.code());

  // A Java route may bind beans, and configure routes, that no file names.
  private void lint(List<RouteFile> files) {
    boolean allKnown = files.stream().allMatch(RouteFile::yaml);
    List<LintFile> yaml = files.stream().filter(RouteFile::yaml).map(file -> new LintFile(file.name(), file.text())).toList();
    List<Finding> errors =
        Lint.check(yaml, List.of(), LintContext.of(config)).stream()
            .filter(Finding::isError)
            .filter(finding -> allKnown || !UNKNOWN_BESIDE_JAVA.contains(finding.code()))
            .toList();
    if (!errors.isEmpty()) {
      throw new LintException(errors);
    }
  }

  private void makeDataFolder() {
    try {
      Files.createDirectories(config.data());
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.FILE_NOT_FOUND, "The data folder " + config.data() + " cannot be made: " + e.getMessage(), e);
    }
  }

  private void configure(List<RouteFile> files, KameletCatalog catalog, boolean http) {
    Map<String, String> properties = new TreeMap<>(config.camel());
    properties.put("camel.component.kamelet.location", catalog.locations());
    // marshal: json writes a batch as its rows, by the mapper that knows how.
    properties.putIfAbsent("camel.dataformat.jackson.autoDiscoverObjectMapper", "true");
    properties.put("camel.main.shutdownTimeout", Long.toString(config.shutdown().toSeconds()));
    properties.put("camel.main.routesIncludePattern", files.stream().map(RouteFile::location).collect(Collectors.joining(",")));
    properties.put("caravan.lease.renewal", config.lease().toMillis() / 4 + "");
    // A redelivery policy reads plain milliseconds only; with a unit it fails when it is first needed.
    properties.put(Setting.RETRY_DELAY.key(), Long.toString(config.retry().delay().toMillis()));
    properties.put(Setting.RETRY_DELAY_MAX.key(), Long.toString(config.retry().delayMax().toMillis()));
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
    main.addMainListener(
        new MainListenerSupport() {
          @Override
          public void beforeInitialize(BaseMainSupport starting) {
            CamelContext camel = starting.getCamelContext();
            camel.getCamelContextExtension().getContextPlugin(Model.class).addModelLifecycleStrategy(new CallersPolicy());
            Registry registry = camel.getRegistry();
            Breakers.bind(config.breaker(), registry);
            registry.bind("rows", RowsJson.mapper());
            registry.bind("toldElsewhere", new ToldElsewhere());
            parts.bind(registry);
          }
        });
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
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(config.http().host()), config.http().port()));
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

  static CaravanException startFailure(Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CaravanException known) {
        return known;
      }
    }
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String message = root.getMessage() == null ? root.toString() : root.getMessage();
    return new CaravanException(Problem.of(ErrorCode.ROUTE_INVALID, null, "The routes cannot be started: " + message), failure);
  }

  /**
   * Waits until every flow has made its pass; routes that do not begin with a source of Caravan, until
   * nothing has been in flight for a second.
   *
   * @return false when the runtime was stopped before
   */
  public boolean awaitPasses() {
    if (passes == null) {
      return false;
    }
    boolean complete = passes.awaitAll();
    if (complete && FlowRoutes.flows(main.getCamelContext()).size() < routes().size()) {
      new Idle(main.getCamelContext()).await();
    }
    return complete;
  }

  /** How far each flow has come, by name. */
  public List<FlowProgress> progress() {
    return passes == null ? List.of() : passes.progress();
  }

  /** Ids of the routes the integrator wrote, in order of start; not those that Kamelets or Caravan itself made. */
  public List<String> routes() {
    return main.getCamelContext().getRoutes().stream()
        .filter(route -> !route.isCreatedByKamelet() && !route.getRouteId().startsWith("caravan-"))
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

  /** Lets the batches in hand finish, then stops. May be called while another thread waits for passes. */
  @Override
  public synchronized void close() {
    closed = true;
    if (parts == null) {
      return;
    }
    passes.drain();
    // Camel does not bear that one thread stops a route while another stops all.
    parts.failures().awaitStopped();
    main.stop();
    passes.abandon();
    parts.close();
    parts = null;
  }
}
