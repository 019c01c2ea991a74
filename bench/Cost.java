import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * What a round took.
 *
 * @param seconds of the clock
 * @param processorSeconds of all threads of the process together, in the kernel too
 */
record Cost(double seconds, double processorSeconds) {
  private static final OperatingSystemMXBean PROCESS = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  static Begin begin() {
    return new Begin(System.nanoTime(), PROCESS.getProcessCpuTime());
  }

  Cost perRecord(long records) {
    return new Cost(seconds / records, processorSeconds / records);
  }

  /** When a round began. */
  record Begin(long clockNanos, long processorNanos) {
    Cost end() {
      return new Cost((System.nanoTime() - clockNanos) / 1e9, (PROCESS.getProcessCpuTime() - processorNanos) / 1e9);
    }
  }
}
