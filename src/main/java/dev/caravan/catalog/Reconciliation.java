package dev.caravan.catalog;

import dev.caravan.batch.BatchId;
import dev.caravan.catalog.Ledger.BatchState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares a ledger with lakes: after one of them came back from a backup, they tell different stories. Looking
 * changes nothing. What a process has in hand meanwhile, open in the ledger, is no discrepancy. Not thread-safe.
 */
public final class Reconciliation {
  private static final String SINK = "lake";
  private static final Pattern MANIFEST = Pattern.compile("(.+)/manifests/([^/]+)[.]json");
  private static final Pattern DATA = Pattern.compile("(.+?)/data/(?:.*/)?([A-Za-z0-9_-]+-[0-9a-f]{16})-\\d+-[^/]+[.]parquet");
  private static final String WITHDRAWN = ".withdrawn";

  private final JdbcLedger ledger;
  private final List<Datasets> lakes;
  private final Map<BatchId, Known> known = new HashMap<>();

  /** A batch as the ledger knows it. @param replaced whether a later generation took its place */
  private record Known(String flow, BatchState state, long landed, boolean replaced) {}

  private record Landing(BatchId batch, String target) {}

  public Reconciliation(JdbcLedger ledger, List<Datasets> lakes) {
    this.ledger = ledger;
    this.lakes = List.copyOf(lakes);
  }

  /** Everything that differs, lake by lake, by place; then batches that no lake shows. */
  public List<Discrepancy> look() {
    readBatches();
    List<Discrepancy> found = new ArrayList<>();
    Set<Landing> visible = new HashSet<>();
    Set<Landing> noted = landings();
    for (Datasets lake : lakes) {
      look(lake, noted, visible, found);
    }
    noted.stream().filter(landing -> !visible.contains(landing)).sorted(Comparator.comparing(Landing::target).thenComparing(landing -> landing.batch().value()))
        .forEach(landing -> absent(landing).ifPresent(found::add));
    return List.copyOf(found);
  }

  private void readBatches() {
    known.clear();
    ledger.database().read("read the batches", statements ->
            statements.list("SELECT batch, flow, state, landed, replaced_by FROM batches", row ->
                known.put(new BatchId(row.getString("batch")), new Known(row.getString("flow"), BatchState.valueOf(row.getString("state")), row.getLong("landed"), row.getString("replaced_by") != null))));
  }

  private Set<Landing> landings() {
    return new HashSet<>(ledger.database().read("read where batches landed", statements ->
        statements.list("SELECT batch, target FROM landings WHERE sink = ?", row -> new Landing(new BatchId(row.getString("batch")), row.getString("target")), SINK)));
  }

  private void look(Datasets lake, Set<Landing> noted, Set<Landing> visible, List<Discrepancy> found) {
    List<String> keys = lake.store().list("");
    Set<String> there = new HashSet<>(keys);
    Map<DatasetName, Set<BatchId>> batches = new HashMap<>();
    Set<String> named = new HashSet<>();
    for (String key : keys) {
      Matcher matcher = MANIFEST.matcher(key);
      if (matcher.matches() && DatasetName.isName(matcher.group(1))) {
        DatasetName dataset = new DatasetName(matcher.group(1));
        Manifest manifest = lake.manifest(dataset, new BatchId(matcher.group(2))).orElseThrow();
        batches.computeIfAbsent(dataset, name -> new HashSet<>()).add(manifest.batch());
        Landing landing = new Landing(manifest.batch(), lake.store().name() + "/" + dataset);
        visible.add(landing);
        manifest.files().forEach(file -> named.add(Manifest.dataKey(dataset, file.name())));
        compare(manifest, landing, noted, there, found);
      }
    }
    for (String key : keys) {
      Matcher file = DATA.matcher(key);
      if (file.matches() && DatasetName.isName(file.group(1)) && !named.contains(key) && batches.getOrDefault(new DatasetName(file.group(1)), Set.of()).contains(new BatchId(file.group(2)))) {
        found.add(new Discrepancy(Discrepancy.Kind.FILE_STRAY, null, new BatchId(file.group(2)), lake.store().name() + "/" + key));
      }
    }
  }

  private void compare(Manifest manifest, Landing landing, Set<Landing> noted, Set<String> there, List<Discrepancy> found) {
    Known batch = known.get(manifest.batch());
    if (batch == null) {
      found.add(new Discrepancy(Discrepancy.Kind.BATCH_UNKNOWN, manifest.flow(), manifest.batch(), landing.target()));
    } else if (batch.state() == BatchState.COMMITTED) {
      if (!noted.contains(landing)) {
        found.add(new Discrepancy(Discrepancy.Kind.LANDING_UNKNOWN, batch.flow(), manifest.batch(), landing.target()));
      }
      if (batch.landed() != manifest.counts().landed()) {
        found.add(new Discrepancy(Discrepancy.Kind.COUNTS_DIFFER, batch.flow(), manifest.batch(), landing.target()));
      }
    }
    if (batch == null || !batch.replaced()) {
      manifest.files().stream().map(file -> Manifest.dataKey(manifest.dataset(), file.name())).filter(key -> !there.contains(key))
          .forEach(key -> found.add(new Discrepancy(Discrepancy.Kind.FILE_GONE, manifest.flow(), manifest.batch(), landing.target() + key.substring(manifest.dataset().value().length()))));
    }
  }

  private Optional<Discrepancy> absent(Landing landing) {
    Known batch = known.get(landing.batch());
    if (batch == null || batch.state() != BatchState.COMMITTED || batch.replaced()) {
      return Optional.empty();
    }
    boolean looked = lakes.stream().anyMatch(lake -> landing.target().startsWith(lake.store().name() + "/"));
    Discrepancy.Kind kind = looked ? Discrepancy.Kind.MANIFEST_GONE : Discrepancy.Kind.NOT_LOOKED_AT;
    return Optional.of(new Discrepancy(kind, batch.flow(), landing.batch(), landing.target()));
  }

  /**
   * Mends what can be mended without losing anything: notes landings, removes files of attempts that were killed.
   *
   * @param found by {@link #look}
   * @return what was mended
   */
  public List<Discrepancy> repair(List<Discrepancy> found) {
    List<Discrepancy> mended = found.stream().filter(discrepancy -> discrepancy.kind().mendable()).toList();
    for (Discrepancy discrepancy : mended) {
      switch (discrepancy.kind()) {
        case LANDING_UNKNOWN -> ledger.landed(discrepancy.batch(), SINK, discrepancy.place(), known.get(discrepancy.batch()).landed());
        case FILE_STRAY -> holder(discrepancy).store().delete(key(discrepancy));
        case BATCH_UNKNOWN, MANIFEST_GONE, FILE_GONE, COUNTS_DIFFER, NOT_LOOKED_AT -> throw new IllegalStateException(discrepancy.kind() + " is not mended");
      }
    }
    return mended;
  }

  /**
   * Hides batches of a flow that the ledger does not know, so that the flow may read their input again and land it once.
   * Their manifests stay, under another name, and their files.
   *
   * @param found by {@link #look}
   * @return what was hidden
   */
  public List<Discrepancy> withdraw(String flow, List<Discrepancy> found) {
    List<Discrepancy> hidden = found.stream().filter(each -> each.kind() == Discrepancy.Kind.BATCH_UNKNOWN && each.flow().equals(flow)).toList();
    for (Discrepancy discrepancy : hidden) {
      ObjectStore store = holder(discrepancy).store();
      String manifest = Manifest.key(new DatasetName(key(discrepancy)), discrepancy.batch());
      store.read(manifest).ifPresent(content -> store.putIfAbsent(manifest + WITHDRAWN, content));
      store.delete(manifest);
    }
    return hidden;
  }

  private Datasets holder(Discrepancy discrepancy) {
    return lakes.stream().filter(lake -> discrepancy.place().startsWith(lake.store().name() + "/")).findFirst().orElseThrow();
  }

  private String key(Discrepancy discrepancy) {
    return discrepancy.place().substring(holder(discrepancy).store().name().length() + 1);
  }
}
