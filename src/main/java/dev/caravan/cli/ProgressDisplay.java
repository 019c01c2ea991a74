package dev.caravan.cli;

import dev.caravan.source.FlowProgress;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Shows how far flows have come while they run: on a terminal one line a flow, drawn again and again;
 * otherwise a line when a flow has something new to tell.
 */
final class ProgressDisplay implements AutoCloseable {
  private static final long REDRAW_MILLIS = 200;
  private static final double NANOS = 1e9;

  private final PrintWriter out;
  private final boolean redraw;
  private final Supplier<List<FlowProgress>> flows;
  private final LongSupplier nanoClock;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "progress-display");
            thread.setDaemon(true);
            return thread;
          });
  private final Map<String, Long> started = new HashMap<>();
  private final Map<String, Long> ended = new HashMap<>();
  private final Map<String, String> told = new HashMap<>();
  private int drawn;

  ProgressDisplay(PrintWriter out, boolean redraw, Supplier<List<FlowProgress>> flows) {
    this(out, redraw, flows, System::nanoTime);
  }

  ProgressDisplay(PrintWriter out, boolean redraw, Supplier<List<FlowProgress>> flows, LongSupplier nanoClock) {
    this.out = out;
    this.redraw = redraw;
    this.flows = flows;
    this.nanoClock = nanoClock;
  }

  void start() {
    timer.scheduleWithFixedDelay(this::show, 0, REDRAW_MILLIS, TimeUnit.MILLISECONDS);
  }

  synchronized void show() {
    List<FlowProgress> now = flows.get();
    if (redraw && drawn > 0) {
      out.print("\u001b[" + drawn + "A");
    }
    for (FlowProgress flow : now) {
      String line = line(flow);
      // Only what is done counts as news in a log; a rate that changes does not.
      String news = flow.state() + " " + flow.batches() + " " + flow.skipped();
      if (redraw) {
        out.println("\r\u001b[K" + line);
      } else if (!news.equals(told.put(flow.flow(), news)) && flow.state() != FlowProgress.State.WAITING) {
        out.println(line);
      }
    }
    drawn = redraw ? now.size() : 0;
    out.flush();
  }

  private String line(FlowProgress flow) {
    double seconds = seconds(flow);
    long rows = flow.counts().read() + flow.rowsInHand();
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %-20s %-8s %,10d rows", flow.flow(), word(flow.state()), rows));
    if (rows > 0 && seconds > 0) {
      line.append(String.format(Locale.ROOT, " %,10.0f/s", rows / seconds));
    }
    if (flow.state() == FlowProgress.State.RUNNING && flow.bytesDone() > 0 && seconds > 0) {
      double left = (flow.bytesKnown() - flow.bytesDone()) / (flow.bytesDone() / seconds);
      line.append(String.format(Locale.ROOT, "  about %.0f s left", Math.ceil(left)));
    }
    if (flow.skipped() > 0) {
      line.append("  ").append(flow.skipped()).append(flow.skipped() == 1 ? " file" : " files").append(" landed before");
    }
    return line.toString();
  }

  private double seconds(FlowProgress flow) {
    long now = nanoClock.getAsLong();
    if (flow.state() == FlowProgress.State.WAITING) {
      return 0;
    }
    long from = started.computeIfAbsent(flow.flow(), name -> now);
    if (flow.state() != FlowProgress.State.RUNNING) {
      ended.putIfAbsent(flow.flow(), now);
    }
    return (ended.getOrDefault(flow.flow(), now) - from) / NANOS;
  }

  private static String word(FlowProgress.State state) {
    return switch (state) {
      case WAITING -> "waiting";
      case RUNNING -> "running";
      case IDLE -> "done";
      case FAILED -> "stopped";
    };
  }

  /** Shows the last state and stops. */
  @Override
  public void close() {
    timer.shutdownNow();
    show();
  }
}
