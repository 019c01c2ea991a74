package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.runtime.traces.OtlpReceiver;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A receiver of traces sees each pass that had something to do, and nothing of what it moved. */
@Timeout(120)
class TracesTest {
  @TempDir Path folder;

  private static Map<String, String> attributes(Span span) {
    return span.getAttributesList().stream().collect(Collectors.toMap(KeyValue::getKey, each -> each.getValue().hasStringValue() ? each.getValue().getStringValue() : Long.toString(each.getValue().getIntValue())));
  }

  private static Span only(List<Span> spans, String name) {
    List<Span> found = spans.stream().filter(span -> span.getName().equals(name)).toList();
    assertThat(found).as(name).hasSize(1);
    return found.get(0);
  }

  @Test
  void aPassIsTracedFromTheSourceToWhereItsRowsAreVisible() throws Exception {
    try (OtlpReceiver receiver = new OtlpReceiver()) {
      Workplace place = new Workplace(folder).set("caravan.traces.endpoint", receiver.address()).set("caravan.s3.access-key", "key-of-nobody").set("caravan.s3.secret-key", "secret-of-nobody");
      place.set("caravan.retry.attempts", "1");
      place.deliver("orders/a.csv", "id,card\n1,card-of-anna\n2,card-of-bert\n");
      place.flow("orders", "- to: {uri: \"kamelet:filter-action\", parameters: {where: \"id <> '2'\"}}");
      place.deliver("stuck/a.csv", "id,card\n1,card-of-carl\n");
      place.route("beans.camel.yaml", "- beans:\n    - name: failing\n      type: dev.caravan.runtime.FailingStep\n");
      place.flow("stuck", "- bean: {ref: failing, method: pass}");
      place.flow("idle");

      place.once();

      List<Span> spans = receiver.spans();
      Span pass = only(spans, "pass orders");
      Span batch = only(spans, "batch orders");
      assertThat(batch.getParentSpanId()).isEqualTo(pass.getSpanId());
      assertThat(batch.getTraceId()).isEqualTo(pass.getTraceId());
      assertThat(attributes(batch))
          .containsEntry("caravan.flow", "orders")
          .containsEntry("caravan.records.read", "2")
          .containsEntry("caravan.records.landed", "1")
          .containsEntry("caravan.records.filtered", "1")
          .containsKeys("caravan.batch", "caravan.run", "caravan.bytes", "caravan.datasets");
      List<Span> parts = spans.stream().filter(span -> span.getParentSpanId().equals(batch.getSpanId())).toList();
      assertThat(parts).extracting(Span::getName).containsExactlyInAnyOrder("read", "compute", "land", "commit");
      assertThat(parts).allSatisfy(
          part ->
              assertThat(part.getStartTimeUnixNano())
                  .isBetween(batch.getStartTimeUnixNano(), part.getEndTimeUnixNano())
                  .isLessThanOrEqualTo(batch.getEndTimeUnixNano()));

      Span failed = only(spans, "batch stuck");
      assertThat(failed.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
      assertThat(failed.getEventsList()).isNotEmpty().allSatisfy(event -> assertThat(event.getAttributesList().toString()).contains("flow.stopped", "transient"));
      assertThat(only(spans, "pass stuck").getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
      assertThat(spans).extracting(Span::getName).as("a pass that found nothing").doesNotContain("pass idle");
      assertThat(receiver.everything()).contains("caravan").doesNotContain("card-of", "of-nobody", "connection refused", folder.toString());
    }
  }

  @Test
  void aReceiverThatTakesNothingHoldsNoFlowUp() throws Exception {
    try (OtlpReceiver receiver = new OtlpReceiver()) {
      receiver.refuse();
      Workplace place = new Workplace(folder).set("caravan.traces.endpoint", receiver.address());
      place.deliver("orders/a.csv", "id\n1\n");
      place.flow("orders");

      assertThat(place.once().get("orders").counts().landed()).isEqualTo(1);
      assertThat(receiver.spans()).isEmpty();
    }
  }

  @Test
  void ofNoPassesInAHundredNothingIsSent() throws Exception {
    try (OtlpReceiver receiver = new OtlpReceiver()) {
      Workplace place = new Workplace(folder).set("caravan.traces.endpoint", receiver.address()).set("caravan.traces.percent", "0");
      place.deliver("orders/a.csv", "id\n1\n");
      place.flow("orders");

      assertThat(place.once().get("orders").counts().landed()).isEqualTo(1);
      assertThat(receiver.spans()).isEmpty();
    }
  }
}
