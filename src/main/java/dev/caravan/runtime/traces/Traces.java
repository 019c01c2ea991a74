package dev.caravan.runtime.traces;

import dev.caravan.batch.BatchId;
import dev.caravan.batch.Counts;
import dev.caravan.catalog.Landings;
import dev.caravan.catalog.Milestone;
import dev.caravan.catalog.Milestones;
import dev.caravan.failure.Failure;
import dev.caravan.failure.FailureCounts;
import dev.caravan.source.PassWatch;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.MDC;

/**
 * One trace a pass that had something to do: a span for each batch, below it what its time went into, which is read,
 * compute, land and commit. Only names, counts and codes are told: no value of a record, no address, no message (I6).
 * Thread-safe; a flow makes one pass at a time.
 */
public final class Traces implements PassWatch, Milestones, FailureCounts, AutoCloseable {
  /** under which the log has the trace of a line */
  public static final String TRACE = "trace";

  private static final AttributeKey<String> FLOW = AttributeKey.stringKey("caravan.flow");
  private static final AttributeKey<String> BATCH = AttributeKey.stringKey("caravan.batch");
  private static final AttributeKey<Long> RUN = AttributeKey.longKey("caravan.run");
  private static final AttributeKey<Long> BYTES = AttributeKey.longKey("caravan.bytes");
  private static final AttributeKey<List<String>> DATASETS = AttributeKey.stringArrayKey("caravan.datasets");
  private static final AttributeKey<String> FAILURE_CODE = AttributeKey.stringKey("caravan.failure.code");
  private static final AttributeKey<String> FAILURE_CLASS = AttributeKey.stringKey("caravan.failure.class");
  private static final long LAST_SENDING_SECONDS = 5;

  private final SdkTracerProvider provider;
  private final Tracer tracer;
  private final Clock clock;
  private final Map<String, Pass> passes = new ConcurrentHashMap<>();

  /** What is under way of a flow. Guarded by itself. */
  private static final class Pass {
    final Span span;
    /** where the part begins whose end is not known yet */
    Instant mark;
    /** when the raw input of the next batch was durable */
    Instant read;
    /** null between batches */
    Span batch;
    boolean worthTelling;

    Pass(Span span, Instant began) {
      this.span = span;
      this.mark = began;
    }
  }

  /**
   * Sends traces by OTLP, as protobuf over HTTP.
   *
   * @param receiver address of an OTLP receiver, without {@code /v1/traces}
   * @param percent of how many passes in a hundred
   * @param instance name of this process
   * @param clock that times are taken from
   */
  public Traces(URI receiver, int percent, String version, String instance, Clock clock) {
    this.clock = clock;
    Resource resource =
        Resource.getDefault().merge(
            Resource.create(
                Attributes.of(
                    AttributeKey.stringKey("service.name"), "caravan",
                    AttributeKey.stringKey("service.version"), version,
                    AttributeKey.stringKey("service.instance.id"), instance)));
    OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder().setEndpoint(receiver.toString().replaceFirst("/+$", "") + "/v1/traces").build();
    provider =
        SdkTracerProvider.builder()
            .setResource(resource)
            .setSampler(Sampler.traceIdRatioBased(percent / 100.0))
            .addSpanProcessor(BatchSpanProcessor.builder(new ToldExporter(exporter)).setScheduleDelay(1, TimeUnit.SECONDS).build())
            .build();
    tracer = provider.get("dev.caravan");
  }

  @Override
  public void began(String flow) {
    Instant now = clock.instant();
    // One that is never ended is never sent: most passes find nothing.
    Span span = tracer.spanBuilder("pass " + flow).setNoParent().setAttribute(FLOW, flow).setStartTimestamp(now).startSpan();
    passes.put(flow, new Pass(span, now));
    if (span.getSpanContext().isSampled()) {
      MDC.put(TRACE, span.getSpanContext().getTraceId());
    }
  }

  @Override
  public void opened(String flow, long run, BatchId id) {
    Pass pass = passes.get(flow);
    if (pass == null) {
      return;
    }
    synchronized (pass) {
      leave(pass);
      pass.worthTelling = true;
      pass.span.setAttribute(RUN, run);
      pass.batch = child(pass.span, "batch " + flow, pass.mark).setAttribute(FLOW, flow).setAttribute(RUN, run).setAttribute(BATCH, id.value()).startSpan();
      if (pass.read != null) {
        child(pass.batch, "read", pass.mark).startSpan().end(pass.read);
        pass.mark = pass.read;
      }
    }
  }

  @Override
  public void reached(Milestone milestone, String flow) {
    Pass pass = passes.get(flow);
    if (pass == null) {
      return;
    }
    synchronized (pass) {
      switch (milestone) {
        case RAW_DURABLE -> pass.read = clock.instant();
        case LANDING -> part(pass, "compute");
        case LANDED -> part(pass, "land");
        // Between those two nothing takes its time, and the last is told by who commits.
        case PUBLISHING, LEDGER_COMMIT, COMMITTED, REPLAY -> {}
      }
    }
  }

  private void part(Pass pass, String name) {
    if (pass.batch != null) {
      Instant now = clock.instant();
      child(pass.batch, name, pass.mark).startSpan().end(now);
      pass.mark = now;
    }
  }

  @Override
  public void committed(Committed batch) {
    Pass pass = passes.get(batch.flow());
    if (pass == null) {
      return;
    }
    synchronized (pass) {
      part(pass, "commit");
      if (pass.batch != null) {
        Counts counts = batch.counts();
        pass.batch
            .setAttribute("caravan.records.read", counts.read())
            .setAttribute("caravan.records.landed", counts.landed())
            .setAttribute("caravan.records.rejected", counts.rejected())
            .setAttribute("caravan.records.deduplicated", counts.deduplicated())
            .setAttribute("caravan.records.filtered", counts.filtered())
            .setAttribute(BYTES, batch.bytes())
            .setAttribute(DATASETS, batch.outcome().sinks().stream().map(Landings.Landing::dataset).distinct().toList())
            .end(clock.instant());
        pass.batch = null;
      }
    }
  }

  @Override
  public void failed(String flow, Failure failure) {
    Pass pass = passes.get(flow);
    if (pass == null) {
      return;
    }
    synchronized (pass) {
      pass.worthTelling = true;
      Attributes what = Attributes.of(FAILURE_CODE, failure.problem().code().code(), FAILURE_CLASS, failure.failureClass().word());
      (pass.batch == null ? pass.span : pass.batch).addEvent("failure", what, clock.instant());
    }
  }

  @Override
  public void ended(String flow, boolean well) {
    MDC.remove(TRACE);
    Pass pass = passes.remove(flow);
    if (pass == null) {
      return;
    }
    synchronized (pass) {
      boolean cut = pass.batch != null;
      leave(pass);
      if (pass.worthTelling) {
        if (cut) {
          pass.span.setStatus(StatusCode.ERROR);
        }
        pass.span.end(clock.instant());
      }
    }
  }

  // A batch that was begun and is left: it goes on in another pass, or another process.
  private void leave(Pass pass) {
    if (pass.batch != null) {
      pass.batch.setStatus(StatusCode.ERROR);
      pass.batch.end(clock.instant());
      pass.batch = null;
    }
  }

  private SpanBuilder child(Span parent, String name, Instant from) {
    return tracer.spanBuilder(name).setParent(Context.root().with(parent)).setStartTimestamp(from);
  }

  /** Sends what is left, for a few seconds at most. */
  @Override
  public void close() {
    provider.shutdown().join(LAST_SENDING_SECONDS, TimeUnit.SECONDS);
  }
}
