package dev.caravan.quality;

import dev.caravan.batch.BatchId;
import dev.caravan.catalog.KeptProfiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Profiles of landed batches, remembered by the catalog. Thread-safe. */
public final class BatchProfiles {
  private final KeptProfiles kept;

  public BatchProfiles(KeptProfiles kept) {
    this.kept = kept;
  }

  void keep(BatchId batch, String flow, Profile profile) {
    List<KeptProfiles.Part> parts = new ArrayList<>();
    parts.add(new KeptProfiles.Part("", ProfileJson.write(new Profile(profile.source(), profile.rows(), List.of(), profile.keys()), false)));
    profile.columns().forEach(column -> parts.add(new KeptProfiles.Part(column.name(), ProfileJson.write(column))));
    kept.keep(batch, flow, parts);
  }

  /** What a batch looked like when it landed; empty when its flow does not profile. */
  public Optional<Profile> profile(BatchId batch) {
    List<KeptProfiles.Part> parts = kept.parts(batch);
    if (parts.isEmpty()) {
      return Optional.empty();
    }
    Profile table = ProfileJson.profile(parts.get(0).json());
    List<ColumnProfile> columns = parts.stream().skip(1).map(part -> ProfileJson.column(part.json())).toList();
    return Optional.of(new Profile(table.source(), table.rows(), columns, table.keys()));
  }
}
