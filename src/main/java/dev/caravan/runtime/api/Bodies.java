package dev.caravan.runtime.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;

/** Reads what a call sends. */
final class Bodies {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Bodies() {}

  /**
   * @param text null or blank for none, which is a missing node
   * @throws CaravanException API_REQUEST when it is no JSON
   */
  static JsonNode read(String text) {
    if (text == null || text.isBlank()) {
      return MissingNode.getInstance();
    }
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new CaravanException(Problem.of(ErrorCode.API_REQUEST, null, "What was sent is no JSON: " + e.getOriginalMessage()));
    }
  }
}
