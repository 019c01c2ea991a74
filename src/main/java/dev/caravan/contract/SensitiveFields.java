package dev.caravan.contract;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The fields whose values not everybody may see: those that a contract classifies otherwise than
 * {@code public} or {@code internal}. Known by their own names and by those in the source, wherever they
 * stand in a record; upper and lower case are one. Immutable.
 */
public final class SensitiveFields {
  public static final SensitiveFields NONE = new SensitiveFields(Set.of());
  private static final List<String> OPEN = List.of("public", "internal");

  private final Set<String> names;
  private final Pattern mention;

  private SensitiveFields(Set<String> names) {
    this.names = Set.copyOf(names);
    this.mention = Pattern.compile("(?<!\\w)(" + names.stream().map(Pattern::quote).collect(Collectors.joining("|")) + ")(?!\\w)");
  }

  /** Those of all schema objects of a contract. */
  public static SensitiveFields of(Contract contract) {
    Set<String> names = new TreeSet<>();
    contract.datasets().forEach(dataset -> gather(dataset.properties(), false, names));
    return names.isEmpty() ? NONE : new SensitiveFields(names);
  }

  private static void gather(Collection<Contract.Property> properties, boolean within, Set<String> names) {
    for (Contract.Property property : properties) {
      boolean sensitive = within || property.classification() != null && !OPEN.contains(lower(property.classification()));
      if (sensitive && property.name() != null) {
        names.add(lower(property.name()));
      }
      if (sensitive && property.physicalName() != null) {
        // A path leads to the field; its last part is the field's own name.
        names.add(lower(property.physicalName().replaceFirst(".*[./]", "")));
      }
      gather(property.properties(), sensitive, names);
      if (property.items() != null) {
        gather(List.of(property.items()), sensitive, names);
      }
    }
  }

  public boolean isEmpty() {
    return names.isEmpty();
  }

  public boolean contains(String field) {
    return field != null && (names.contains(lower(field)) || names.contains(lower(field.replaceFirst(".*[./]", ""))));
  }

  /** Whether a text, such as what a rule requires, names one of them. */
  public boolean mentionedIn(String text) {
    return !names.isEmpty() && text != null && mention.matcher(lower(text)).find();
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
