package dev.caravan.batch;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;

/**
 * What a contract demands of rows and of the whole batch, as relational expressions. Built by
 * {@code dev.caravan.contract}, run by {@link Landing}.
 *
 * @param contract name of the contract, for reject records: {@code retail/order}
 * @param version its version
 * @param maxRejectPercent share of a batch's records, 0 to 100, that may be rejected before a run says
 *     so by its exit code; null when none is set
 */
public record Checks(
    String contract,
    String version,
    List<RowCheck> rows,
    List<UniqueCheck> uniques,
    List<ForeignKey> foreignKeys,
    List<BatchCheck> batch,
    BigDecimal maxRejectPercent) {
  public Checks {
    Objects.requireNonNull(contract, "contract is null");
    rows = List.copyOf(rows);
    uniques = List.copyOf(uniques);
    foreignKeys = List.copyOf(foreignKeys);
    batch = List.copyOf(batch);
  }

  /** Checks that bear any number of rejects. */
  public Checks(
      String contract, String version, List<RowCheck> rows, List<UniqueCheck> uniques, List<ForeignKey> foreignKeys, List<BatchCheck> batch) {
    this(contract, version, rows, uniques, foreignKeys, batch, null);
  }

  public enum Severity {
    /** rejects the row, or fails the batch */
    ERROR,
    /** lands and is counted */
    WARNING
  }

  /**
   * A condition on one row.
   *
   * @param field column the reject names; a rule over the row names the first it reads
   * @param rule short stable name: {@code required}, {@code minimum}, {@code pattern} …
   * @param fails SQL over the row's columns that is TRUE when the row breaks the rule (NULL passes)
   * @param required what the rule wants, for people: {@code at least 0}
   * @param dimension ODCS quality dimension, or null
   */
  public record RowCheck(String field, String rule, Severity severity, String fails, String required, String dimension) {}

  /**
   * Values that may occur once in the batch; the first in source order wins. Rows with a null among
   * the fields are not compared.
   *
   * @param rule {@code unique} or {@code primaryKey}
   */
  public record UniqueCheck(List<String> fields, String rule, Severity severity) {
    public UniqueCheck {
      fields = List.copyOf(fields);
    }
  }

  /** Values that must occur in reference data; rows with a null among the fields pass. */
  public record ForeignKey(List<String> fields, Reference reference, List<String> referenceFields, Severity severity) {
    public ForeignKey {
      fields = List.copyOf(fields);
      referenceFields = List.copyOf(referenceFields);
    }
  }

  /**
   * A condition on all rows that would land.
   *
   * @param rule name of the rule or metric
   * @param measures SQL that yields one value; {@code {table}} stands for the relation of landing rows
   * @param passes SQL condition over {@code {value}}
   * @param required for people: {@code rowCount between 1 and 100}
   * @param field the column it is about, or null
   */
  public record BatchCheck(String rule, Severity severity, String measures, String passes, String required, String field, String dimension) {
    /** As warnings of a batch name it. */
    public String warning() {
      return field == null ? rule : field + ":" + rule;
    }
  }
}
