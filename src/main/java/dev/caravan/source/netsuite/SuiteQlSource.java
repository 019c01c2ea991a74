package dev.caravan.source.netsuite;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Place;
import dev.caravan.Problem;
import dev.caravan.Secrets;
import dev.caravan.batch.Stage;
import dev.caravan.source.SourceServices;
import dev.caravan.source.http.HttpExchange;
import dev.caravan.source.http.HttpSystems;
import dev.caravan.source.http.KameletSource;
import dev.caravan.source.http.KeyFolder;
import dev.caravan.source.http.LandedRows;
import dev.caravan.source.http.PositionedSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Rows of a SuiteQL query: all of them at first, then what has changed. */
public final class SuiteQlSource extends KameletSource {
  /** @throws CaravanException KAMELET_PARAMETER, NETSUITE_ACCOUNT, NETSUITE_QUERY, FILE_NOT_FOUND: nothing is called yet */
  public SuiteQlSource(SourceServices services, HttpSystems systems, Secrets secrets, HttpExchange exchange, NetSuiteConfig config) {
    super(positioned(services, systems, secrets, exchange, config));
  }

  private static PositionedSource positioned(SourceServices services, HttpSystems systems, Secrets secrets, HttpExchange exchange, NetSuiteConfig config) {
    AccountCalls calls = AccountCalls.of(services, systems, secrets, exchange, config);
    SelectStatement statement = SelectStatement.parse(text(config));
    KeyedQuery query = keyed(config, statement);
    SuiteQl suiteQl = calls.suiteQl();
    SuiteQlReader.Limits limits = new SuiteQlReader.Limits(config.overlap(), config.batchRows(), config.concurrency());
    LandedRows landed = new LandedRows(services.data().resolve("landed").resolve(config.flow()));
    Deletions deletions = deletions(config, statement, query, suiteQl, landed, services);
    SuiteQlReader reader = new SuiteQlReader(suiteQl, query, limits, services.data().resolve("reading").resolve(config.flow()), landed, deletions);
    String realm = calls.account().realm();
    String name = "netsuite:" + realm + ":" + statement.select(statement.columns(), List.of(), null);
    return new PositionedSource(services, config.flow(), config.after(), name, "netsuite " + realm + " " + statement.from(), reader, stages(config));
  }

  private static List<Stage> stages(NetSuiteConfig config) {
    return config.deletes().equals("none") ? List.of() : List.of(new Stage.Tombstones());
  }

  private static Deletions deletions(
      NetSuiteConfig config, SelectStatement statement, KeyedQuery query, SuiteQl suiteQl, LandedRows landed, SourceServices services) {
    return switch (config.deletes()) {
      case "records" -> new DeletedRecords(suiteQl, query.tombstones(), deletedTypes(config, statement, query), config.overlap(), landed::of);
      case "snapshot" -> new SnapshotDeletions(suiteQl, query, new KeyFolder(services.data().resolve("keys").resolve(config.flow())));
      default -> new Deletions.NotLookedFor();
    };
  }

  private static List<String> deletedTypes(NetSuiteConfig config, SelectStatement statement, KeyedQuery query) {
    if (!query.windowed() || query.keyColumns().size() != 1) {
      throw new CaravanException(
          Problem.of(ErrorCode.KAMELET_PARAMETER, null, "The table of deleted records tells the internal id of a record and when it was deleted, which is not enough for this table")
              .required("`cursor` with one key column behind the time of change", "cursor: " + String.join(", ", config.cursor()) + "; key: " + String.join(", ", config.key()))
              .next("Set `deletes: snapshot`, which compares keys."));
    }
    if (!config.deletedTypes().isEmpty()) {
      return config.deletedTypes();
    }
    String table = statement.from().split("\\s", 2)[0].toLowerCase(Locale.ROOT);
    if (table.equals("transaction")) {
      throw new CaravanException(
          Problem.of(ErrorCode.KAMELET_PARAMETER, null, "Deleted transactions are told by their type, not as transactions")
              .required("`deletedTypes`, such as salesorder, invoice", "none"));
    }
    return List.of(table);
  }

  private static KeyedQuery keyed(NetSuiteConfig config, SelectStatement statement) {
    List<String> keys = config.cursor().isEmpty() ? config.key() : config.cursor().subList(1, config.cursor().size());
    if (keys.isEmpty()) {
      throw new CaravanException(
          Problem.of(ErrorCode.KAMELET_PARAMETER, null, "Without a key, rows get lost between two pages")
              .required("`cursor: lastmodifieddate, id`, or `key: id` for a table without a time of change", "neither"));
    }
    return new KeyedQuery(statement, config.cursor().isEmpty() ? null : config.cursor().get(0), keys);
  }

  private static String text(NetSuiteConfig config) {
    if (!config.queryFile().isBlank() && config.query().isBlank()) {
      return file(Path.of(config.queryFile().strip()));
    }
    if (config.query().isBlank() || !config.queryFile().isBlank()) {
      throw new CaravanException(
          Problem.of(ErrorCode.KAMELET_PARAMETER, null, "It is not clear what to read").required("either `query` or `queryFile`", config.query().isBlank() ? "neither" : "both"));
    }
    return config.query();
  }

  private static String file(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new CaravanException(Problem.of(ErrorCode.FILE_NOT_FOUND, Place.of(file.toString()), "The query cannot be read: " + e.getMessage()), e);
    }
  }
}
