package dev.caravan.runtime;

import dev.caravan.Secrets;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledgers;
import dev.caravan.catalog.ProcessOwner;
import dev.caravan.failure.SteadyClock;
import dev.caravan.source.http.CallShares;
import dev.caravan.source.http.HttpExchange;
import dev.caravan.source.http.HttpSystems;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.model.Model;

/**
 * For commands that ask an outside system: Camel with the Kamelet and the circuit breakers by which flows
 * make their calls, the secrets, and the ledger in which their use is written. No flow runs. Thread-safe.
 */
public final class OutsideCalls implements AutoCloseable {
  private final CaravanConfig config;
  private final JdbcLedger ledger;
  private final CallShares shares;
  private final HttpSystems systems;
  private final BareRuntime runtime;

  /**
   * @param attempts how often a call that failed is repeated, 0 for a person who waits for an answer
   * @throws dev.caravan.CaravanException when the ledger cannot be opened
   */
  public OutsideCalls(CaravanConfig config, int attempts, Clock clock) {
    this.config = config;
    this.ledger = Ledgers.open(config.ledger(), clock);
    config.secrets().audit(ledger);
    this.shares = new CallShares(ledger.callPermits(), ProcessOwner.current().name(), clock);
    this.systems = new HttpSystems(shares::beating, config.calls().patience(), config.retry().afterMax(), clock, new SteadyClock());
    this.runtime = new BareRuntime(config, config.data(), List.of(), List.of(), Map.of(), camel -> policy(camel, new Failures(config.failures()), config.retry().times(attempts), clock));
    try {
      runtime.start();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  // The shared policy stops flows; here are none.
  private static void policy(CamelContext camel, Failures failures, CaravanConfig.Retry retry, Clock clock) {
    camel.getCamelContextExtension().getContextPlugin(Model.class).addModelLifecycleStrategy(new CallersPolicy());
    FailureWatch watch = FailureWatch.ofCalls(failures, retry.policy(), clock);
    try {
      camel.addRoutesConfigurations(
          new RouteConfigurationBuilder() {
            @Override
            public void configuration() {
              routeConfiguration("calls")
                  .onException(Throwable.class)
                  .onWhen(watch::mayPass)
                  .onExceptionOccurred(watch)
                  .maximumRedeliveries(retry.attempts())
                  .logRetryAttempted(false)
                  .logStackTrace(false)
                  .logExhausted(false)
                  .handled(false);
            }
          });
    } catch (Exception e) {
      throw CaravanRuntime.startFailure(e);
    }
  }

  /** @param system names the breaker: one for a system or account */
  public HttpExchange exchange(String system) {
    return new HttpThroughCamel(runtime.camel().getRegistry().lookupByNameAndType("httpBreakers", HttpBreakers.class), system);
  }

  public HttpSystems systems() {
    return systems;
  }

  public Secrets secrets() {
    return config.secrets();
  }

  @Override
  public void close() {
    try {
      runtime.close();
    } finally {
      shares.close();
      config.secrets().close();
      ledger.close();
    }
  }
}
