package dev.caravan.runtime;

import dev.caravan.failure.Backoff;
import dev.caravan.failure.Failure;
import dev.caravan.failure.FailureCounts;
import dev.caravan.source.Passes;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the shared error policy calls: whether to try again, and how a flow is stopped. Thread-safe. */
public final class FlowFailures {
  private static final Logger LOG = LoggerFactory.getLogger(FlowFailures.class);

  private static final long PATIENCE_SECONDS = 10;

  private final Passes passes;
  private final Failures failures;
  private final FailureCounts counts;
  private final FailureWatch watch;
  private final FailureWatch callWatch;
  private final ExecutorService stopper = Executors.newSingleThreadExecutor(FlowFailures::thread);

  FlowFailures(Passes passes, Failures failures, Backoff backoff, FailureCounts counts, Clock clock) {
    this.passes = passes;
    this.failures = failures;
    this.counts = counts;
    this.watch = new FailureWatch(failures, backoff, clock, this::repeated);
    this.callWatch = new FailureWatch(failures, backoff, clock, this::repeatedCall);
  }

  /** What Camel calls when a step of a flow has failed. */
  FailureWatch watch() {
    return watch;
  }

  /** What Camel calls when a single call, which a source makes inside a step, has failed. */
  FailureWatch callWatch() {
    return callWatch;
  }

  private String repeatedCall(Exchange exchange, Failure failure, int attempts, Instant next) {
    String flow = exchange.getProperty(HttpThroughCamel.FLOW, "", String.class);
    if (flow.isEmpty()) {
      return "A call";
    }
    counts.failed(flow, failure);
    passes.failed(flow, failure, attempts, next);
    return "A call of flow " + flow;
  }

  private String repeated(Exchange exchange, Failure failure, int attempts, Instant next) {
    String flow = FlowRoutes.flow(exchange.getContext(), exchange.getFromRouteId());
    counts.failed(flow, failure);
    passes.failed(flow, failure, attempts, next);
    return "Flow " + flow;
  }

  /** Whether the failure of an exchange may pass by itself. */
  public boolean mayPass(Exchange exchange) {
    return watch.mayPass(exchange);
  }

  /** Notes the failure in the ledger and stops the routes of the flow; its batch is kept. */
  public void stop(Exchange exchange) {
    CamelContext camel = exchange.getContext();
    String entry = exchange.getFromRouteId();
    String flow = FlowRoutes.flow(camel, entry);
    Throwable thrown = failure(exchange);
    Failure failure = failures.of(thrown);
    if (!passes.fail(flow, failure, FailureWatch.attempts(exchange))) {
      return;
    }
    counts.failed(flow, failure);
    LOG.debug("Flow {} failed", flow, thrown);
    // A route cannot wait for its own exchange, so another thread stops it.
    try {
      stopper.execute(() -> stopRoutes(camel, List.of(entry, flow)));
    } catch (RejectedExecutionException e) {
      LOG.debug("Flow {} failed while everything is being stopped", flow);
    }
  }

  private static void stopRoutes(CamelContext camel, List<String> routes) {
    for (String route : routes) {
      try {
        camel.getRouteController().stopRoute(route);
      } catch (Exception e) {
        LOG.warn("Route {} could not be stopped: {}", route, e.toString());
      }
    }
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "caravan-stop-flows");
    thread.setDaemon(true);
    return thread;
  }

  /** Waits until the routes of failed flows are stopped; no flow is stopped later. */
  void awaitStopped() {
    stopper.shutdown();
    try {
      if (!stopper.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        LOG.debug("Routes of failed flows take long to stop");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static Throwable failure(Exchange exchange) {
    Throwable caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    return exchange.getException() != null ? exchange.getException() : caught;
  }
}
