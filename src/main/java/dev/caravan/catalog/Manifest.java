package dev.caravan.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Column;
import dev.caravan.batch.Counts;
import dev.caravan.batch.EngineTypes;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes one batch of a dataset visible: written once, last, and never changed (I4).
 *
 * @param contract name of the contract the rows were checked against, or null
 * @param version the contract's version, or null
 * @param warnings rule to rows, sorted by name
 * @param columns of the files
 * @param versions how rows are versions of one another, or null when nothing says so
 * @param created when its rows landed first; a batch that replaces others has the place in time of the first of them
 * @param replaces batches that are not visible any more once this one is
 */
public record Manifest(
    DatasetName dataset,
    BatchId batch,
    String flow,
    String contract,
    String version,
    int generation,
    Instant created,
    Counts counts,
    Map<String, Long> warnings,
    List<Column> columns,
    List<LandedFile> files,
    Versions versions,
    List<BatchId> replaces) {
  private static final int FORMAT = 1;
  /** A reader that does not know of replacements must not read such a manifest: it would see rows twice. */
  private static final int FORMAT_REPLACING = 2;
  private static final ObjectMapper JSON = new ObjectMapper();

  public Manifest {
    warnings = Collections.unmodifiableMap(new TreeMap<>(warnings));
    columns = List.copyOf(columns);
    files = List.copyOf(files);
    replaces = List.copyOf(replaces);
  }

  /**
   * A visible file.
   *
   * @param name its path below the dataset's {@code data} folder
   * @param partition column to value as text, null for the null partition; empty when unpartitioned
   * @param sha256 hex, of the file's bytes
   */
  public record LandedFile(String name, long rows, long bytes, String sha256, Map<String, String> partition) {
    public LandedFile {
      partition = Collections.unmodifiableMap(new LinkedHashMap<>(partition));
    }
  }

  /** Where the manifest of a batch lies in the lake. */
  public static String key(DatasetName dataset, BatchId batch) {
    return folder(dataset) + batch + ".json";
  }

  static String folder(DatasetName dataset) {
    return dataset + "/manifests/";
  }

  /** Where a file of a dataset lies in the lake. */
  public static String dataKey(DatasetName dataset, String file) {
    return dataset + "/data/" + file;
  }

  /** UTF-8 JSON; docs/reference/lake.md describes the fields. */
  public byte[] toJson() {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", replaces.isEmpty() ? FORMAT : FORMAT_REPLACING);
    root.put("dataset", dataset.value());
    root.put("batch", batch.value());
    root.put("flow", flow);
    root.put("contract", contract);
    root.put("version", version);
    root.put("generation", generation);
    root.put("created", created.toString());
    ObjectNode sums = root.putObject("counts");
    sums.put("read", counts.read());
    sums.put("landed", counts.landed());
    sums.put("rejected", counts.rejected());
    sums.put("deduplicated", counts.deduplicated());
    sums.put("filtered", counts.filtered());
    ObjectNode rules = root.putObject("warnings");
    warnings.forEach(rules::put);
    ArrayNode types = root.putArray("columns");
    columns.forEach(column -> types.addObject().put("name", column.name()).put("type", column.type().sql()));
    if (versions != null) {
      ObjectNode entry = root.putObject("versions");
      ArrayNode key = entry.putArray("key");
      versions.key().forEach(key::add);
      entry.put("by", versions.by());
    }
    if (!replaces.isEmpty()) {
      ArrayNode replaced = root.putArray("replaces");
      replaces.forEach(id -> replaced.add(id.value()));
    }
    ArrayNode data = root.putArray("files");
    for (LandedFile file : files) {
      ObjectNode entry = data.addObject();
      entry.put("name", file.name()).put("rows", file.rows()).put("bytes", file.bytes()).put("sha256", file.sha256());
      ObjectNode values = entry.putObject("partition");
      file.partition().forEach(values::put);
    }
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree always has a text", e);
    }
  }

  /** @throws CaravanException LAKE_MANIFEST when it is not a manifest that this version can read */
  public static Manifest parse(byte[] json, String place) {
    try {
      JsonNode root = JSON.readTree(json);
      if (root.path("format").asInt() != FORMAT && root.path("format").asInt() != FORMAT_REPLACING) {
        throw unreadable(place, "its format is " + root.path("format") + ", known are " + FORMAT + " and " + FORMAT_REPLACING, null);
      }
      return new Manifest(
          new DatasetName(root.path("dataset").asText()),
          new BatchId(root.path("batch").asText()),
          root.path("flow").asText(),
          root.path("contract").textValue(),
          root.path("version").textValue(),
          root.path("generation").asInt(),
          Instant.parse(root.path("created").asText()),
          counts(root.path("counts")),
          warnings(root.path("warnings")),
          columns(root.path("columns")),
          files(root.path("files")),
          versions(root.path("versions")),
          replaces(root.path("replaces")));
    } catch (IOException | java.time.format.DateTimeParseException e) {
      throw unreadable(place, e.getMessage(), e);
    }
  }

  private static List<BatchId> replaces(JsonNode nodes) {
    List<BatchId> replaces = new ArrayList<>();
    nodes.forEach(node -> replaces.add(new BatchId(node.asText())));
    return replaces;
  }

  private static Versions versions(JsonNode node) {
    List<String> key = new ArrayList<>();
    node.path("key").forEach(column -> key.add(column.asText()));
    return key.isEmpty() ? null : new Versions(key, node.path("by").textValue());
  }

  private static Counts counts(JsonNode node) {
    return new Counts(
        node.path("read").asLong(),
        node.path("landed").asLong(),
        node.path("rejected").asLong(),
        node.path("deduplicated").asLong(),
        node.path("filtered").asLong());
  }

  private static Map<String, Long> warnings(JsonNode node) {
    Map<String, Long> warnings = new TreeMap<>();
    node.properties().forEach(entry -> warnings.put(entry.getKey(), entry.getValue().asLong()));
    return warnings;
  }

  private static List<Column> columns(JsonNode nodes) {
    List<Column> columns = new ArrayList<>();
    nodes.forEach(node -> columns.add(new Column(node.path("name").asText(), EngineTypes.parse(node.path("type").asText()))));
    return columns;
  }

  private static List<LandedFile> files(JsonNode nodes) {
    List<LandedFile> files = new ArrayList<>();
    for (JsonNode node : nodes) {
      Map<String, String> partition = new LinkedHashMap<>();
      node.path("partition").properties().forEach(entry -> partition.put(entry.getKey(), entry.getValue().textValue()));
      files.add(
          new LandedFile(
              node.path("name").asText(), node.path("rows").asLong(), node.path("bytes").asLong(), node.path("sha256").asText(), partition));
    }
    return files;
  }

  private static CaravanException unreadable(String place, String why, Exception cause) {
    return new CaravanException(
        dev.caravan.Problem.of(ErrorCode.LAKE_MANIFEST, dev.caravan.Place.of(place), "The manifest cannot be read: " + why), cause);
  }
}
