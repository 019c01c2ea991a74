package dev.caravan.contract;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Problem;
import dev.caravan.Problems;
import dev.caravan.batch.Checks.ForeignKey;
import dev.caravan.batch.Checks.Severity;
import dev.caravan.batch.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The relationships of a dataset as foreign keys.
 *
 * <p>{@code customer.id} means the property of that name in schema object {@code customer} of the
 * same contract ({@code retail/shop#customer}), else in the contract beside it
 * ({@code retail/customer}). {@code schema/<id>/properties/<id>} names by id;
 * {@code customer.odcs.yaml#/schema/…} names another file of the same folder. The custom property
 * {@code caravan.reference} of a relationship names the dataset outright; with {@code
 * caravan.severity: warning} a record that points to nothing is counted and lands.
 */
final class ForeignKeys {
  private static final Pattern SHORT = Pattern.compile("([^./#]+)\\.([^./#]+)");
  private static final Pattern QUALIFIED =
      Pattern.compile("(?:(.*?)#)?/?schema/([^/]+)/properties/([^/]+)");

  private final Contract contract;
  private final Contract.Dataset dataset;
  private final Problems problems;

  ForeignKeys(Contract contract, Contract.Dataset dataset, Problems problems) {
    this.contract = contract;
    this.dataset = dataset;
    this.problems = problems;
  }

  /** One foreign key before its data is known. */
  record Link(
      List<String> fields,
      String target,
      List<String> targetFields,
      Contract.Relationship relationship) {}

  private record Target(String dataset, String field) {}

  List<Link> links() {
    List<Link> links = new ArrayList<>();
    for (Contract.Relationship relationship : dataset.relationships()) {
      own(relationship).flatMap(fields -> link(fields, relationship)).ifPresent(links::add);
    }
    for (Contract.Property property : dataset.properties()) {
      for (Contract.Relationship relationship : property.relationships()) {
        link(List.of(property.name()), relationship).ifPresent(links::add);
      }
    }
    return links;
  }

  List<ForeignKey> keys(Function<String, Reference> references) {
    List<ForeignKey> keys = new ArrayList<>();
    for (Link link : links()) {
      Reference reference = references.apply(link.target());
      if (reference == null) {
        problems.add(
            Problem.of(
                    ErrorCode.CONTRACT_RULE,
                    link.relationship().place(),
                    "there is no reference data '" + link.target() + "'")
                .next("Name the dataset by the relationship's custom property caravan.reference."));
      } else {
        keys.add(new ForeignKey(link.fields(), reference, link.targetFields(), severity(link.relationship())));
      }
    }
    return keys;
  }

  private Severity severity(Contract.Relationship relationship) {
    String severity = relationship.customProperties().text("caravan.severity").orElse("error");
    if (!severity.equals("error") && !severity.equals("warning")) {
      problems.add(
          Problem.of(ErrorCode.CONTRACT_RULE, relationship.place(), "the severity of a relationship cannot be used")
              .required("error or warning", "'" + severity + "'")
              .next(Nearest.hint(severity, List.of("error", "warning"))));
    }
    return severity.equals("warning") ? Severity.WARNING : Severity.ERROR;
  }

  private Optional<List<String>> own(Contract.Relationship relationship) {
    List<String> known = dataset.properties().stream().map(Contract.Property::name).toList();
    List<String> fields = new ArrayList<>();
    for (String from : relationship.from()) {
      Matcher shorthand = SHORT.matcher(from);
      Matcher qualified = QUALIFIED.matcher(from);
      String object = null;
      String field = from;
      if (shorthand.matches()) {
        object = shorthand.group(1);
        field = shorthand.group(2);
      } else if (qualified.matches()) {
        object = qualified.group(2).equals(dataset.id()) ? dataset.name() : qualified.group(2);
        field = named(dataset, qualified.group(3));
      }
      if (object != null && !object.equals(dataset.name())) {
        problems.add(
            Problem.of(
                    ErrorCode.CONTRACT_RULE,
                    relationship.place(),
                    "a relationship of '" + dataset.name() + "' begins elsewhere")
                .required("from: " + dataset.name() + ".<property>", "'" + from + "'"));
        return Optional.empty();
      }
      if (!known.contains(field)) {
        problems.add(
            Problem.of(
                    ErrorCode.CONTRACT_RULE,
                    relationship.place(),
                    "schema object '" + dataset.name() + "' has no property '" + field + "'")
                .next(Nearest.hint(field, known)));
        return Optional.empty();
      }
      fields.add(field);
    }
    return Optional.of(fields);
  }

  private Optional<Link> link(List<String> fields, Contract.Relationship relationship) {
    if (fields.size() != relationship.to().size()) {
      problems.add(
          Problem.of(
                  ErrorCode.CONTRACT_RULE,
                  relationship.place(),
                  "a relationship has sides of different length")
              .required(
                  "as many references in to as in from",
                  fields.size() + " and " + relationship.to().size()));
      return Optional.empty();
    }
    List<Target> targets = new ArrayList<>();
    for (String to : relationship.to()) {
      try {
        targets.add(target(to));
      } catch (CaravanException exception) {
        problems.add(
            exception
                .problems()
                .get(0)
                .required("<object>.<property> or schema/<id>/properties/<id>", "'" + to + "'"));
        return Optional.empty();
      }
    }
    if (targets.stream().map(Target::dataset).distinct().count() > 1) {
      problems.add(
          Problem.of(
                  ErrorCode.CONTRACT_RULE,
                  relationship.place(),
                  "a relationship ends in several schema objects")
              .required("one schema object in to", String.join(", ", relationship.to())));
      return Optional.empty();
    }
    String target =
        relationship.customProperties().text("caravan.reference").orElse(targets.get(0).dataset());
    return Optional.of(
        new Link(fields, target, targets.stream().map(Target::field).toList(), relationship));
  }

  private Target target(String to) {
    Matcher shorthand = SHORT.matcher(to);
    if (shorthand.matches()) {
      return contract
          .dataset(shorthand.group(1))
          .map(object -> new Target(object.contract(), shorthand.group(2)))
          .orElseGet(() -> new Target(beside(shorthand.group(1)), shorthand.group(2)));
    }
    Matcher qualified = QUALIFIED.matcher(to);
    if (!qualified.matches()) {
      throw new CaravanException(ErrorCode.CONTRACT_RULE, "a relationship points to no property");
    }
    if (qualified.group(1) != null && !qualified.group(1).isEmpty()) {
      String file = qualified.group(1).substring(qualified.group(1).lastIndexOf('/') + 1);
      return new Target(beside(file.replaceFirst("(\\.odcs)?\\.ya?ml$", "")), qualified.group(3));
    }
    return contract.datasets().stream()
        .filter(
            object ->
                qualified.group(2).equals(object.id()) || qualified.group(2).equals(object.name()))
        .findFirst()
        .map(object -> new Target(object.contract(), named(object, qualified.group(3))))
        .orElseGet(() -> new Target(beside(qualified.group(2)), qualified.group(3)));
  }

  private String beside(String entity) {
    int slash = contract.reference().lastIndexOf('/');
    return contract.reference().substring(0, slash + 1) + entity;
  }

  private static String named(Contract.Dataset object, String id) {
    return object.properties().stream()
        .filter(property -> id.equals(property.id()))
        .map(Contract.Property::name)
        .findFirst()
        .orElse(id);
  }
}
