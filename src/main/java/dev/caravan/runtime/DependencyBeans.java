package dev.caravan.runtime;

import dev.caravan.failure.Dependencies;
import dev.caravan.failure.Dependency;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows each outside system as an MBean while the runtime lives. Thread-safe. */
final class DependencyBeans implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DependencyBeans.class);

  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  /** Several runtimes may live in one process. */
  private final String runtime = UUID.randomUUID().toString().substring(0, 8);
  private final List<ObjectName> shown = new ArrayList<>();
  private boolean closed;

  DependencyBeans(Dependencies dependencies) {
    dependencies.onMade(this::show);
  }

  private synchronized void show(Dependency dependency) {
    if (closed) {
      return;
    }
    try {
      ObjectName name = new ObjectName("dev.caravan:type=dependencies,runtime=" + runtime + ",name=" + ObjectName.quote(dependency.name()));
      server.registerMBean(new DependencyView(dependency), name);
      shown.add(name);
    } catch (JMException e) {
      LOG.warn("The dependency {} cannot be shown over JMX: {}", dependency.name(), e.toString());
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    for (ObjectName name : shown) {
      try {
        server.unregisterMBean(name);
      } catch (JMException e) {
        LOG.debug("{} was not shown any more", name, e);
      }
    }
    shown.clear();
  }
}
