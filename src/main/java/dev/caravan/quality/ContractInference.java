package dev.caravan.quality;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Proposes a contract for what a profile shows. A rule is proposed only when every value keeps it, so
 * the profiled rows pass; each comes with the numbers that speak for it, for a person to judge.
 * Stateless.
 */
public final class ContractInference {
  private ContractInference() {}

  /**
   * What the profiled values were.
   *
   * @param dataset {@code system/entity}
   * @param untyped texts stand for values of any type, as in CSV; false for JSON and Parquet, where a text
   *     is meant as one
   */
  public record Origin(String dataset, boolean untyped) {
    public Origin {
      Objects.requireNonNull(dataset, "dataset is null");
    }
  }

  /** @return an ODCS 3.1.0 contract in YAML, with a comment above each decision */
  public static String infer(Profile profile, Origin origin) {
    List<String> names = names(profile);
    List<PropertyProposal> proposals = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      proposals.add(PropertyInference.propose(names.get(i), profile.columns().get(i), origin.untyped()));
    }
    List<String> notes = new ArrayList<>();
    new KeyInference(profile, names, proposals, notes).propose();
    String from = "Proposed from " + profile.rows() + " rows of " + profile.source() + ". Every rule holds for all of them; whether it should, you decide.";
    return ContractYaml.write(origin.dataset(), from, null, proposals, notes);
  }

  /** Column names that every target takes, one for each column. */
  private static List<String> names(Profile profile) {
    List<String> names = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (ColumnProfile column : profile.columns()) {
      String plain = identifier(column.name()).orElse("column_" + (names.size() + 1));
      String name = plain;
      for (int i = 2; !taken.add(name); i++) {
        name = plain + "_" + i;
      }
      names.add(name);
    }
    return names;
  }

  private static Optional<String> identifier(String header) {
    if (header.matches("[A-Za-z][A-Za-z0-9_]*")) {
      // Names as people wrote them stay, but for letter case when they shout.
      return Optional.of(header.equals(header.toUpperCase(Locale.ROOT)) ? header.toLowerCase(Locale.ROOT) : header);
    }
    // Letters keep their base: k_ufer would be a poor name for Käufer.
    String letters = Normalizer.normalize(header.trim().replace("ß", "ss"), Normalizer.Form.NFD).replaceAll("\\p{M}", "");
    String plain = letters.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("^_+|_+$", "");
    if (plain.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(Character.isDigit(plain.charAt(0)) ? "n_" + plain : plain);
  }
}
