package dev.caravan.runtime;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.spi.Registry;

/** Makes the circuit breaker of an outside system when it is first called; beans of that name are left alone. Thread-safe. */
public final class HttpBreakers implements CamelContextAware {
  private final CaravanConfig.Breaker config;
  private volatile CamelContext camel;

  HttpBreakers(CaravanConfig.Breaker config) {
    this.config = config;
  }

  synchronized void ensure(String name) {
    Registry registry = camel.getRegistry();
    if (registry.lookupByName(name) == null) {
      registry.bind(name, CircuitBreaker.of(name, Breakers.config(config)));
    }
  }

  // Camel hands itself to beans of the registry, but not to those of Kamelets.
  @Override
  public void setCamelContext(CamelContext camel) {
    this.camel = camel;
  }

  @Override
  public CamelContext getCamelContext() {
    return camel;
  }
}
