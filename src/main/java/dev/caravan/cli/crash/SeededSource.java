package dev.caravan.cli.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * Where the records of a crash test come from. Their keys are known: each has a whole number {@code id}. Some
 * are refused until they are repaired.
 */
interface SeededSource extends AutoCloseable {

  /** Name of its kind, and of the flow, the contract and the table that belong to it. */
  String name();

  /** Puts the records where a new flow finds them. */
  default void prepare(Path folder) throws IOException {}

  /** The Kamelet and its parameters, as YAML. */
  String from(Path folder);

  /** Parameters of normalize-action besides the contract, as YAML; empty for none. */
  default String normalize() {
    return "";
  }

  /** Properties of the contract besides {@code id}, as YAML. */
  String properties();

  /** Variables that a process needs to read it. */
  default Map<String, String> environment() {
    return Map.of();
  }

  /** All there are. */
  Set<Long> keys();

  /** Those that are refused until they are repaired. */
  Set<Long> refused();

  /** What makes a refused record a good one. */
  String repaired(String raw);

  @Override
  void close();
}
