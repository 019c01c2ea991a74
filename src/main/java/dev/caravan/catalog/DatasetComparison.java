package dev.caravan.catalog;

import dev.caravan.batch.BatchId;
import dev.caravan.catalog.Ledger.BatchState;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Compares one dataset of a lake with what the ledger says of it. To be used once. */
final class DatasetComparison {
  private static final Pattern FILE = Pattern.compile("(?:.*/)?([A-Za-z0-9_-]+-[0-9a-f]{16})-\\d+-[^/]+[.]parquet");
  private static final String MANIFEST_ENDING = ".json";

  private final LandingPages landings;
  private final Datasets lake;
  private final DatasetName dataset;
  private final String target;
  private final Consumer<Discrepancy> found;
  /** keys of the dataset */
  private final Set<String> there;
  private final List<BatchId> visible;
  /** keys that manifests name */
  private final Set<String> named = new HashSet<>();

  DatasetComparison(LandingPages landings, Datasets lake, DatasetName dataset, Consumer<Discrepancy> found) {
    this.landings = landings;
    this.lake = lake;
    this.dataset = dataset;
    this.target = lake.store().name() + "/" + dataset;
    this.found = found;
    List<String> keys = lake.store().list(dataset + "/");
    String manifests = Manifest.folder(dataset);
    this.there = new HashSet<>(keys);
    this.visible = keys.stream().filter(key -> key.startsWith(manifests) && key.endsWith(MANIFEST_ENDING))
        .map(key -> new BatchId(key.substring(manifests.length(), key.length() - MANIFEST_ENDING.length()))).toList();
  }

  void compare() {
    for (int first = 0; first < visible.size(); first += landings.page()) {
      List<BatchId> some = visible.subList(first, Math.min(visible.size(), first + landings.page()));
      Map<BatchId, LandingPages.Landed> known = landings.known(target, some);
      // One that was withdrawn since the keys were listed is not there any more.
      some.forEach(batch -> lake.read(Manifest.key(dataset, batch)).ifPresent(manifest -> compare(manifest, known.get(batch))));
    }
    Set<BatchId> shown = new HashSet<>(visible);
    strays(shown);
    landings.each(target, landing -> {
      if (landing.counts() && !shown.contains(landing.batch())) {
        tell(Discrepancy.Kind.MANIFEST_GONE, landing.flow(), landing.batch(), target);
      }
    });
  }

  /** @param known null when the ledger has never heard of the batch */
  private void compare(Manifest manifest, LandingPages.Landed known) {
    if (known == null) {
      tell(Discrepancy.Kind.BATCH_UNKNOWN, manifest.flow(), manifest.batch(), target);
    } else if (known.state() == BatchState.COMMITTED) {
      if (!known.noted()) {
        tell(Discrepancy.Kind.LANDING_UNKNOWN, known.flow(), manifest.batch(), target);
      }
      if (known.landed() != manifest.counts().landed()) {
        tell(Discrepancy.Kind.COUNTS_DIFFER, known.flow(), manifest.batch(), target);
      }
    }
    Set<String> files = manifest.files().stream().map(file -> Manifest.dataKey(dataset, file.name())).collect(Collectors.toSet());
    named.addAll(files);
    if (known == null || !known.replaced()) {
      files.stream().filter(key -> !there.contains(key)).sorted()
          .forEach(key -> tell(Discrepancy.Kind.FILE_GONE, manifest.flow(), manifest.batch(), lake.store().name() + "/" + key));
    }
  }

  private void strays(Set<BatchId> shown) {
    String data = Manifest.dataKey(dataset, "");
    for (String key : there) {
      Matcher file = FILE.matcher(key.startsWith(data) ? key.substring(data.length()) : "");
      if (file.matches() && !named.contains(key) && shown.contains(new BatchId(file.group(1)))) {
        tell(Discrepancy.Kind.FILE_STRAY, null, new BatchId(file.group(1)), lake.store().name() + "/" + key);
      }
    }
  }

  private void tell(Discrepancy.Kind kind, String flow, BatchId batch, String place) {
    found.accept(new Discrepancy(kind, flow, batch, place));
  }
}
