package dev.caravan.catalog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares a ledger with lakes: after one of them came back from a backup, they tell different stories. Looking
 * changes nothing. What a process has in hand meanwhile, open in the ledger, is no discrepancy. One dataset is held
 * at a time, as the names of its files, and of the ledger a page of batches. Not thread-safe.
 */
public final class Reconciliation {
  static final String SINK = "lake";
  private static final Pattern DATASET = Pattern.compile("(.+?)/(?:manifests|data)/.+");
  private static final String WITHDRAWN = ".withdrawn";
  private static final int PAGE = 1_000;

  private final JdbcLedger ledger;
  private final List<Datasets> lakes;
  private final LandingPages landings;

  public Reconciliation(JdbcLedger ledger, List<Datasets> lakes) {
    this(ledger, lakes, PAGE);
  }

  /** @param page batches that are asked for at once */
  Reconciliation(JdbcLedger ledger, List<Datasets> lakes, int page) {
    this.ledger = ledger;
    this.lakes = List.copyOf(lakes);
    this.landings = new LandingPages(ledger.database(), page);
  }

  /** Everything that differs, lake by lake, dataset by dataset; then batches that landed where nobody looked. */
  public List<Discrepancy> look() {
    List<Discrepancy> found = new ArrayList<>();
    Set<String> elsewhere = new TreeSet<>(landings.targets());
    for (Datasets lake : lakes) {
      Set<DatasetName> datasets = datasets(lake);
      for (String target : List.copyOf(elsewhere)) {
        if (target.startsWith(lake.store().name() + "/")) {
          elsewhere.remove(target);
          datasets.add(new DatasetName(target.substring(lake.store().name().length() + 1)));
        }
      }
      datasets.forEach(dataset -> new DatasetComparison(landings, lake, dataset, found::add).compare());
    }
    for (String target : elsewhere) {
      landings.each(target, landing -> {
        if (landing.counts()) {
          found.add(new Discrepancy(Discrepancy.Kind.NOT_LOOKED_AT, landing.flow(), landing.batch(), target));
        }
      });
    }
    return List.copyOf(found);
  }

  private static Set<DatasetName> datasets(Datasets lake) {
    Set<DatasetName> datasets = new TreeSet<>(Comparator.comparing(DatasetName::value));
    lake.store().each("", key -> {
      Matcher matcher = DATASET.matcher(key);
      if (matcher.matches() && DatasetName.isName(matcher.group(1))) {
        datasets.add(new DatasetName(matcher.group(1)));
      }
    });
    return datasets;
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
        case LANDING_UNKNOWN -> ledger.landed(discrepancy.batch(), SINK, discrepancy.place(), ledger.batch(discrepancy.batch()).orElseThrow().counts().landed());
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
