package dev.caravan.source.netsuite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What was learnt of tables, kept in the data folder for a while: it changes seldom, and learning it takes
 * calls. What one role sees is never shown for another. Thread-safe; several processes may write.
 */
public final class SchemaCache {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final String seenBy;
  private final Duration lifetime;
  private final Clock clock;

  /**
   * @param data the data folder
   * @param lifetime after which what is kept counts no more
   */
  public SchemaCache(Path data, NetSuiteConfig config, Duration lifetime, Clock clock) {
    NetSuiteAccount account = config.account();
    this.folder = data.resolve("discovered").resolve("netsuite").resolve(account.realm());
    this.seenBy = account.base() + " " + config.login() + " " + config.credentials();
    this.lifetime = lifetime;
    this.clock = clock;
  }

  /** Empty when there is none, or it is too old, or of another role, or cannot be read. */
  public Optional<TableSchema> find(String table) {
    try {
      JsonNode json = JSON.readTree(Files.readAllBytes(file(table)));
      TableSchema schema = TableSchemaJson.read(json);
      boolean fresh = schema.discovered().plus(lifetime).isAfter(clock.instant());
      return fresh && json.path("seen_by").asText().equals(seenBy) ? Optional.of(schema) : Optional.empty();
    } catch (IOException | RuntimeException e) {
      // It can be learnt again.
      return Optional.empty();
    }
  }

  /** @throws CaravanException SINK_STAGE when it cannot be written */
  public void keep(TableSchema schema) {
    ObjectNode json = TableSchemaJson.write(schema).put("seen_by", seenBy);
    Path file = file(schema.table());
    try {
      Files.createDirectories(folder);
      Path written = Files.createTempFile(folder, schema.table(), ".tmp");
      Files.writeString(written, json.toPrettyString());
      Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.SINK_STAGE, "What was learnt of the table cannot be kept in " + file + ": " + e.getMessage(), e);
    }
  }

  private Path file(String table) {
    TableDiscovery.checkName(table);
    return folder.resolve(table.toLowerCase(Locale.ROOT) + ".json");
  }
}
