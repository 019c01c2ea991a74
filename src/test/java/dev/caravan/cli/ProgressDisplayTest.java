package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.batch.Counts;
import dev.caravan.source.FlowProgress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {
  private final StringWriter out = new StringWriter();
  private FlowProgress flow;
  private long nanos;

  private ProgressDisplay display(boolean redraw) {
    return new ProgressDisplay(new PrintWriter(out, true), redraw, () -> List.of(flow), () -> nanos);
  }

  private void running(long landed, long rowsInHand, long bytesDone) {
    flow = new FlowProgress("orders", FlowProgress.State.RUNNING, new Counts(landed, landed, 0, 0, 0), 1, 0, rowsInHand, bytesDone, 1000, "a.csv", null);
  }

  private String shown(ProgressDisplay display) {
    out.getBuffer().setLength(0);
    display.show();
    return out.toString();
  }

  @Test
  void aTerminalSeesRowsRateAndTimeLeftMoveInsideABatch() {
    ProgressDisplay display = display(true);
    running(0, 0, 0);
    assertThat(shown(display)).contains("orders", "running", "0 rows").doesNotContain("/s", "left");

    nanos = 2_000_000_000L;
    running(0, 1_000_000, 250);
    assertThat(shown(display)).contains("1,000,000 rows", "500,000/s", "about 6 s left");

    nanos = 4_000_000_000L;
    running(1_500_000, 1_500_000, 800);
    assertThat(shown(display)).startsWith("\u001b[1A").contains("3,000,000 rows", "750,000/s", "about 1 s left");
  }

  @Test
  void aLogGetsALineWhenABatchIsDoneAndNotWhileItIsInHand() {
    ProgressDisplay display = display(false);
    running(10, 0, 100);
    assertThat(shown(display)).contains("10 rows").doesNotContain("\u001b");
    nanos = 1_000_000_000L;
    running(10, 5, 150);
    assertThat(shown(display)).isEmpty();
  }
}
