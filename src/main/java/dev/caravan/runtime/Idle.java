package dev.caravan.runtime;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;

/** Waits for routes that do not say themselves when they are done: nothing in flight, nothing new for a while. */
final class Idle {
  private static final long LOOK_MILLIS = 100;
  private static final int QUIET_LOOKS = 20;

  private final CamelContext camel;
  private int quiet;
  private long before = -1;

  Idle(CamelContext camel) {
    this.camel = camel;
  }

  void await() {
    CountDownLatch over = new CountDownLatch(1);
    ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor();
    looks.scheduleWithFixedDelay(
        () -> {
          if (camel.getStatus() != ServiceStatus.Started || quiet()) {
            over.countDown();
          }
        },
        LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      looks.shutdownNow();
    }
  }

  // Caravan's own timers never rest; only the integrator's routes are looked at.
  private boolean quiet() {
    long total =
        camel.getRoutes().stream()
            .filter(route -> !route.getRouteId().startsWith("caravan-"))
            .mapToLong(route -> exchanges(route.getRouteId()))
            .sum();
    boolean inFlight =
        camel.getRoutes().stream().anyMatch(route -> !route.getRouteId().startsWith("caravan-") && camel.getInflightRepository().size(route.getRouteId()) > 0);
    quiet = inFlight || total != before ? 0 : quiet + 1;
    before = total;
    return quiet >= QUIET_LOOKS;
  }

  private long exchanges(String route) {
    var managed = camel.getCamelContextExtension().getContextPlugin(org.apache.camel.api.management.ManagedCamelContext.class);
    var bean = managed == null ? null : managed.getManagedRoute(route);
    try {
      return bean == null ? 0 : bean.getExchangesTotal();
    } catch (Exception e) {
      return 0;
    }
  }
}
