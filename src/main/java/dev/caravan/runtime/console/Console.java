package dev.caravan.runtime.console;

import dev.caravan.runtime.door.Doors;
import io.vertx.core.Handler;
import io.vertx.core.json.Json;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.StaticHandler;
import java.util.Map;
import org.apache.camel.component.platform.http.plugin.DefaultJolokiaPlatformHttpPlugin;

/**
 * Hawtio at {@code /hawtio} and Jolokia at {@code /hawtio/jolokia}, on the one HTTP port. What Jolokia may read stands in
 * {@code jolokia-access.xml}: nothing can be changed through it. Thread-safe.
 */
public final class Console implements AutoCloseable {
  private static final String PATH = "/hawtio";
  private static final long LONGEST_CALL_BYTES = 1 << 20;

  /** What the console asks of its server at each start, beside its files. */
  private static final Map<String, String> ANSWERS =
      Map.of(
          "/plugin", "[]",
          "/keycloak/enabled", "false",
          "/auth/config", "{}",
          "/auth/config/session-timeout", "{}",
          "/proxy/enabled", "false",
          "/preset-connections", "[]");

  private DefaultJolokiaPlatformHttpPlugin jolokia;

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
    }
    @SuppressWarnings("unchecked")
    Handler<RoutingContext> handler = (Handler<RoutingContext>) jolokia.getHandler();
    return handler;
  }

  private void jolokia(RoutingContext call) {
    jolokiaHandler().handle(call);
  }

  @Override
  public synchronized void close() {
    if (jolokia != null) {
      jolokia.stop();
    }
  }
}
