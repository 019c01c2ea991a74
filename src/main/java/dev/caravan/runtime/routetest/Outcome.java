package dev.caravan.runtime.routetest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What became of the input of a case.
 *
 * @param landed rows by sink, in the order in which sinks were first reached
 * @param rejected a reason each: record, field, rule, required, got
 * @param cursors name to where it stands; empty where the source is stubbed
 * @param problem what the flow stopped with, or null
 */
public record Outcome(
    Map<String, List<ObjectNode>> landed,
    List<JsonNode> rejected,
    long filtered,
    long deduplicated,
    Map<String, Long> warnings,
    Map<String, String> cursors,
    Problem problem,
    Instant at) {}
