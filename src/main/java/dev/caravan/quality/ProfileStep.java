package dev.caravan.quality;

import dev.caravan.CaravanException;
import dev.caravan.batch.Batch;
import dev.caravan.batch.Inspection;
import dev.caravan.batch.Stage;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a batch profiled as it lands: from the files just written, which costs little, and of exactly the
 * rows that land. Immutable; thread-safe.
 */
public final class ProfileStep implements Inspection {
  private static final Logger LOG = LoggerFactory.getLogger(ProfileStep.class);

  private static final String ANOMALY = "profile:anomaly";

  private final BatchProfiles profiles;
  private final Anomalies anomalies;

  /** A step that compares no batch with those before. */
  public ProfileStep(BatchProfiles profiles) {
    this(profiles, new ProfileConfig());
  }

  /** As a Kamelet makes it. */
  public ProfileStep(BatchProfiles profiles, ProfileConfig config) {
    this.profiles = profiles;
    this.anomalies = new Anomalies(config.anomalies());
  }

  public Batch apply(Batch batch) {
    return batch.with(new Stage.Inspected(this));
  }

  private static void tell(Batch batch, Anomalies.Found found) {
    LOG.warn("Batch {} of flow {} is unlike the {} before it: {}{} is {}, usually {} (deviation {})",
        batch.id(), batch.flow(), found.batches(), found.measure().name(), found.measure().column().isEmpty() ? "" : " of " + found.measure().column(), found.value(), found.usual(), found.deviation());
  }

  /** Data does not wait for its description: a profile that fails is a warning of the batch. */
  @Override
  public Map<String, Long> inspect(Batch batch, Connection engine, String relation) {
    try {
      Profile profile = new Profiler(ProfileOptions.BATCH).profile(engine, relation, "batch " + batch.id());
      List<Anomalies.Found> found = profiles.keep(batch.id(), batch.flow(), profile, anomalies);
      found.forEach(one -> tell(batch, one));
      return found.isEmpty() ? Map.of() : Map.of(ANOMALY, (long) found.size());
    } catch (CaravanException e) {
      LOG.warn("Batch {} of flow {} lands without a profile: {}", batch.id(), batch.flow(), e.getMessage());
      return Map.of("profile:failed", 1L);
    }
  }
}
