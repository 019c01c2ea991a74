package dev.caravan.catalog;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What Caravan tells others about itself. */
public enum EventType {
  RUN_FINISHED("run-finished"),
  DATASET_LANDED("dataset-landed"),
  CONTRACT_VIOLATED("contract-violated"),
  DRIFT_FOUND("drift-found"),
  ANOMALY_FOUND("anomaly-found"),
  BREAKER_OPENED("breaker-opened");

  private final String word;

  EventType(String word) {
    this.word = word;
  }

  /** As settings spell it. */
  public String word() {
    return word;
  }

  /** The type of its CloudEvents. */
  public String type() {
    return "dev.caravan." + word.replace('-', '.');
  }

  /** Names the schema of its data. */
  public String schema() {
    return "urn:caravan:events:v1:" + word;
  }

  public static Optional<EventType> of(String word) {
    return Arrays.stream(values()).filter(type -> type.word.equals(word)).findFirst();
  }

  public static List<String> words() {
    return Arrays.stream(values()).map(EventType::word).toList();
  }
}
