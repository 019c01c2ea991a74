package dev.caravan.cli.crash;

import dev.caravan.batch.Sql;
import dev.caravan.catalog.DataSources;
import dev.caravan.catalog.DatasetName;
import dev.caravan.catalog.LakeDataset;
import dev.caravan.catalog.Lakes;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What takes the place of the systems of a user's route in one round: files or a topic of the test to read, and a lake, a
 * database file and topics of that round to land in. Nothing stays open.
 */
final class StandIns implements RouteText.Systems {
  /** Data source in which the rows of other databases land. */
  static final String DATABASE = "crash-target";

  /** How the user's own files are written; seeded ones are lines of JSON. */
  private static final List<String> FORMS = List.of("format", "encoding", "delimiter", "quote", "escape", "header", "skipLines", "schedule");
  /** What a sink of messages says of messages; all else is of the user's brokers. */
  private static final Set<String> OF_MESSAGES = Set.of("key", "partitionBy", "type", "mode", "source", "subject", "time", "dataSchema");

  private final Path folder;
  private final SeededTopics seeded;
  private final String round;

  /**
   * @param folder of the round
   * @param seeded topics that the flows of all rounds read
   */
  StandIns(Path folder, SeededTopics seeded) {
    this.folder = folder;
    this.seeded = seeded;
    this.round = seeded.prefix() + "-" + folder.getFileName();
  }

  boolean readsFiles(String flow) {
    return !seeded.has(flow);
  }

  /** Where a flow finds its files. */
  Path inbox(String flow) {
    return folder.resolve("inbox").resolve(flow).toAbsolutePath();
  }

  Map<String, String> settings() {
    String database = "caravan.datasource." + DATABASE;
    return Map.of(database + ".url", url(), database + ".user", "sa", "caravan.ledger.url", "");
  }

  private String url() {
    return "jdbc:h2:file:" + folder.resolve("h2").resolve("target").toAbsolutePath();
  }

  @Override
  public Map<Object, Object> source(String flow, String kamelet, Map<String, Object> parameters) {
    if (!readsFiles(flow)) {
      parameters.keySet().retainAll(Set.of("after"));
      parameters.putAll(seeded.parameters(flow));
      return RouteStep.of(UserRoute.TOPIC, parameters);
    }
    if (kamelet.equals(UserRoute.FILES)) {
      FORMS.forEach(parameters::remove);
    } else {
      parameters.keySet().retainAll(Set.of("after"));
    }
    parameters.put("path", inbox(flow).toString());
    parameters.put("settle", "0s");
    return RouteStep.of(UserRoute.FILES, parameters);
  }

  @Override
  public Map<Object, Object> sink(String kamelet, Map<String, Object> parameters) {
    switch (kamelet) {
      case UserRoute.LAKE -> parameters.remove("target");
      case UserRoute.TABLE -> {
        parameters.put("dataSource", DATABASE);
        // The user's own table is not there, nor are its constraints.
        parameters.put("create", true);
      }
      default -> {
        String topic = topic(String.valueOf(parameters.get("topic")));
        parameters.keySet().retainAll(OF_MESSAGES);
        parameters.putAll(Map.of("brokers", seeded.topics().brokers(), "topic", topic, "batches", round + "-batches", "transactions", round));
      }
    }
    return RouteStep.of(kamelet, parameters);
  }

  /** @param name as the route has it, which may be the name of a setting */
  private String topic(String name) {
    return round + "-to-" + name.replaceAll("[^A-Za-z0-9._-]", "-");
  }

  /** Makes what a sink needs to be there. */
  void prepare(List<UserRoute.Landing> landings) {
    landings.stream().filter(UserRoute.Landing::isTopic).forEach(landing -> seeded.topics().make(topic(landing.name())));
  }

  /** Removes what the round has left outside its folder. */
  void clear(List<UserRoute.Landing> landings) {
    if (landings.stream().anyMatch(UserRoute.Landing::isTopic)) {
      seeded.topics().remove(round + "-");
    }
  }

  /** Every row that a reader sees, with how often it is there. */
  Map<String, Long> rows(UserRoute.Landing landing) throws SQLException {
    if (landing.isTopic()) {
      return SeenRows.of(seeded.topics().committed(topic(landing.name())));
    }
    return landing.sink().equals(UserRoute.LAKE) ? dataset(landing.name()) : table(landing.name());
  }

  // Made anew at each look: what was read once is remembered.
  private Map<String, Long> dataset(String name) throws SQLException {
    LakeDataset dataset = new Lakes(Killing.data(folder), () -> null).lake("lake").dataset(new DatasetName(name));
    if (dataset.manifests().isEmpty()) {
      return Map.of();
    }
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
      return SeenRows.of(connection, dataset.relation());
    }
  }

  private Map<String, Long> table(String table) throws SQLException {
    try (DataSources sources = new DataSources(Killing.data(folder), Map.of(DATABASE, new DataSources.Config(url(), "sa", null)));
        Connection connection = sources.source(DATABASE).getConnection()) {
      return SeenRows.of(connection, Arrays.stream(table.split("\\.")).map(Sql::name).collect(Collectors.joining(".")));
    }
  }
}
