package dev.caravan.runtime;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.failure.Dependencies;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.ExtendedStartupListener;
import org.apache.camel.RuntimeCamelException;

/** What calls over HTTP have to know of the context they are made in. Thread-safe. */
public final class HttpBreakers implements CamelContextAware {
  private static final long LOOK_AGAIN_MILLISECONDS = 200;

  private final Dependencies dependencies;
  private final CountDownLatch started = new CountDownLatch(1);
  private volatile CamelContext camel;

  HttpBreakers(Dependencies dependencies) {
    this.dependencies = dependencies;
  }

  /** A breaker that the integrator has bound by the name of a system takes the place of the one it would get. */
  void useBound(String name) {
    CircuitBreaker bound = camel.getRegistry().lookupByNameAndType(name, CircuitBreaker.class);
    if (bound != null) {
      dependencies.use(name, bound);
    }
  }

  /** What opened the breaker of a system last. */
  Optional<String> openedBy(String name) {
    return dependencies.openedBy(name);
  }

  boolean isCritical(String flow) {
    return dependencies.isCritical(flow);
  }

  /**
   * Waits until all routes have started: a Kamelet that is first used while they start gets a route that is
   * never started, and its callers wait for it.
   *
   * @throws CaravanException FLOW_STOPPED when they never will
   */
  void awaitStarted() {
    try {
      while (!started.await(LOOK_AGAIN_MILLISECONDS, TimeUnit.MILLISECONDS)) {
        if (camel.isStopping() || camel.isStopped()) {
          throw new CaravanException(ErrorCode.FLOW_STOPPED, "The call was not made, because Caravan is being stopped");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CaravanException(ErrorCode.FLOW_STOPPED, "The call was not made, because its thread was interrupted", e);
    }
  }

  // Camel hands itself to beans of the registry, but not to those of Kamelets.
  @Override
  public void setCamelContext(CamelContext camel) {
    this.camel = camel;
    try {
      camel.addStartupListener(
          new ExtendedStartupListener() {
            @Override
            public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
              if (alreadyStarted) {
                started.countDown();
              }
            }

            @Override
            public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) {
              started.countDown();
            }
          });
    } catch (Exception e) {
      throw RuntimeCamelException.wrapRuntimeException(e);
    }
  }

  @Override
  public CamelContext getCamelContext() {
    return camel;
  }
}
