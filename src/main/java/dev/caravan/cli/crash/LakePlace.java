package dev.caravan.cli.crash;

import dev.caravan.catalog.DatasetName;
import dev.caravan.catalog.Datasets;
import dev.caravan.catalog.LakeDataset;
import dev.caravan.catalog.Lakes;
import dev.caravan.catalog.Ledger.BatchRecord;
import dev.caravan.catalog.Manifest;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.s3.S3Client;

/** A lake in the data folder or in a bucket, read by its manifests (I4). */
final class LakePlace implements LandingPlace {
  private static final String FOLDER = "crash/";

  private final String name;
  private final String target;
  private final Path data;
  private final Supplier<S3Client> s3;

  /**
   * @param target as a route names it
   * @param data the data folder
   */
  LakePlace(String name, String target, Path data, Supplier<S3Client> s3) {
    this.name = name;
    this.target = target;
    this.data = data;
    this.s3 = s3;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String sink(String table) {
    return """
        uri: kamelet:lake-sink
        parameters:
          dataset: %s%s
          target: "%s"
        """
        .formatted(FOLDER, table, target);
  }

  @Override
  public Map<String, String> settings() {
    return Map.of();
  }

  // Made anew at each look: what was read once is remembered.
  private Datasets lake() {
    return new Lakes(data, s3).lake(target);
  }

  private static DatasetName dataset(String table) {
    return new DatasetName(FOLDER + table);
  }

  @Override
  public List<Long> keys(String table) throws SQLException {
    LakeDataset dataset = lake().dataset(dataset(table));
    List<Long> keys = new ArrayList<>();
    if (dataset.manifests().isEmpty()) {
      return keys;
    }
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id FROM " + dataset.relation())) {
      while (rows.next()) {
        keys.add(rows.getLong(1));
      }
    }
    return keys;
  }

  @Override
  public List<String> strays(String table, List<BatchRecord> committed) {
    Datasets lake = lake();
    DatasetName dataset = dataset(table);
    Set<String> batches = committed.stream().map(batch -> batch.id().value()).collect(Collectors.toSet());
    Set<String> named = new TreeSet<>();
    List<String> strays = new ArrayList<>();
    for (Manifest manifest : lake.dataset(dataset).manifests()) {
      named.add(Manifest.key(dataset, manifest.batch()));
      manifest.files().forEach(file -> named.add(Manifest.dataKey(dataset, file.name())));
      if (!batches.remove(manifest.batch().value())) {
        strays.add("batch " + manifest.batch() + " is visible and not committed");
      }
    }
    batches.forEach(batch -> strays.add("batch " + batch + " is committed and not visible"));
    lake.store().list(dataset + "/").stream().filter(key -> !named.contains(key)).forEach(key -> strays.add("no manifest names " + key));
    return strays;
  }

  @Override
  public void clear() {
    Datasets lake = lake();
    lake.store().list(FOLDER).forEach(lake.store()::delete);
  }
}
