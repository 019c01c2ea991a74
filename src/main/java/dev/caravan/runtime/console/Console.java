package dev.caravan.runtime.console;

import dev.caravan.runtime.api.OperationsBean;
import dev.caravan.runtime.api.TextCalls;
import dev.caravan.runtime.api.Visit;
import dev.caravan.runtime.door.Doors;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.Json;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.StaticHandler;
import java.util.List;
import java.util.Map;
import org.apache.camel.component.platform.http.plugin.DefaultJolokiaPlatformHttpPlugin;

/**
 * Hawtio at {@code /hawtio} and Jolokia at {@code /hawtio/jolokia}, on the one HTTP port. What Jolokia may read stands in
 * {@code jolokia-access.xml}; what may be changed through it, and by whom, is what may by REST. Thread-safe.
 */
public final class Console implements AutoCloseable {
  private static final String PATH = "/hawtio";
  private static final long LONGEST_CALL_BYTES = 1 << 20;

  /** Where the browser finds Caravan's pages, which are there only if they were built along: then Hawtio shows its own alone. */
  private static final String PLUGINS =
      Console.class.getResource("/hawtio/plugins/caravan/remoteEntry.js") == null
          ? "[]"
          : Json.encode(
              List.of(
                  Map.of(
                      "url", PATH + "/plugins/caravan",
                      "scope", "caravan",
                      "module", "./plugin",
                      "remoteEntryFileName", "remoteEntry.js",
                      "pluginEntry", "plugin")));

  /** What the console asks of its server at each start, beside its files. */
  private static final Map<String, String> ANSWERS =
      Map.of(
          "/plugin", PLUGINS,
          "/keycloak/enabled", "false",
          "/auth/config", "{}",
          "/auth/config/session-timeout", "{}",
          "/proxy/enabled", "false",
          "/preset-connections", "[]");

  private final TextCalls calls;
  private DefaultJolokiaPlatformHttpPlugin jolokia;

  /** @param calls of the operations that MBeans offer */
  public Console(TextCalls calls) {
    this.calls = calls;
  }

  /** To be called once, when the doors are guarded. */
  public void serve(Router router) {
    router.route(PATH + "/jolokia/*").handler(BodyHandler.create(false).setBodyLimit(LONGEST_CALL_BYTES)).blockingHandler(this::jolokia);
    ANSWERS.forEach((path, answer) -> router.get(PATH + path).handler(call -> json(call, answer)));
    router.get(PATH + "/user").handler(call -> json(call, Json.encode(Doors.caller(call).name())));
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
      OperationsBean.show();
    }
    @SuppressWarnings("unchecked")
    Handler<RoutingContext> handler = (Handler<RoutingContext>) jolokia.getHandler();
    return handler;
  }

  private void jolokia(RoutingContext call) {
    Handler<RoutingContext> handler = jolokiaHandler();
    // An address that somebody is led to is asked for by GET: in nobody's name.
    if (call.request().method().equals(HttpMethod.POST)) {
      new Visit(Doors.caller(call), Doors.address(call), calls).during(() -> handler.handle(call));
    } else {
      handler.handle(call);
    }
  }

  @Override
  public synchronized void close() {
    if (jolokia != null) {
      jolokia.stop();
    }
  }
}
