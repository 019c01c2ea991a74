package dev.caravan.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.batch.BatchId;
import dev.caravan.batch.Counts;
import dev.caravan.batch.Reject;
import dev.caravan.batch.RejectStore;
import dev.caravan.catalog.Landings;
import dev.caravan.source.PassWatch;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** However many flows, datasets and rules there are, the series are as many as the bound allows. */
class LabelBoundsTest {
  private static final int MOST = 3;

  private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final LabelBounds bounds = new LabelBounds(MOST);
  private final RejectCounts rejects = new RejectCounts();

  LabelBoundsTest() {
    registry.config().meterFilter(bounds);
  }

  private List<String> told(String series) {
    return registry.scrape().lines().filter(line -> line.startsWith(series + "{")).toList();
  }

  @Test
  void whatIsBeyondTheBoundIsCountedTogether() {
    BatchCounts counts = new BatchCounts(registry, rejects, Clock.systemUTC());
    RejectStore store = rejects.watching((batch, refused) -> {});
    for (int flow = 1; flow <= 50; flow++) {
      BatchId id = new BatchId("batch-" + flow);
      counts.opened("flow-" + flow, flow, id);
      store.forBatch("flow-" + flow, null, null).keep(id, List.of(refused("rule-" + flow)));
      Landings.Outcome outcome = new Landings.Outcome(new Counts(2, 1, 1, 0, 0), Map.of("warning-" + flow, 1L), null, List.of(new Landings.Landing("lake", "lake/" + flow, "dataset-" + flow)));
      counts.committed(new PassWatch.Committed("flow-" + flow, id, outcome.counts(), outcome, 10, Instant.now()));
    }

    assertThat(told("caravan_records_read_total")).hasSize(MOST + 1).contains("caravan_records_read_total{dataset=\"other\",flow=\"other\"} 94.0");
    assertThat(told("caravan_records_total")).hasSize(4 * (MOST + 1)).contains("caravan_records_total{dataset=\"other\",fate=\"rejected\",flow=\"other\"} 47.0");
    assertThat(told("caravan_rejects_total")).contains("caravan_rejects_total{flow=\"flow-1\",rule=\"rule-1\"} 1.0", "caravan_rejects_total{flow=\"other\",rule=\"other\"} 47.0");
    assertThat(told("caravan_batch_seconds_count")).hasSize(MOST + 1);
  }

  private static Reject refused(String rule) {
    return new Reject(0, null, List.of(new Reject.Failure("field", rule, "required", "got")), new byte[0]);
  }

  @Test
  void ofFiguresBeyondTheBoundStatesAndAgesTellTheGreatestAndOthersTheSum() {
    Figures figures = new Figures(registry, bounds);
    LongStream.rangeClosed(1, 50).forEach(
        flow -> {
          figures.of(Metric.FLOW_STATE, "flow-" + flow, () -> flow == 40 ? 3 : 1);
          figures.of(Metric.QUEUE, "flow-" + flow, () -> 2);
          figures.of(Metric.DEPENDENCY_CALLS, "system-" + flow, Tags.of("outcome", "failed"), () -> flow);
        });

    assertThat(told("caravan_flow_state")).hasSize(MOST + 1).contains("caravan_flow_state{flow=\"flow-1\"} 1.0", "caravan_flow_state{flow=\"other\"} 3.0");
    assertThat(told("caravan_queue_batches")).contains("caravan_queue_batches{flow=\"other\"} 94.0");
    assertThat(told("caravan_dependency_calls_total")).contains("caravan_dependency_calls_total{dependency=\"other\",outcome=\"failed\"} " + (50 * 51 / 2 - 6) + ".0");
  }

  @Test
  void whatIsForgottenIsToldNoMore() {
    Figures figures = new Figures(registry, bounds);
    figures.of(Metric.QUEUE, "flow-1", () -> 2);
    figures.of(Metric.QUEUE, "flow-2", () -> 5);

    figures.forget(Metric.QUEUE, "flow-1");

    assertThat(told("caravan_queue_batches")).containsExactly("caravan_queue_batches{flow=\"flow-2\"} 5.0");
  }

  @Test
  void anAttemptThatIsMadeAgainCountsItsRejectsOnce() {
    RejectStore store = rejects.watching((batch, refused) -> {}).forBatch("flow", null, null);
    BatchId id = new BatchId("batch");
    store.keep(id, List.of(refused("minimum")));
    store.clear(id);
    store.keep(id, List.of(refused("minimum"), refused("type")));

    assertThat(rejects.ended(id)).isEqualTo(Map.of("minimum", 1L, "type", 1L));
    assertThat(rejects.ended(id)).isEmpty();
  }
}
