package dev.caravan.runtime;

import dev.caravan.contract.Contracts;
import dev.caravan.runtime.door.TlsVertx;
import dev.caravan.runtime.metrics.Series;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Registry;

/**
 * Camel with some of the route files of a runtime. The first context also keeps house and holds the HTTP
 * port; every later one holds flows in the place of earlier versions of them. So two versions of a route, a
 * Kamelet, a contract or a property never meet in one registry, and a context that does not come up leaves
 * the others as they are. One thread at a time; lists of routes may be asked for by any.
 */
final class FlowContext implements AutoCloseable {
  private static final Duration NEW_CERTIFICATES = Duration.ofSeconds(30);

  private final Main main = new Main();
  private final Contracts contracts;

  /**
   * @param config whose properties the routes see
   * @param contracts by which its flows read and check
   * @param http port of the HTTP server; none when it has none
   * @param series where Camel tells its own; empty when nobody can ask for metrics
   */
  record Plan(CaravanConfig config, List<RouteFile> files, Contracts contracts, Optional<Integer> http, Optional<Series> series) {}

  private FlowContext(Plan plan, Map<String, String> more, Map<String, Object> beans) {
    this.contracts = plan.contracts();
    Map<String, String> properties = properties(plan);
    properties.putAll(more);
    // Camel's own shutdown hook would stop the routes behind our back; the command drains them itself.
    main.setShutdownStrategy(new SimpleMainShutdownStrategy());
    main.setDefaultPropertyPlaceholderLocation("false");
    properties.forEach(main::addOverrideProperty);
    main.addMainListener(
        new MainListenerSupport() {
          @Override
          public void beforeInitialize(BaseMainSupport starting) {
            CamelContext camel = starting.getCamelContext();
            camel.getCamelContextExtension().getContextPlugin(Model.class).addModelLifecycleStrategy(new CallersPolicy());
            Registry registry = camel.getRegistry();
            registry.bind("rows", RowsJson.mapper());
            registry.bind("toldElsewhere", new ToldElsewhere());
            plan.series().ifPresent(series -> registry.bind("metricsRegistry", series.registry()));
            registry.bind("httpTimeLimits", new HttpTimeLimits(plan.config().calls()));
            beans.forEach(registry::bind);
          }
        });
  }

  /**
   * The first context of a runtime, which ends last.
   *
   * @param all contexts of the runtime, for whose health it answers
   * @param guard is handed the router of the HTTP server, if there is one, before anything is served
   */
  static FlowContext first(Plan plan, List<FlowContext> all, Consumer<Router> guard) {
    Map<String, Object> beans = new HashMap<>(Map.of("laterHealth", new LaterHealth(all)));
    plan.http().flatMap(port -> plan.config().http().tls()).ifPresent(tls -> beans.put("vertx", TlsVertx.over(Vertx.vertx(), tls, NEW_CERTIFICATES)));
    FlowContext context = new FlowContext(plan, Map.of(), beans);
    plan.http()
        .ifPresent(
            port ->
                context.main.addMainListener(
                    new MainListenerSupport() {
                      @Override
                      public void beforeInitialize(BaseMainSupport starting) {
                        starting.getCamelContext().addLifecycleStrategy(new GuardFirst(port, guard));
                      }
                    }));
    context.main.configure().setBasePackageScan("dev.caravan.runtime.routes");
    context.main.configure().setBasePackageScanEnabled(true);
    return context;
  }

  /**
   * One that takes the place of routes of others: started, it waits for {@link #go}.
   *
   * @param number by which it is told apart in JMX
   */
  static FlowContext beside(Plan plan, int number) {
    String name = plan.config().camel().getOrDefault("camel.main.name", "caravan");
    Map<String, String> more = Map.of(
        "camel.main.autoStartup", "false",
        "camel.main.name", name + "-" + number,
        // Into the registry that the first context shows.
        "camel.metrics.enabled", Boolean.toString(plan.series().isPresent()));
    return new FlowContext(plan, more, Map.of());
  }

  private static Map<String, String> properties(Plan plan) {
    CaravanConfig config = plan.config();
    Map<String, String> properties = new TreeMap<>(config.camel());
    properties.put("camel.component.kamelet.location", new KameletCatalog(config.kamelets()).locations());
    // marshal: json writes a batch as its rows, by the mapper that knows how.
    properties.putIfAbsent("camel.dataformat.jackson.autoDiscoverObjectMapper", "true");
    properties.put("camel.main.shutdownTimeout", Long.toString(config.shutdown().toSeconds()));
    properties.put("camel.main.routesIncludePattern", plan.files().stream().map(RouteFile::location).collect(Collectors.joining(",")));
    properties.put("caravan.lease.renewal", config.lease().toMillis() / 4 + "");
    // A redelivery policy reads plain milliseconds only; with a unit it fails when it is first needed.
    properties.put(Setting.RETRY_DELAY.key(), Long.toString(config.retry().delay().toMillis()));
    properties.put(Setting.RETRY_DELAY_MAX.key(), Long.toString(config.retry().delayMax().toMillis()));
    config.calls().tell(properties);
    plan.http()
        .ifPresent(
            port -> {
              // Management on the same port joins the one server; on another it would open a second one.
              for (String server : List.of("camel.server", "camel.management")) {
                properties.put(server + ".enabled", "true");
                properties.put(server + ".host", config.http().host());
                properties.put(server + ".port", Integer.toString(port));
              }
              properties.put("camel.management.healthCheckEnabled", "true");
              properties.put("camel.management.healthPath", "/health");
              properties.put("camel.metrics.enabled", "true");
              properties.put("camel.management.metricsEnabled", "true");
              properties.put("camel.metrics.path", "/metrics");
            });
    return properties;
  }

  /**
   * Builds Camel and sets it up. No file is read, nothing is opened and nothing runs yet, so it may go on while the files are
   * being checked.
   */
  void build() {
    main.init();
  }

  /**
   * Starts everything; of a context {@link #beside} others everything but what lets messages in.
   *
   * @param parts that the routes find by their names
   */
  void start(Parts parts) throws Exception {
    main.init();
    parts.bind(camel().getRegistry(), contracts);
    main.start();
  }

  /** Lets messages in. */
  void go() throws Exception {
    camel().setAutoStartup(true);
    camel().getRouteController().startAllRoutes();
  }

  CamelContext camel() {
    return main.getCamelContext();
  }

  /** Ids of the routes that begin with one of Caravan's own sources. */
  List<String> flows() {
    return FlowRoutes.flows(camel());
  }

  /** Ids of the routes the integrator wrote, in order of start; not those that Kamelets or Caravan itself made. */
  List<String> routes() {
    return camel().getRoutes().stream()
        .filter(route -> !route.isCreatedByKamelet() && !route.getRouteId().startsWith("caravan-"))
        .map(Route::getRouteId)
        .toList();
  }

  /**
   * Ids of the routes of these files, and of those that Kamelets made for them; in the order in which they
   * are to be stopped: those first where messages come in.
   */
  List<String> routesOf(Set<String> locations) {
    Set<String> ids = new LinkedHashSet<>();
    camel().getRoutes().stream().filter(route -> locations.contains(location(route))).map(Route::getRouteId).forEach(ids::add);
    boolean more = !ids.isEmpty();
    while (more) {
      more = ids.addAll(camel().getRoutes().stream().map(Route::getRouteId).filter(id -> madeFor(id).filter(ids::contains).isPresent()).toList());
    }
    return ids.stream().sorted(Comparator.comparingInt(this::depth)).toList();
  }

  private static String location(Route route) {
    return route.getSourceResource() == null ? "" : route.getSourceResource().getLocation();
  }

  private Optional<String> madeFor(String route) {
    RouteDefinition definition = camel().getCamelContextExtension().getContextPlugin(Model.class).getRouteDefinition(route);
    return Optional.ofNullable(definition).map(RouteDefinition::getTemplateParameters).map(parameters -> parameters.get("parentRouteId")).map(String::valueOf);
  }

  private int depth(String id) {
    Route route = camel().getRoute(id);
    String uri = route.getEndpoint().getEndpointUri();
    boolean action = uri.startsWith("kamelet://source") || uri.startsWith("kamelet:source");
    boolean called = uri.matches("(direct|seda|disruptor):.*");
    return action ? 3 : called ? 2 : route.isCreatedByKamelet() ? 0 : 1;
  }

  boolean isStarted(String route) {
    return camel().getRouteController().getRouteStatus(route).isStarted();
  }

  /** @return false when it did not come to an end in time: then it goes on */
  boolean stop(String route, Duration time) throws Exception {
    return camel().getRouteController().stopRoute(route, Math.max(1, time.toMillis()), TimeUnit.MILLISECONDS, true);
  }

  void startAgain(String route) throws Exception {
    camel().getRouteController().startRoute(route);
  }

  /** @param route is stopped */
  void remove(String route) throws Exception {
    camel().removeRoute(route);
  }

  @Override
  public void close() {
    main.stop();
  }
}
