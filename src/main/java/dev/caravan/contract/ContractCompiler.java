package dev.caravan.contract;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.Problems;
import dev.caravan.batch.CellRules;
import dev.caravan.batch.Checks;
import dev.caravan.batch.Checks.RowCheck;
import dev.caravan.batch.Checks.Severity;
import dev.caravan.batch.Checks.UniqueCheck;
import dev.caravan.batch.Column;
import dev.caravan.batch.ColumnRead;
import dev.caravan.batch.DriftRules;
import dev.caravan.batch.Reference;
import dev.caravan.batch.Type;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Compiles a dataset of a contract to what the engine reads and checks. Stateless. */
public final class ContractCompiler {
  private ContractCompiler() {}

  /**
   * How the dataset's columns are read from raw records: from {@code physicalName}, else from
   * {@code name}; strictly, unless customProperties of the property ({@code caravan.coerce},
   * {@code caravan.trim}, {@code caravan.letters}, {@code caravan.nullTokens},
   * {@code caravan.trueTokens}, {@code caravan.falseTokens}, {@code caravan.formats},
   * {@code caravan.zone}, {@code caravan.minorUnits}) allow more.
   *
   * @throws CaravanException CONTRACT_TYPE with every property that cannot be read
   */
  public static List<ColumnRead> reads(Contract.Dataset dataset) {
    Problems problems = new Problems();
    List<ColumnRead> reads = new ArrayList<>();
    for (Contract.Property property : dataset.properties()) {
      String source = property.physicalName() == null ? property.name() : property.physicalName();
      reads.add(
          new ColumnRead(
              new Column(property.name(), type(property, problems)),
              List.of(source),
              rules(property, problems)));
    }
    if (DriftProperty.rules(dataset, problems).variants()) {
      reads.add(new ColumnRead(new Column(DriftRules.VARIANT_COLUMN, new Type.Json()), List.of(DriftRules.VARIANT_COLUMN), CellRules.STRICT));
    }
    problems.throwIfAny();
    return reads;
  }

  /**
   * What becomes of fields that come otherwise than the dataset says: {@code caravan.drift}.
   *
   * @throws CaravanException CONTRACT_TYPE when it is none of the policies
   */
  public static DriftRules drift(Contract.Dataset dataset) {
    Problems problems = new Problems();
    DriftRules rules = DriftProperty.rules(dataset, problems);
    problems.throwIfAny();
    return rules;
  }

  /**
   * What the contract demands of rows and of the batch.
   *
   * @param references the data of a dataset that a foreign key points to, by the dataset's name
   *     ({@code retail/customer}, {@code retail/shop#customer}); null when there is none
   * @throws CaravanException CONTRACT_TYPE, CONTRACT_RULE with everything that cannot be compiled
   */
  public static Checks checks(
      Contract contract, Contract.Dataset dataset, Function<String, Reference> references) {
    Problems problems = new Problems();
    QualityChecks quality = new QualityChecks(dataset, problems);
    List<RowCheck> rows = rows(dataset, problems);
    rows.addAll(quality.rows());
    List<UniqueCheck> uniques = uniques(dataset);
    uniques.addAll(quality.uniques());
    Checks checks =
        new Checks(
            dataset.contract(),
            dataset.contractVersion(),
            rows,
            uniques,
            new ForeignKeys(contract, dataset, problems).keys(references),
            quality.batch(),
            dataset.maxRejectPercent());
    problems.throwIfAny();
    return checks;
  }

  /** Datasets that foreign keys of this one point to, as {@link #checks} asks for them. */
  public static Set<String> references(Contract contract, Contract.Dataset dataset) {
    Set<String> names = new LinkedHashSet<>();
    new ForeignKeys(contract, dataset, new Problems())
        .links()
        .forEach(link -> names.add(link.target()));
    return names;
  }

  /**
   * What the contract says and Caravan does not enforce: rules for another engine, and rules on
   * nested properties. Warnings; the contract is usable.
   */
  public static List<Problem> notes(Contract.Dataset dataset) {
    List<Problem> notes = new ArrayList<>();
    dataset.quality().forEach(rule -> note(rule, notes));
    for (Contract.Property property : dataset.properties()) {
      property.quality().forEach(rule -> note(rule, notes));
      property
          .properties()
          .forEach(child -> noteNested(property.name() + "." + child.name(), child, notes));
      if (property.items() != null) {
        noteNested(property.name() + "[]", property.items(), notes);
      }
    }
    return notes;
  }

  static List<Problem> problems(Contract contract, Contract.Dataset dataset) {
    Problems problems = new Problems();
    dataset.properties().forEach(property -> rules(property, problems));
    DriftProperty.rules(dataset, problems);
    rows(dataset, problems);
    new QualityChecks(dataset, problems);
    new ForeignKeys(contract, dataset, problems).links();
    return problems.list().stream().distinct().toList();
  }

  /** The type of a property; a type that cannot be landed is noted and read as text from then on. */
  static Type type(Contract.Property property, Problems problems) {
    try {
      return ContractTypes.of(property);
    } catch (CaravanException exception) {
      problems.addAll(exception.problems());
      return new Type.Text();
    }
  }

  private static CellRules rules(Contract.Property property, Problems problems) {
    try {
      return CellRuleProperties.of(property);
    } catch (CaravanException exception) {
      problems.addAll(exception.problems());
      return CellRules.STRICT;
    }
  }

  private static List<RowCheck> rows(Contract.Dataset dataset, Problems problems) {
    List<RowCheck> rows = new ArrayList<>();
    for (Contract.Property property : dataset.properties()) {
      if (property.required() || property.primaryKey()) {
        rows.add(
            new RowCheck(
                property.name(),
                "required",
                Severity.ERROR,
                Sql.name(property.name()) + " IS NULL",
                "a value",
                "completeness"));
      }
      try {
        rows.addAll(PropertyChecks.of(property, type(property, problems), problems));
      } catch (CaravanException exception) {
        problems.addAll(exception.problems());
      }
    }
    return rows;
  }

  private static List<UniqueCheck> uniques(Contract.Dataset dataset) {
    List<UniqueCheck> uniques = new ArrayList<>();
    List<String> key = dataset.primaryKey().stream().map(Contract.Property::name).toList();
    if (!key.isEmpty()) {
      uniques.add(new UniqueCheck(key, "primaryKey", Severity.ERROR));
    }
    for (Contract.Property property : dataset.properties()) {
      if (property.unique() && !key.equals(List.of(property.name()))) {
        uniques.add(new UniqueCheck(List.of(property.name()), "unique", Severity.ERROR));
      }
    }
    return uniques;
  }

  private static void note(QualityRule rule, List<Problem> notes) {
    if (rule.kind() == QualityRule.Kind.CUSTOM) {
      notes.add(
          Problem.of(
                  ErrorCode.CONTRACT_RULE,
                  rule.place(),
                  "a rule for the engine '" + rule.engine() + "' is not run")
              .next("Write it as a library or sql rule if Caravan is to run it."));
    }
  }

  private static void noteNested(String path, Contract.Property property, List<Problem> notes) {
    if (!property.quality().isEmpty()
        || property.unique()
        || property.primaryKey()
        || !property.relationships().isEmpty()) {
      notes.add(
          Problem.of(
                  ErrorCode.CONTRACT_RULE,
                  property.place(),
                  "quality, unique, primaryKey and relationships of the nested property '"
                      + path
                      + "' are not run")
              .next("Lift the property to a column, or write an sql rule on its column."));
    }
    property.properties().forEach(child -> noteNested(path + "." + child.name(), child, notes));
    if (property.items() != null) {
      noteNested(path + "[]", property.items(), notes);
    }
  }
}
