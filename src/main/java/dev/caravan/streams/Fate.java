package dev.caravan.streams;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a step makes of a record. */
sealed interface Fate {

  /** It goes on. @param fields in the forms of their types */
  record Row(ObjectNode fields) implements Fate {}

  /** Of a table: there is no such row any more. @param key its fields */
  record Gone(ObjectNode key) implements Fate {}

  /**
   * It goes to the rejects.
   *
   * @param value of the message as it was, or as far as it had come; null for none
   * @param rule short name of what it broke
   * @param reason for people; without values of fields
   */
  record Refused(byte[] value, String rule, String reason) implements Fate {}
}
