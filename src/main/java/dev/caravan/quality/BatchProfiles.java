package dev.caravan.quality;

import dev.caravan.batch.BatchId;
import dev.caravan.catalog.Event;
import dev.caravan.catalog.KeptProfiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Profiles of landed batches, remembered by the catalog. Thread-safe. */
public final class BatchProfiles {
  private final KeptProfiles kept;
  private final ProfileWatch watch;

  public BatchProfiles(KeptProfiles kept) {
    this(kept, ProfileWatch.NONE);
  }

  public BatchProfiles(KeptProfiles kept, ProfileWatch watch) {
    this.kept = kept;
    this.watch = watch;
  }

  /** @return in what it does not look like those before */
  List<Anomalies.Found> keep(BatchId batch, String flow, Profile profile, Anomalies anomalies) {
    List<Anomalies.Found> found = anomalies.wanted() ? anomalies.find(kept.latest(flow, batch, Anomalies.MOST).stream().map(BatchProfiles::whole).toList(), profile) : List.of();
    List<KeptProfiles.Part> parts = new ArrayList<>();
    parts.add(new KeptProfiles.Part("", ProfileJson.write(new Profile(profile.source(), profile.rows(), List.of(), profile.keys()), false)));
    profile.columns().forEach(column -> parts.add(new KeptProfiles.Part(column.name(), ProfileJson.write(column))));
    kept.keep(batch, flow, parts, found.stream().map(one -> event(batch, flow, one)).toList());
    watch.profiled(flow, profile);
    return found;
  }

  private static Event.AnomalyFound event(BatchId batch, String flow, Anomalies.Found found) {
    String column = found.measure().column();
    return new Event.AnomalyFound(
        flow, batch.value(), found.measure().name(), column.isEmpty() ? null : column, found.value(), found.usual(), found.deviation(), found.batches());
  }

  /** What a batch looked like when it landed; empty when its flow does not profile. */
  public Optional<Profile> profile(BatchId batch) {
    List<KeptProfiles.Part> parts = kept.parts(batch);
    return parts.isEmpty() ? Optional.empty() : Optional.of(whole(parts));
  }

  private static Profile whole(List<KeptProfiles.Part> parts) {
    Profile table = ProfileJson.profile(parts.get(0).json());
    List<ColumnProfile> columns = parts.stream().skip(1).map(part -> ProfileJson.column(part.json())).toList();
    return new Profile(table.source(), table.rows(), columns, table.keys());
  }
}
