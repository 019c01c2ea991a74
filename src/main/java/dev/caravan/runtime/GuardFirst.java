package dev.caravan.runtime;

import io.vertx.ext.web.Router;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.Service;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * Has the doors guarded as soon as there is a router: the server listens before Camel has put anything on it, and nothing may
 * be there unguarded, not even while it starts.
 */
final class GuardFirst extends LifecycleStrategySupport {
  private final String router;
  private final Consumer<Router> guard;
  private boolean done;

  GuardFirst(int port, Consumer<Router> guard) {
    this.router = VertxPlatformHttpRouter.getRouterNameFromPort(port);
    this.guard = guard;
  }

  @Override
  public void onServiceAdd(CamelContext camel, Service service, Route route) {
    VertxPlatformHttpRouter found = done ? null : VertxPlatformHttpRouter.lookup(camel, router);
    if (found != null) {
      done = true;
      guard.accept(found);
    }
  }
}
