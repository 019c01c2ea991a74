package dev.caravan.sink.lake;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.Batch;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Checks;
import dev.caravan.batch.Column;
import dev.caravan.batch.Counts;
import dev.caravan.batch.StageOptions;
import dev.caravan.batch.Staged;
import dev.caravan.batch.StagedFile;
import dev.caravan.catalog.Datasets;
import dev.caravan.catalog.LocalStore;
import dev.caravan.catalog.Manifest;
import dev.caravan.catalog.Milestone;
import dev.caravan.catalog.S3Store;
import dev.caravan.catalog.Versions;
import dev.caravan.sink.SinkServices;
import dev.caravan.sink.StagingFolder;
import dev.caravan.sink.VersionColumn;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Lands batches in a dataset of a lake: {@link #plan} runs the batch, the route puts the objects when
 * the lake is a bucket, {@link #commit} makes the batch visible or sees that it is. A batch that is
 * visible already is not landed again (I3). Thread-safe for different batches.
 */
public final class LakeSink {
  private static final String SINK = "lake";

  private final SinkServices services;
  private final LakeSinkConfig config;
  private final Datasets lake;
  private final String writer = StagingFolder.newWriter();

  public LakeSink(SinkServices services, LakeSinkConfig config) {
    this.services = services;
    this.config = config;
    this.lake = services.lakes().lake(config.target());
  }

  /** As a Kamelet makes it; see {@link LakeSinkConfig#parse}. */
  public LakeSink(
      SinkServices services, String dataset, String target, String codec, int level, String partitionBy, String targetFileSize,
      String mode, String key, String versionBy) {
    this(services, LakeSinkConfig.parse(dataset, target, codec, level, partitionBy, targetFileSize, mode, key, versionBy));
  }

  /** Whether the route has to put the objects. */
  public boolean remote() {
    return lake.store() instanceof S3Store;
  }

  /**
   * Runs the batch into staged files, unless it is visible already.
   *
   * @throws CaravanException what {@link dev.caravan.batch.Engine#stage} throws, SINK_STAGE, SINK_TARGET
   */
  public LakePlan plan(Batch batch) {
    StagingFolder staging = new StagingFolder(services.staging(batch, stagingName()), writer);
    Optional<Manifest> visible = lake.manifest(config.dataset(), batch.id());
    if (visible.isPresent()) {
      return new LakePlan(batch, visible.get(), true, Map.of(), List.of(), List.of(), staging);
    }
    Optional<Checks> contract = SinkServices.contract(batch);
    List<String> key = config.history() ? key(batch) : List.of();
    Staged staged = services.engine().stage(batch, options(batch, contract), staging.files(), services.rejects(batch));
    Versions versions = config.history() ? versions(key, staged) : null;
    if (versions != null) {
      OneVersionEach.check(services.engine(), staged, versions, "dataset " + config.dataset());
    }
    Manifest manifest = manifest(batch, contract, staged, versions);
    Map<String, Path> files = new LinkedHashMap<>();
    for (int i = 0; i < staged.files().size(); i++) {
      files.put(Manifest.dataKey(config.dataset(), manifest.files().get(i).name()), staged.files().get(i).path());
    }
    staging.note(files.keySet());
    services.milestones().reached(Milestone.LANDING, batch.flow());
    if (lake.store() instanceof S3Store bucket) {
      return new LakePlan(batch, manifest, false, files, data(bucket, manifest, files), List.of(publication(bucket, manifest, staging)), staging);
    }
    return new LakePlan(batch, manifest, false, files, List.of(), List.of(), staging);
  }

  /**
   * Makes a planned batch visible and tells ledger and flow. In a bucket the route has put everything
   * by now, and this only believes what it can read there.
   *
   * @return the batch, for the steps that follow
   * @throws CaravanException SINK_TARGET, LEDGER_UNAVAILABLE, UNBALANCED
   */
  public Batch commit(LakePlan plan) {
    // Another process may have overtaken this one, and have removed what it had staged.
    if (!plan.landed() && lake.store() instanceof LocalStore folder && lake.manifest(config.dataset(), plan.batch().id()).isEmpty()) {
      plan.staged().forEach((key, file) -> folder.moveIn(file, key));
      folder.forceFolders(List.copyOf(plan.staged().keySet()));
      services.milestones().reached(Milestone.PUBLISHING, plan.batch().flow());
      folder.putIfAbsent(Manifest.key(config.dataset(), plan.batch().id()), plan.manifest().toJson());
    }
    BatchId id = plan.batch().id();
    // Whoever has won the manifest, its counts are the batch's.
    Manifest visible =
        lake.manifest(config.dataset(), id)
            .orElseThrow(() -> new CaravanException(ErrorCode.SINK_TARGET, "the manifest of batch " + id + " is not in " + lake.store().name()));
    Counts counts = visible.counts();
    services.milestones().reached(Milestone.LANDED, plan.batch().flow());
    String target = lake.store().name() + "/" + config.dataset();
    services.ledger().landed(id, SINK, target, counts.landed());
    services.told(plan.batch(), counts, visible.warnings(), SINK, target, config.dataset().toString());
    clearStrays(plan, visible);
    plan.staging().remove();
    return plan.batch();
  }

  // Files of an attempt that was killed, or was overtaken. No manifest names them, and none will: the batch has
  // one. They are removed for the sake of readers that go by folder.
  private void clearStrays(LakePlan plan, Manifest visible) {
    Set<String> strays = new TreeSet<>(plan.staging().names());
    strays.addAll(plan.staged().keySet());
    visible.files().forEach(file -> strays.remove(Manifest.dataKey(config.dataset(), file.name())));
    strays.forEach(lake.store()::delete);
  }

  private StageOptions options(Batch batch, Optional<Checks> contract) {
    Map<String, String> metadata = new TreeMap<>();
    metadata.put("caravan.batch", batch.id().value());
    metadata.put("caravan.flow", batch.flow());
    contract.ifPresent(
        checks -> {
          metadata.put("caravan.contract", checks.contract());
          if (checks.version() != null) {
            metadata.put("caravan.contract-version", checks.version());
          }
        });
    return new StageOptions(config.codec(), config.level(), config.partitionBy(), config.targetFileBytes(), metadata);
  }

  private Manifest manifest(Batch batch, Optional<Checks> contract, Staged staged, Versions versions) {
    List<BatchId> replaces = services.ledger().replaced(batch.id());
    // Rows that take the place of others take it in time too: they are no news to who asks for the latest.
    Instant created =
        replaces.stream().flatMap(id -> lake.manifest(config.dataset(), id).stream()).map(Manifest::created).min(Instant::compareTo).orElseGet(services.clock()::instant);
    List<Manifest.LandedFile> files = new ArrayList<>();
    for (StagedFile file : staged.files()) {
      files.add(new Manifest.LandedFile(own(plain(file.name())), file.rows(), file.bytes(), file.sha256(), file.partition()));
    }
    return new Manifest(
        config.dataset(),
        batch.id(),
        batch.flow(),
        contract.map(Checks::contract).orElse(null),
        contract.map(Checks::version).orElse(null),
        services.ledger().batch(batch.id()).map(record -> record.generation()).orElse(0),
        created,
        staged.counts(),
        staged.warnings(),
        staged.columns(),
        files,
        versions,
        replaces);
  }

  // No other process writes a file of this name, whatever it believes.
  private String own(String name) {
    return name.replaceFirst("[.]parquet$", "-" + writer + ".parquet");
  }

  private List<String> key(Batch batch) {
    return config.key().isEmpty()
        ? SinkServices.primaryKey(batch)
            .orElseThrow(
                () ->
                    new CaravanException(
                        Problem.of(ErrorCode.SINK_KEY, null, "Nothing tells which rows of dataset " + config.dataset() + " are versions of one another")
                            .required("`key` of lake-sink, or a contract with a primary key", "neither")))
        : config.key();
  }

  private Versions versions(List<String> key, Staged staged) {
    String target = "dataset " + config.dataset();
    List<String> names = staged.columns().stream().map(Column::name).toList();
    if (!names.containsAll(key)) {
      throw new CaravanException(
          Problem.of(ErrorCode.SINK_KEY, null, "Rows for " + target + " lack a column of its key").required(String.join(", ", key), String.join(", ", names)));
    }
    VersionColumn.refuseOwn(staged.columns(), target);
    if (config.versionBy().isEmpty()) {
      return new Versions(key, null);
    }
    VersionColumn.type(staged.columns(), config.versionBy(), target);
    return new Versions(key, config.versionBy());
  }

  private List<Upload> data(S3Store bucket, Manifest manifest, Map<String, Path> files) {
    List<Upload> uploads = new ArrayList<>();
    for (Manifest.LandedFile file : manifest.files()) {
      String key = Manifest.dataKey(config.dataset(), file.name());
      Map<String, String> metadata = metadata(manifest, file.rows());
      metadata.put("caravan-sha256", file.sha256());
      uploads.add(new Upload(bucket.bucket(), bucket.objectKey(key), files.get(key).toFile(), metadata));
    }
    return uploads;
  }

  private Upload publication(S3Store bucket, Manifest manifest, StagingFolder staging) {
    Path file = staging.write("manifest.json", manifest.toJson());
    String key = bucket.objectKey(Manifest.key(config.dataset(), manifest.batch()));
    return new Upload(bucket.bucket(), key, file.toFile(), metadata(manifest, manifest.counts().landed()));
  }

  private static Map<String, String> metadata(Manifest manifest, long rows) {
    Map<String, String> metadata = new TreeMap<>();
    metadata.put("caravan-batch", manifest.batch().value());
    metadata.put("caravan-rows", Long.toString(rows));
    if (manifest.contract() != null) {
      metadata.put("caravan-contract", plain(manifest.contract()));
    }
    if (manifest.version() != null) {
      metadata.put("caravan-contract-version", plain(manifest.version()));
    }
    return metadata;
  }

  // Two sinks of one route may land the same batch in different places.
  private String stagingName() {
    String place = config.target() + " " + config.dataset();
    return SINK + "-" + BatchId.of("lake", config.target(), place, 0).value().substring("lake-".length());
  }

  /** Everything but plain ASCII signs percent-encoded: no name can be an expression or break a header (I7). */
  private static String plain(String name) {
    StringBuilder plain = new StringBuilder();
    for (byte unit : name.getBytes(StandardCharsets.UTF_8)) {
      boolean keep = unit >= '0' && unit <= '9' || unit >= 'A' && unit <= 'Z' || unit >= 'a' && unit <= 'z' || "_-./=%+".indexOf(unit) >= 0;
      plain.append(keep ? Character.toString(unit) : "%%%02X".formatted(unit & 0xff));
    }
    return plain.toString();
  }
}
