package dev.caravan.runtime.logs;

import dev.caravan.batch.BatchId;
import dev.caravan.source.PassWatch;
import org.slf4j.MDC;

/**
 * Gives each line of the log the flow, run and batch that it belongs to, for lines of the thread that makes the pass.
 * Thread-safe.
 */
public final class PassLog implements PassWatch {
  public static final String FLOW = "flow";
  public static final String RUN = "run";
  public static final String BATCH = "batch";

  @Override
  public void began(String flow) {
    forget();
    MDC.put(FLOW, flow);
  }

  @Override
  public void opened(String flow, long run, BatchId batch) {
    MDC.put(FLOW, flow);
    MDC.put(RUN, Long.toString(run));
    MDC.put(BATCH, batch.value());
  }

  @Override
  public void committed(Committed batch) {
    MDC.remove(BATCH);
  }

  @Override
  public void ended(String flow, boolean well) {
    forget();
  }

  private static void forget() {
    MDC.remove(FLOW);
    MDC.remove(RUN);
    MDC.remove(BATCH);
  }
}
