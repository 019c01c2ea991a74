package dev.caravan.runtime.metrics;

import dev.caravan.batch.Engine;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;

/** What the process uses: engine, disk and JVM. Thread-safe. */
final class ProcessFigures implements AutoCloseable {
  private final Engine engine;
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private volatile Engine.Memory memory = new Engine.Memory(0, 0);

  ProcessFigures(MeterRegistry registry, Figures figures, Metrics.Subject subject) {
    this.engine = subject.engine();
    figures.of(Metric.ENGINE_MEMORY, () -> memory.used());
    figures.of(Metric.ENGINE_SPILLED, () -> memory.spilled());
    figures.of(Metric.ENGINE_LIMIT, subject.engineConfig()::memoryBytes);
    figures.of(Metric.DISK_FREE, () -> subject.data().toFile().getUsableSpace());
    figures.of(Metric.DISK_RESERVE, subject::diskReserve);
    new JvmMemoryMetrics().bindTo(registry);
    collections.bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  void look() {
    memory = engine.memory();
  }

  @Override
  public void close() {
    collections.close();
  }
}
