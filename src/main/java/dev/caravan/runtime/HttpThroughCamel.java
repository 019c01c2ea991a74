package dev.caravan.runtime;

import dev.caravan.CaravanException;
import dev.caravan.Causes;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.source.http.HttpCall;
import dev.caravan.source.http.HttpExchange;
import dev.caravan.source.http.HttpReply;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import java.net.UnknownHostException;
import java.util.Locale;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/**
 * Sends the calls of sources through {@code kamelet:http-call-action}, which holds the circuit breaker
 * and the HTTP component. Flows that name the same system share breaker and route. Thread-safe.
 */
public final class HttpThroughCamel implements HttpExchange {
  /** Property of an exchange that names the flow which makes a call. */
  static final String FLOW = "CaravanFlow";
  /** What the names of the systems that sources call begin with. */
  static final String SYSTEMS = "http-";

  private final HttpBreakers breakers;
  private final String system;
  private final String flow;
  private ProducerTemplate template;
  private Endpoint endpoint;

  /** For calls of no flow. */
  public HttpThroughCamel(HttpBreakers breakers, String system) {
    this(breakers, system, "");
  }

  /**
   * @param system names the dependency: one for a system or account
   * @param flow that calls
   */
  public HttpThroughCamel(HttpBreakers breakers, String system, String flow) {
    this.breakers = breakers;
    this.flow = flow;
    this.system = SYSTEMS + system.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]", "-");
  }

  @Override
  public HttpReply send(HttpCall call) {
    Exchange sent = template().send(endpoint, exchange -> {
      exchange.setProperty(FLOW, flow);
      exchange.getMessage().setBody(call);
    });
    if (sent.getException() != null) {
      throw failure(call, sent.getException());
    }
    return sent.getMessage().getBody(HttpReply.class);
  }

  private CaravanException failure(HttpCall call, Exception failure) {
    for (Throwable cause : Causes.of(failure)) {
      if (cause instanceof CaravanException known) {
        return known;
      }
      if (cause instanceof CallNotPermittedException) {
        return new CaravanException(Problem.of(ErrorCode.HTTP_BREAKER, null, "The circuit breaker " + system + " is open" + breakers.openedBy(system).map(opened -> ", since " + opened).orElse("") + ": " + call), failure);
      }
      if (cause instanceof BulkheadFullException) {
        return new CaravanException(
            Problem.of(ErrorCode.HTTP_BUSY, null, "As many calls to " + system + " as may be made at once are under way: " + call)
                .next("It is tried again. Raise caravan.breaker." + system + ".concurrent if the system bears more."),
            failure);
      }
      if (cause instanceof UnknownHostException unknown) {
        return new CaravanException(Problem.of(ErrorCode.HTTP_UNREACHABLE, null, "There is no host " + unknown.getMessage() + ": " + call), failure);
      }
    }
    Throwable root = Causes.deepest(failure);
    String told = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    return new CaravanException(Problem.of(ErrorCode.HTTP_UNREACHABLE, null, "The call failed: " + call + ": " + told), failure);
  }

  // When the first call is made: the route behind the endpoint needs a context that has started.
  private synchronized ProducerTemplate template() {
    if (template == null) {
      CamelContext camel = breakers.getCamelContext();
      breakers.awaitStarted();
      breakers.useBound(system);
      String critical = breakers.isCritical(flow) ? flow : "";
      endpoint = camel.getEndpoint("kamelet:http-call-action/" + system + (critical.isEmpty() ? "" : "-" + critical) + "?breaker=" + system + (critical.isEmpty() ? "" : "&flow=" + critical));
      template = camel.createProducerTemplate();
    }
    return template;
  }
}
