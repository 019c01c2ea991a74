package dev.caravan.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.CaravanException;
import dev.caravan.batch.BatchId;
import dev.caravan.catalog.KeptProfiles;
import dev.caravan.catalog.LedgerDatabase;
import dev.caravan.contract.Contracts;
import dev.caravan.contract.SensitiveFields;
import dev.caravan.quality.BatchProfiles;
import dev.caravan.quality.ColumnProfile;
import dev.caravan.quality.Kind;
import dev.caravan.quality.Profile;
import dev.caravan.quality.ProfileJson;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What landed batches look like. A profile repeats values and does not know by which contract its rows were checked: columns that
 * any contract calls sensitive, and those of which most values read as something personal, show none. Thread-safe.
 */
final class ProfileCalls {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<Kind> PERSONAL = EnumSet.of(Kind.EMAIL, Kind.PHONE, Kind.IBAN, Kind.CREDIT_CARD, Kind.IP_ADDRESS);

  private final BatchProfiles profiles;
  private final Supplier<Contracts> contracts;

  /** @param contracts as they are now */
  ProfileCalls(LedgerDatabase ledger, Supplier<Contracts> contracts, Clock clock) {
    this.profiles = new BatchProfiles(new KeptProfiles(ledger, clock));
    this.contracts = contracts;
  }

  Answer show(Call call) {
    Profile profile =
        profiles.profile(new BatchId(call.path("batch")))
            .orElseThrow(() -> RunCalls.missing("No profile is kept of that batch", "A flow profiles its batches when `profile-action` is among its steps."));
    Optional<List<SensitiveFields>> sensitive = sensitive();
    List<String> masked = profile.columns().stream().filter(column -> hides(sensitive, column)).map(ColumnProfile::name).toList();
    List<ColumnProfile> columns = profile.columns().stream().map(column -> masked.contains(column.name()) ? column.withoutValues() : column).toList();
    Map<String, Object> document = document(new Profile(profile.source(), profile.rows(), columns, profile.keys()));
    document.put("masked", masked);
    return Answer.ok(document);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> document(Profile profile) {
    try {
      return JSON.readValue(ProfileJson.write(profile), Map.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what was written as JSON can be read", e);
    }
  }

  private static boolean hides(Optional<List<SensitiveFields>> sensitive, ColumnProfile column) {
    boolean personal = PERSONAL.stream().anyMatch(kind -> column.kinds().getOrDefault(kind, 0L) * 2 > column.present());
    return personal || sensitive.map(all -> all.stream().anyMatch(fields -> fields.contains(column.name()))).orElse(true);
  }

  /** Of all contracts; empty when one of them cannot be read, so that nobody can tell. */
  private Optional<List<SensitiveFields>> sensitive() {
    Contracts now = contracts.get();
    List<SensitiveFields> fields = new ArrayList<>();
    try {
      now.names().forEach(name -> fields.add(SensitiveFields.of(now.contract(name))));
    } catch (CaravanException e) {
      return Optional.empty();
    }
    return Optional.of(fields);
  }
}
