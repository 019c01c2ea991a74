package dev.caravan.quality;

import dev.caravan.CaravanException;
import dev.caravan.batch.Batch;
import dev.caravan.batch.Inspection;
import dev.caravan.batch.Stage;
import java.sql.Connection;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a batch profiled as it lands: from the files just written, which costs little, and of exactly the
 * rows that land. Immutable; thread-safe.
 */
public final class ProfileStep implements Inspection {
  private static final Logger LOG = LoggerFactory.getLogger(ProfileStep.class);

  private final BatchProfiles profiles;

  public ProfileStep(BatchProfiles profiles) {
    this.profiles = profiles;
  }

  public Batch apply(Batch batch) {
    return batch.with(new Stage.Inspected(this));
  }

  /** Data does not wait for its description: a profile that fails is a warning of the batch. */
  @Override
  public Map<String, Long> inspect(Batch batch, Connection engine, String relation) {
    try {
      Profile profile = new Profiler(ProfileOptions.BATCH).profile(engine, relation, "batch " + batch.id());
      profiles.keep(batch.id(), batch.flow(), profile);
      return Map.of();
    } catch (CaravanException e) {
      LOG.warn("Batch {} of flow {} lands without a profile: {}", batch.id(), batch.flow(), e.getMessage());
      return Map.of("profile:failed", 1L);
    }
  }
}
