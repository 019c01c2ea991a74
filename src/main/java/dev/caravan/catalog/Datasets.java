package dev.caravan.catalog;

import dev.caravan.batch.BatchId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The datasets of a lake and what is visible of them: what manifests name, nothing else (I4). Thread-safe. */
public final class Datasets {
  private final ObjectStore store;
  private final Path cache;
  // A manifest never changes, so one that was read once is known.
  private final Map<String, Manifest> known = new ConcurrentHashMap<>();

  /**
   * @param store of the lake
   * @param cache folder for copies of remote files
   */
  public Datasets(ObjectStore store, Path cache) {
    this.store = store;
    this.cache = cache;
  }

  public ObjectStore store() {
    return store;
  }

  /** The datasets of which at least one batch is visible, by name. Walks the whole lake. */
  public List<DatasetName> list() {
    TreeSet<String> names = new TreeSet<>();
    for (String key : store.list("")) {
      int end = key.lastIndexOf("/manifests/");
      if (end > 0 && key.endsWith(".json")) {
        names.add(key.substring(0, end));
      }
    }
    return names.stream().map(DatasetName::new).toList();
  }

  /** What is visible of a dataset at this moment, without what was replaced; batches in the order of their creation. */
  public LakeDataset dataset(DatasetName name) {
    List<Manifest> manifests =
        store.list(Manifest.folder(name)).stream()
            .filter(key -> key.endsWith(".json"))
            .map(this::manifest)
            .flatMap(Optional::stream)
            .sorted(java.util.Comparator.comparing(Manifest::created).thenComparing(manifest -> manifest.batch().value()))
            .toList();
    Set<BatchId> replaced = manifests.stream().flatMap(manifest -> manifest.replaces().stream()).collect(Collectors.toSet());
    return new LakeDataset(name, manifests.stream().filter(manifest -> !replaced.contains(manifest.batch())).toList(), this);
  }

  /** The dataset as if only these manifests were there. */
  public LakeDataset only(DatasetName name, List<Manifest> manifests) {
    return new LakeDataset(name, manifests, this);
  }

  /** The manifest of a batch, when the batch is visible or was, before another replaced it. */
  public Optional<Manifest> manifest(DatasetName name, BatchId batch) {
    return manifest(Manifest.key(name, batch));
  }

  /** A local file with the content of a visible file. */
  Path local(DatasetName name, Manifest.LandedFile file) {
    return store.local(Manifest.dataKey(name, file.name()), cache);
  }

  /** The same, not kept for the next time: who looks through a whole lake would keep all of it. */
  Optional<Manifest> read(String key) {
    return store.read(key).map(json -> Manifest.parse(json, store.name() + "/" + key));
  }

  private Optional<Manifest> manifest(String key) {
    Manifest seen = known.get(key);
    if (seen != null) {
      return Optional.of(seen);
    }
    Optional<Manifest> read = read(key);
    read.ifPresent(manifest -> known.put(key, manifest));
    return read;
  }
}
