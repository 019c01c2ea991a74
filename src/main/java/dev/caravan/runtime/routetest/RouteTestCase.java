package dev.caravan.runtime.routetest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.Place;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One case of a route test.
 *
 * @param place where it stands
 * @param flow id of the route that takes the input, or null when there is only one
 * @param contract for a Kamelet: by which the records are read first, or null
 * @param parameters of the Kamelet; empty for a route
 * @param references records by dataset
 * @param runs how often a source or sink Kamelet is run
 */
record RouteTestCase(
    String name,
    Place place,
    String flow,
    String contract,
    Map<String, String> parameters,
    Map<String, List<JsonNode>> references,
    int runs,
    Input input,
    Expectation expectation) {

  /** What is delivered. */
  sealed interface Input {

    record Records(List<JsonNode> records) implements Input {}

    /** @param format null to find out */
    record Text(String text, String format) implements Input {}

    /** @param format null to find out */
    record File(Path file, String format) implements Input {}

    /** @param texts content by file name */
    record Files(Map<String, String> texts) implements Input {}
  }

  /**
   * What is to become of it.
   *
   * @param landed a list for the only sink, or lists by sink
   * @param warnings rule to number of records
   * @param cursors name to where it stands
   * @param fails what the flow stops with, or null
   */
  record Expectation(JsonNode landed, List<JsonNode> rejected, long filtered, long deduplicated, Map<String, Long> warnings, Map<String, JsonNode> cursors, JsonNode fails) {}
}
