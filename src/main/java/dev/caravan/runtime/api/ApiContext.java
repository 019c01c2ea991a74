package dev.caravan.runtime.api;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.api.Api;
import io.vertx.ext.web.Router;
import java.util.Map;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;

/** The Camel context that answers REST calls: its settings for REST are its own, not those of the integrator's routes. One thread at a time. */
final class ApiContext implements AutoCloseable {
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "camel.main.name", "caravan-api",
          "camel.main.autoConfigurationLogSummary", "false",
          "camel.main.startupSummaryLevel", "off",
          "camel.main.shutdownTimeout", "10");

  private final Main main = new Main();

  /** @param router of the server that listens at the port */
  ApiContext(Api api, CallCheck check, Router router, int port) {
    main.setShutdownStrategy(new SimpleMainShutdownStrategy());
    main.setDefaultPropertyPlaceholderLocation("false");
    PROPERTIES.forEach(main::addOverrideProperty);
    main.configure().addRoutesBuilder(new ApiRoutes(api));
    main.addMainListener(
        new MainListenerSupport() {
          @Override
          public void beforeInitialize(BaseMainSupport starting) {
            starting.getCamelContext().getRegistry().bind(VertxPlatformHttpRouter.getRouterNameFromPort(port), router);
            starting.getCamelContext().getRegistry().bind("callCheck", new ExchangeCheck(check));
          }
        });
  }

  /** @throws CaravanException API_FAILED */
  void start() {
    try {
      main.start();
    } catch (Exception e) {
      throw new CaravanException(Problem.of(ErrorCode.API_FAILED, null, "The REST interface cannot be started: " + e.getMessage()), e);
    }
  }

  @Override
  public void close() {
    main.stop();
  }
}
