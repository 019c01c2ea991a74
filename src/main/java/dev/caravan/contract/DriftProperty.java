package dev.caravan.contract;

import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Place;
import dev.caravan.Problem;
import dev.caravan.Problems;
import dev.caravan.batch.DriftPolicy;
import dev.caravan.batch.DriftRules;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** {@code caravan.drift}: what is done with fields that come otherwise than the contract says. */
final class DriftProperty {
  static final String NAME = "caravan.drift";

  private DriftProperty() {}

  /** Of a schema object it is about fields the contract does not have, and about its properties; of a property about that one. */
  static DriftRules rules(Contract.Dataset dataset, Problems problems) {
    DriftPolicy unknown = policy(dataset.customProperties(), dataset.name(), dataset.place(), problems).orElse(DriftPolicy.FREEZE);
    Map<String, DriftPolicy> columns = new LinkedHashMap<>();
    Set<String> required = new LinkedHashSet<>();
    for (Contract.Property property : dataset.properties()) {
      policy(property.customProperties(), property.name(), property.place("customProperties"), problems).ifPresent(policy -> columns.put(property.name(), policy));
      if (property.required() || property.primaryKey()) {
        required.add(property.name());
      }
    }
    DriftRules rules = new DriftRules(dataset.contract(), dataset.contractVersion(), fingerprint(dataset), unknown, columns, required);
    if (rules.variants()) {
      dataset.properties().stream().filter(property -> property.name().equalsIgnoreCase(DriftRules.VARIANT_COLUMN)).forEach(property -> problems.add(
          Problem.of(ErrorCode.CONTRACT_NAME, property.place(), "the property has the name of the column that caravan.drift: variant makes")
              .required("another name than " + DriftRules.VARIANT_COLUMN, "'" + property.name() + "'")));
    }
    return rules;
  }

  /** Of what proposals are about: names, types and demands, not words and checks. */
  private static String fingerprint(Contract.Dataset dataset) {
    String columns = dataset.properties().stream()
        .map(property -> List.of(
            property.name(), String.valueOf(property.physicalName()), String.valueOf(property.logicalType()), String.valueOf(property.physicalType()),
            String.valueOf(new TreeMap<>(property.options().values())), String.valueOf(property.required()), String.valueOf(property.primaryKey())).toString())
        .collect(Collectors.joining("\n"));
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(columns.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static Optional<DriftPolicy> policy(CustomProperties custom, String of, Place place, Problems problems) {
    Optional<String> word = custom.text(NAME);
    Optional<DriftPolicy> policy = word.flatMap(DriftPolicy::of);
    if (word.isPresent() && policy.isEmpty()) {
      problems.add(
          Problem.of(ErrorCode.CONTRACT_TYPE, place, NAME + " of '" + of + "' cannot be understood")
              .required(String.join(", ", DriftPolicy.words()), "'" + word.get() + "'")
              .next(Nearest.advice(word.get(), DriftPolicy.words())));
    }
    return policy;
  }
}
