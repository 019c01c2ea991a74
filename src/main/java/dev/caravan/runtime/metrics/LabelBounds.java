package dev.caravan.runtime.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps the number of series bounded, whatever integrators and sources name: the values of a label that come first
 * keep their name, the later ones are counted together as {@code other}. Thread-safe.
 */
final class LabelBounds implements MeterFilter {
  static final String OTHER = "other";

  private final int most;
  private final Map<String, Set<String>> known = new ConcurrentHashMap<>();

  /** @param most values of a label that keep their name */
  LabelBounds(int most) {
    this.most = most;
  }

  /** What a label shows for a value. */
  String shown(String label, String value) {
    Set<String> values = known.computeIfAbsent(label, key -> ConcurrentHashMap.newKeySet());
    if (values.contains(value)) {
      return value;
    }
    synchronized (values) {
      return values.size() < most && values.add(value) ? value : OTHER;
    }
  }

  @Override
  public Meter.Id map(Meter.Id id) {
    List<Tag> tags = id.getTags().stream().map(tag -> Tag.of(tag.getKey(), shown(tag.getKey(), tag.getValue()))).toList();
    return id.replaceTags(tags);
  }
}
