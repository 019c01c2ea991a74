package dev.caravan.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.GeneratedPage;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page of metrics says every series there is, and names say what they hold. */
class MetricPageTest {

  @Test
  void thePageIsWhatTheMetricsSay() throws IOException {
    StringBuilder page = new StringBuilder("""
        # Metrics

        While the HTTP port is open, `/metrics` speaks the text format of Prometheus. A name ends in its unit: `_seconds`, `_bytes`; `_total`
        grows until the process ends. Names, units and labels are kept stable: one that has to go is told beside its successor for a minor version.
        Where other machines reach the port, or there are users, it speaks to [viewers](../how-to/let-people-in.md) only.

        | series | kind | labels | meaning |
        |---|---|---|---|
        """);
    for (Metric metric : Metric.values()) {
      String labels = metric.labels().stream().map(label -> "`" + label + "`").collect(Collectors.joining(", "));
      page.append("| `").append(metric.series()).append("` | ").append(metric.type()).append(" | ").append(labels).append(" | ").append(metric.sentence()).append(" |\n");
    }
    page.append("""

        Camel counts exchanges, routes and their times besides, as `camel_*`: [its page](https://camel.apache.org/components/4.14.x/micrometer-component.html).

        A label tells apart as many values as `caravan.metrics.label-values` says; what comes later is told together as `other`: of states and
        ages the greatest, of all else the sum. `dataset` is the dataset of the lake or the table that a batch landed in. Figures of flows
        and the engine are looked up every 5 seconds.

        A flow that repeats steps again and again shows before it stops:

        ```text
        sum by (flow, code) (rate(caravan_failures_total{class="transient"}[15m])) > 0
        ```

        This page is made from `Metric`; a test compares it, and another one what a runtime tells.
        """);
    GeneratedPage.assertUpToDate("metrics.md", page.toString());
  }

  @Test
  void countersEndInTotalAndNothingElseDoes() {
    assertThat(Arrays.stream(Metric.values()).filter(metric -> metric.series().endsWith("_total")))
        .containsExactlyElementsOf(Arrays.stream(Metric.values()).filter(metric -> metric.type() == Metric.Type.COUNTER).toList());
  }
}
