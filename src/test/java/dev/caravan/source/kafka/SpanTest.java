package dev.caravan.source.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.CaravanException;
import dev.caravan.catalog.Ledger.CursorMove;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SpanTest {

  @Test
  void aRangeIsReadAsItWasWritten() {
    SortedMap<Log, Span> spans = new TreeMap<>();
    spans.put(new Log("a.b_c-d", 10), new Span(Span.NEVER, 0, 5));
    spans.put(new Log("a.b_c-d", 2), new Span(7, 7, 9));
    spans.put(new Log("z", 0), new Span(10, 25, 30));

    String text = Span.text(spans);

    assertThat(text).isEqualTo("a.b_c-d/2:7-9 a.b_c-d/10:->0-5 z/0:10>25-30");
    assertThat(Span.read(text)).isEqualTo(spans);
    assertThat(Span.moves(spans))
        .containsExactly(new CursorMove("a.b_c-d/2", "7", "9"), new CursorMove("a.b_c-d/10", null, "5"), new CursorMove("z/0", "10", "30"));
  }

  @Test
  void aRangeOfAnotherSourceIsRefused() {
    assertThatThrownBy(() -> Span.read("{\"from\":1}")).isInstanceOf(CaravanException.class).hasMessageContaining("ledger.schema");
  }
}
