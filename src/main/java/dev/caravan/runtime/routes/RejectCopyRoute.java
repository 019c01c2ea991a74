package dev.caravan.runtime.routes;

import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;

/**
 * Copies rejects to the endpoint that {@code caravan.rejects.copy-to} names: to a topic one message a record,
 * keyed by the reject's id; elsewhere one body of NDJSON a portion, named like a file. A portion counts as
 * copied once the endpoint has taken it; until then it is tried again, within a breaker of its own.
 */
public final class RejectCopyRoute extends RouteBuilder {
  /** copies all there are when it is called; by one at a time */
  public static final String COPY = "direct:caravan-reject-copies";
  /** the route that calls it */
  public static final String NOW_AND_THEN = "caravan-reject-copies-now-and-then";

  private static final String PORTION = "portion";
  private static final String TAKE = "direct:caravan-reject-copy";

  @Override
  public void configure() {
    String target = getContext().resolvePropertyPlaceholders("{{caravan.rejects.copy-to:}}");
    if (target.isBlank()) {
      return;
    }
    onException(Exception.class)
        .handled(true)
        .log(LoggingLevel.WARN, "Rejects could not be copied and are tried again: ${exception.message}");

    from(TAKE)
        .routeId("caravan-reject-copy")
        .errorHandler(noErrorHandler())
        .circuitBreaker()
        .inheritErrorHandler(true)
        .resilience4jConfiguration()
        .circuitBreaker("#rejectCopyBreaker")
        .throwExceptionWhenHalfOpenOrOpenState(true)
        .end()
        .to(target)
        .end();

    from("scheduler:reject-copies?delay=10s&initialDelay=0").routeId(NOW_AND_THEN).to(COPY);

    var copying =
        from(COPY)
            .routeId("caravan-reject-copies")
            .bean("rejectCopies", "next")
            .loopDoWhile(body().isNotNull())
            .setProperty(PORTION, body());
    if (target.startsWith("kafka:")) {
      copying
          .split(simple("${body.records}"))
          .stopOnException()
          .setHeader("kafka.KEY", simple("${body.id}"))
          .setBody(simple("${body.line}"))
          .to(TAKE)
          .end()
          .setBody(exchangeProperty(PORTION))
          .bean("rejectCopies", "copied")
          .bean("rejectCopies", "next");
    } else {
      copying
          .setHeader(Exchange.FILE_NAME, simple("${body.name}.ndjson"))
          .setBody(simple("${body.lines}"))
          .to(TAKE)
          .setBody(exchangeProperty(PORTION))
          .bean("rejectCopies", "copied")
          .bean("rejectCopies", "next");
    }
  }
}
