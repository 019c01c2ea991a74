package dev.caravan.runtime.traces;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/** Sends traces and says once when they do not arrive: flows go on without them. Thread-safe. */
final class ToldExporter implements SpanExporter {
  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(ToldExporter.class);
  /** It writes every failure past the log; held, because a level is forgotten with its logger. */
  private static final Logger OF_LIBRARY = Logger.getLogger("io.opentelemetry.exporter");

  private final SpanExporter sending;
  private final AtomicBoolean failing = new AtomicBoolean();

  ToldExporter(SpanExporter sending) {
    this.sending = sending;
    OF_LIBRARY.setLevel(Level.OFF);
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    CompletableResultCode result = sending.export(spans);
    result.whenComplete(() -> tell(result.isSuccess()));
    return result;
  }

  private void tell(boolean arrived) {
    if (arrived && failing.getAndSet(false)) {
      LOG.info("Traces arrive again");
    } else if (!arrived && !failing.getAndSet(true)) {
      LOG.warn("Traces do not arrive at their receiver; flows go on without them");
    }
  }

  @Override
  public CompletableResultCode flush() {
    return sending.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return sending.shutdown();
  }
}
