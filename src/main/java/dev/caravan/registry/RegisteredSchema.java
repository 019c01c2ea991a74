package dev.caravan.registry;

import java.util.List;

/**
 * A schema as a registry keeps it. Immutable.
 *
 * @param references schemas that the text names and does not hold
 */
public record RegisteredSchema(Kind kind, String text, List<Reference> references) {
  public RegisteredSchema {
    references = List.copyOf(references);
  }

  /** What language it is written in. */
  public enum Kind {
    AVRO,
    PROTOBUF,
    JSON
  }

  /**
   * A schema that another one names.
   *
   * @param name by which the text does: the full name of an Avro type, or the path of a file that is imported
   */
  public record Reference(String name, String subject, int version) {}
}
