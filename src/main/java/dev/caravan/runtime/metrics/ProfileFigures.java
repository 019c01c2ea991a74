package dev.caravan.runtime.metrics;

import dev.caravan.quality.ColumnProfile;
import dev.caravan.quality.Profile;
import dev.caravan.quality.ProfileWatch;
import io.micrometer.core.instrument.Tags;

/** What the columns of the latest batch of each flow look like. Thread-safe. */
final class ProfileFigures implements ProfileWatch {
  private final Figures figures;

  ProfileFigures(Figures figures) {
    this.figures = figures;
  }

  @Override
  public void profiled(String flow, Profile profile) {
    for (ColumnProfile column : profile.columns()) {
      Tags tags = Tags.of("column", column.name());
      figures.of(Metric.COMPLETENESS, flow, tags, column::completeness);
      figures.of(Metric.DISTINCT, flow, tags, column::distinct);
      if (column.mean() != null) {
        figures.of(Metric.MEAN, flow, tags, column::mean);
      }
    }
  }
}
