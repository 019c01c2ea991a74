package dev.caravan.quality;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Chooses the primary key among the candidates, by name and place: numbers alone cannot tell a key from an accident. */
final class KeyInference {
  private static final Set<String> KEY_WORDS = Set.of("id", "key", "code", "no", "nr", "number", "uuid", "guid", "sku", "isbn");
  /** Values of other types may be equal though their texts differ (1.0 and 1.00), or change. */
  private static final Set<String> KEY_TYPES = Set.of("integer", "string", "date");
  private static final long ENOUGH = 20;

  private final Profile profile;
  private final List<String> names;
  private final List<PropertyProposal> proposals;
  private final List<String> notes;

  /** @param notes where what is left to a person is written */
  KeyInference(Profile profile, List<String> names, List<PropertyProposal> proposals, List<String> notes) {
    this.profile = profile;
    this.names = names;
    this.proposals = proposals;
    this.notes = notes;
  }

  void propose() {
    List<List<PropertyProposal>> candidates =
        profile.keys().stream()
            .filter(Profile.CandidateKey::exact)
            .map(key -> key.columns().stream().map(this::proposal).toList())
            .filter(key -> key.stream().allMatch(part -> KEY_TYPES.contains(part.logicalType())))
            .toList();
    if (candidates.isEmpty()) {
      notes.add("No primary key: no single column, pair or triple of " + profile.rows() + " rows is unique and never missing.");
      return;
    }
    List<PropertyProposal> best = candidates.stream().min(Comparator.comparingInt(this::rank)).orElseThrow();
    if (rank(best) >= UNLIKELY) {
      candidates.forEach(key -> notes.add("Candidate key, not proposed because no name says so: " + words(key) + " (unique in " + profile.rows() + " rows)."));
      return;
    }
    String reason = words(best) + (best.size() == 1 ? " is" : " are together") + " unique and never missing in " + profile.rows() + " rows"
        + (profile.rows() < ENOUGH ? "; few rows" : "");
    for (int i = 0; i < best.size(); i++) {
      best.get(i).decide("primaryKey", true, i == 0 ? reason : null);
      if (best.size() > 1) {
        best.get(i).decide("primaryKeyPosition", i + 1, null);
      }
    }
    for (List<PropertyProposal> other : candidates) {
      if (other != best) {
        unique(other);
      }
    }
  }

  private void unique(List<PropertyProposal> key) {
    PropertyProposal only = key.get(0);
    if (key.size() == 1 && profile.rows() >= ENOUGH && rank(key) < UNLIKELY) {
      only.decide("unique", true, "each of " + profile.rows() + " rows has a value of its own");
    } else {
      notes.add("Also unique in " + profile.rows() + " rows, perhaps by accident: " + words(key) + ".");
    }
  }

  private static final int UNLIKELY = 1000;

  /** Less is better. */
  private int rank(List<PropertyProposal> key) {
    int rank = (key.size() - 1) * 100;
    boolean named = false;
    for (PropertyProposal part : key) {
      rank += names.indexOf(part.name());
      named |= named(part);
    }
    boolean bare = key.size() == 1 && (key.get(0).name().equalsIgnoreCase("id") || names.indexOf(key.get(0).name()) == 0);
    return named || bare && !key.get(0).logicalType().equals("date") ? rank : rank + UNLIKELY;
  }

  private static boolean named(PropertyProposal proposal) {
    String[] words = proposal.name().replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT).split("_");
    return KEY_WORDS.contains(words[words.length - 1]) || proposal.column().all(Kind.UUID);
  }

  private PropertyProposal proposal(String column) {
    return proposals.stream().filter(proposal -> proposal.column().name().equals(column)).findFirst().orElseThrow();
  }

  private static String words(List<PropertyProposal> key) {
    return String.join(", ", key.stream().map(PropertyProposal::name).toList());
  }
}
