package dev.caravan.runtime;

import dev.caravan.failure.FailureTables;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;

/**
 * Camel with given routes and given parts, and nothing that reaches outside by itself: no ledger, no
 * HTTP server, no housekeeping. Starts once and is closed once; one thread at a time.
 */
public final class BareRuntime implements AutoCloseable {
  private final Main main = new Main();

  /**
   * @param kamelets folders that come before the configured one, first the one that counts most
   * @param parts by the name that routes and Kamelets use
   * @param prepare is handed the context before any route is loaded
   */
  public BareRuntime(CaravanConfig config, Path data, List<Path> kamelets, List<Path> routes, Map<String, Object> parts, Consumer<CamelContext> prepare) {
    Map<String, String> properties = new TreeMap<>(config.camel());
    String locations = new KameletCatalog(config.kamelets()).locations();
    properties.put("camel.component.kamelet.location", Stream.concat(kamelets.stream().map(BareRuntime::location), Stream.of(locations)).collect(Collectors.joining(",")));
    // Camel takes no empty pattern; "false" means no routes.
    properties.put("camel.main.routesIncludePattern", routes.isEmpty() ? "false" : routes.stream().map(BareRuntime::location).collect(Collectors.joining(",")));
    properties.put("camel.main.shutdownTimeout", "5");
    properties.put(Setting.DATA.key(), data.toString());
    config.calls().tell(properties);
    main.setShutdownStrategy(new SimpleMainShutdownStrategy());
    main.setDefaultPropertyPlaceholderLocation("false");
    properties.forEach(main::addOverrideProperty);
    main.addMainListener(
        new MainListenerSupport() {
          @Override
          public void beforeInitialize(BaseMainSupport starting) {
            CamelContext camel = starting.getCamelContext();
            parts.forEach(camel.getRegistry()::bind);
            new Breakers(Breakers.dependencies(config, new Failures(config.failures()))).bind(camel.getRegistry());
            camel.getRegistry().bind("httpTimeLimits", new HttpTimeLimits(config.calls()));
            camel.getRegistry().bind("rows", RowsJson.mapper());
            camel.getRegistry().bind("toldElsewhere", new ToldElsewhere());
            prepare.accept(camel);
          }
        });
  }

  private static String location(Path path) {
    return "file:" + path.toAbsolutePath().normalize();
  }

  /** @throws dev.caravan.CaravanException what is wrong with routes or Kamelets */
  public void start() {
    try {
      main.start();
    } catch (Exception e) {
      throw CaravanRuntime.startFailure(e);
    }
  }

  /**
   * Loads everything and leaves it to the caller to start and stop the context.
   *
   * @throws dev.caravan.CaravanException what is wrong with routes or Kamelets
   */
  public CamelContext prepared() {
    try {
      main.init();
      return main.getCamelContext();
    } catch (RuntimeException e) {
      throw CaravanRuntime.startFailure(e);
    }
  }

  public CamelContext camel() {
    return main.getCamelContext();
  }

  /** The problem behind a failure, as a running flow would tell it. */
  public static dev.caravan.Problem problem(Throwable failure) {
    return new Failures(FailureTables.packaged()).of(failure).problem();
  }

  @Override
  public void close() {
    main.stop();
  }
}
