package dev.caravan.cli.crash;

import dev.caravan.catalog.DataSources;
import dev.caravan.catalog.S3Config;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * A kind of place to land, which gives each round one of its own.
 *
 * @param name of the kind
 * @param place by the folder of the round and a name that no other round has
 */
public record Target(String name, BiFunction<Path, String, LandingPlace> place) {
  /** Data source of a round's own H2 database. */
  private static final String H2 = "crash-h2";

  static final String KAFKA = "kafka";

  /** Data source by which a PostgreSQL database has to be configured. */
  public static final String POSTGRESQL = "crash";

  /** The lake of the data folder. */
  public static Target local() {
    return new Target("local", (folder, round) -> new LakePlace("local", "lake", Killing.data(folder), () -> null));
  }

  /** An H2 file. */
  public static Target h2() {
    return new Target(
        "h2",
        (folder, round) -> {
          String url = "jdbc:h2:file:" + folder.resolve("h2").resolve("target").toAbsolutePath();
          Map<String, String> settings = Map.of("caravan.datasource." + H2 + ".url", url, "caravan.datasource." + H2 + ".user", "sa");
          return new TablePlace("h2", H2, "crash", settings, Killing.data(folder), Map.of(H2, new DataSources.Config(url, "sa", null)));
        });
  }

  /** The warehouse of the data folder. */
  public static Target duckdb() {
    return new Target("duckdb", (folder, round) -> new TablePlace("duckdb", DataSources.WAREHOUSE, "crash", Map.of(), Killing.data(folder), Map.of()));
  }

  /** A PostgreSQL database; each round makes a schema and drops it. */
  public static Target postgresql(DataSources.Config config) {
    return new Target(
        "postgresql", (folder, round) -> new TablePlace("postgresql", POSTGRESQL, round, Map.of(), Killing.data(folder), Map.of(POSTGRESQL, config)));
  }

  /** A bucket. @param address {@code s3://bucket/prefix}, below which each round makes a folder and removes it */
  public static Target s3(String address, S3Config config) {
    return new Target("s3", (folder, round) -> new LakePlace("s3", address + "/" + round, Killing.data(folder), config::client));
  }

  /** Topics, which each round makes and removes. @param brokers {@code host:port} */
  public static Target kafka(String brokers) {
    return new Target(KAFKA, (folder, round) -> new TopicPlace(brokers, round + "-" + Long.toHexString(System.nanoTime())));
  }

  @Override
  public String toString() {
    return name;
  }
}
