package dev.caravan.contract;

import dev.caravan.CaravanException;
import dev.caravan.batch.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What changed from one version of a contract to the next, and who can live with it. Backward: whoever
 * reads by the new contract can read what landed under the old one. Forward: whoever reads by the old
 * one can read what lands under the new one. Immutable.
 *
 * @param changes in the order of the new contract, then what was removed
 */
public record ContractDiff(List<Change> changes) {
  public ContractDiff {
    changes = List.copyOf(changes);
  }

  /** Who can live with a change. */
  public enum Compatibility {
    /** both old and new readers */
    FULL,
    /** new readers, with old data */
    BACKWARD,
    /** old readers, with new data */
    FORWARD,
    /** neither */
    BREAKING;

    private Compatibility and(Compatibility other) {
      if (this == other || other == FULL) {
        return this;
      }
      return this == FULL ? other : BREAKING;
    }
  }

  /**
   * One change.
   *
   * @param where {@code order.amount}
   * @param what for people: {@code minimum 0 becomes 1}
   * @param why the reason for the verdict
   */
  public record Change(String where, String what, Compatibility compatibility, String why) {}

  /** The verdict on all changes together. */
  public Compatibility compatibility() {
    return changes.stream().map(Change::compatibility).reduce(Compatibility.FULL, Compatibility::and);
  }

  /** Compares two contracts. */
  public static ContractDiff between(Contract before, Contract after) {
    Comparison comparison = new Comparison();
    for (Contract.Dataset now : after.datasets()) {
      Optional<Contract.Dataset> then = before.dataset(now.name());
      if (then.isPresent()) {
        comparison.dataset(then.get(), now);
      } else {
        comparison.add(now.name(), "dataset added", Compatibility.FULL, "nobody reads it yet");
      }
    }
    for (Contract.Dataset then : before.datasets()) {
      if (after.dataset(then.name()).isEmpty()) {
        comparison.add(then.name(), "dataset removed", Compatibility.BREAKING, "its readers have nothing to read");
      }
    }
    return new ContractDiff(comparison.changes);
  }

  /** Gathers changes. */
  private static final class Comparison {
    private static final String STRICTER = "rows that landed before may break it";
    private static final String LOOSER = "rows may land that old readers do not expect";
    /** Options below which a value must not be; for the others it must not be above. */
    private static final Set<String> LOWER = Set.of("minimum", "minLength", "minItems", "minProperties");
    private static final Set<String> UPPER = Set.of("maximum", "maxLength", "maxItems", "maxProperties");

    private final List<Change> changes = new ArrayList<>();

    void add(String where, String what, Compatibility compatibility, String why) {
      changes.add(new Change(where, what, compatibility, why));
    }

    void dataset(Contract.Dataset then, Contract.Dataset now) {
      for (Contract.Property property : now.properties()) {
        String where = now.name() + "." + property.name();
        Optional<Contract.Property> before = then.property(property.name());
        if (before.isPresent()) {
          property(where, before.get(), property);
        } else if (property.required() || property.primaryKey()) {
          add(where, "required property added", Compatibility.FORWARD, "what landed before does not have it; old readers ignore it");
        } else {
          add(where, "optional property added", Compatibility.FULL, "absent reads as null; old readers ignore it");
        }
      }
      for (Contract.Property property : then.properties()) {
        if (now.property(property.name()).isEmpty()) {
          boolean needed = property.required() || property.primaryKey();
          add(now.name() + "." + property.name(), (needed ? "required" : "optional") + " property removed",
              needed ? Compatibility.BACKWARD : Compatibility.FULL,
              needed ? "old readers count on it; new ones ignore it in old data" : "old readers must expect it to be absent; new ones ignore it in old data");
        }
      }
      List<String> keyThen = then.primaryKey().stream().map(Contract.Property::name).toList();
      List<String> keyNow = now.primaryKey().stream().map(Contract.Property::name).toList();
      if (!keyThen.equals(keyNow)) {
        add(now.name(), "primary key " + keyThen + " becomes " + keyNow, Compatibility.BREAKING, "the same row has another identity");
      }
      List<String> partsThen = then.partitions().stream().map(Contract.Property::name).toList();
      List<String> partsNow = now.partitions().stream().map(Contract.Property::name).toList();
      if (!partsThen.equals(partsNow)) {
        add(now.name(), "partitions " + partsThen + " become " + partsNow, Compatibility.FULL, "files lie in other folders; rows are the same");
      }
      rules(now.name(), then.quality(), now.quality());
    }

    private void property(String where, Contract.Property then, Contract.Property now) {
      type(where, then, now);
      if (then.required() != now.required()) {
        tightened(where, now.required() ? "becomes required" : "becomes optional", now.required());
      }
      if (then.unique() != now.unique()) {
        tightened(where, now.unique() ? "becomes unique" : "is unique no more", now.unique());
      }
      if (!Objects.equals(then.classification(), now.classification())) {
        add(where, "classification " + then.classification() + " becomes " + now.classification(), Compatibility.FULL, "values are the same; who may see them changes");
      }
      if (!Objects.equals(source(then), source(now))) {
        add(where, "read from " + source(now) + " instead of " + source(then), Compatibility.FULL, "what landed keeps its column; deliveries must follow");
      }
      options(where, then.options(), now.options());
      choices(where, then.validValues(), now.validValues());
      rules(where, then.quality(), now.quality());
    }

    private static String source(Contract.Property property) {
      return property.physicalName() == null ? property.name() : property.physicalName();
    }

    private void tightened(String where, String what, boolean stricter) {
      add(where, what, stricter ? Compatibility.FORWARD : Compatibility.BACKWARD, stricter ? STRICTER : LOOSER);
    }

    private void type(String where, Contract.Property then, Contract.Property now) {
      Type before = landed(then);
      Type after = landed(now);
      if (before.equals(after)) {
        return;
      }
      String what = "type " + before.sql() + " becomes " + after.sql();
      if (holds(after, before)) {
        add(where, what, Compatibility.BACKWARD, "the new type holds every old value; new values may not fit old readers");
      } else if (holds(before, after)) {
        add(where, what, Compatibility.FORWARD, "the old type holds every new value; old values may not fit");
      } else {
        add(where, what, Compatibility.BREAKING, "neither type holds every value of the other");
      }
    }

    private static Type landed(Contract.Property property) {
      try {
        return ContractTypes.of(property);
      } catch (CaravanException cannotLand) {
        return new Type.Text();
      }
    }

    /** Whether every value of the narrow type is one of the wide type, exactly. */
    private static boolean holds(Type wide, Type narrow) {
      if (wide instanceof Type.Int w && narrow instanceof Type.Int n) {
        return w.signed() ? n.bits() < w.bits() || n.signed() && n.bits() <= w.bits() : !n.signed() && n.bits() <= w.bits();
      }
      if (wide instanceof Type.Decimal w && narrow instanceof Type.Decimal n) {
        return w.scale() >= n.scale() && w.precision() - w.scale() >= n.precision() - n.scale();
      }
      if (wide instanceof Type.Decimal w && narrow instanceof Type.Int n) {
        return w.precision() - w.scale() >= digits(n);
      }
      return wide instanceof Type.Floating w && narrow instanceof Type.Floating n && w.bits() >= n.bits();
    }

    private static int digits(Type.Int type) {
      return new BigDecimal(java.math.BigInteger.ONE.shiftLeft(type.bits())).precision();
    }

    private void options(String where, TypeOptions then, TypeOptions now) {
      Set<String> names = new LinkedHashSet<>(then.values().keySet());
      names.addAll(now.values().keySet());
      for (String name : names) {
        Object before = then.values().get(name);
        Object after = now.values().get(name);
        if (same(before, after)) {
          continue;
        }
        String what = name + " " + words(before) + " becomes " + words(after);
        if (before == null) {
          tightened(where, name + " " + words(after) + " added", true);
        } else if (after == null) {
          tightened(where, name + " " + words(before) + " removed", false);
        } else if (before instanceof BigDecimal b && after instanceof BigDecimal a && (LOWER.contains(name) || UPPER.contains(name))) {
          tightened(where, what, LOWER.contains(name) == (a.compareTo(b) > 0));
        } else {
          add(where, what, Compatibility.BREAKING, "which of the two allows more cannot be told");
        }
      }
    }

    private void choices(String where, List<Object> then, List<Object> now) {
      if (texts(then).equals(texts(now))) {
        return;
      }
      if (then.isEmpty() || now.isEmpty()) {
        tightened(where, now.isEmpty() ? "enumeration removed" : "enumeration " + now + " added", then.isEmpty());
        return;
      }
      Set<String> added = new LinkedHashSet<>(texts(now));
      added.removeAll(texts(then));
      Set<String> removed = new LinkedHashSet<>(texts(then));
      removed.removeAll(texts(now));
      String what = "enumeration" + (added.isEmpty() ? "" : " gains " + added) + (removed.isEmpty() ? "" : " loses " + removed);
      if (!added.isEmpty() && !removed.isEmpty()) {
        add(where, what, Compatibility.BREAKING, STRICTER + ", and " + LOOSER);
      } else {
        tightened(where, what, added.isEmpty());
      }
    }

    private static Set<String> texts(List<Object> values) {
      return new LinkedHashSet<>(values.stream().map(Comparison::words).toList());
    }

    private void rules(String where, List<QualityRule> then, List<QualityRule> now) {
      Map<String, QualityRule> before = byContent(then);
      Map<String, QualityRule> after = byContent(now);
      after.forEach((content, rule) -> {
        if (!before.containsKey(content)) {
          tightened(where, "rule added: " + content, true);
        }
      });
      before.forEach((content, rule) -> {
        if (!after.containsKey(content)) {
          tightened(where, "rule removed: " + content, false);
        }
      });
    }

    private static Map<String, QualityRule> byContent(List<QualityRule> rules) {
      Map<String, QualityRule> byContent = new LinkedHashMap<>();
      for (QualityRule rule : rules) {
        if (rule.kind() == QualityRule.Kind.LIBRARY || rule.kind() == QualityRule.Kind.SQL) {
          String asked = rule.query() == null ? rule.metric() + (rule.arguments().isEmpty() ? "" : " " + rule.arguments()) : rule.query();
          String wanted = rule.comparison() == null ? "" : ", " + rule.comparison().words();
          byContent.put(asked + wanted + (rule.percent() ? " percent" : "") + ", " + rule.severity().name().toLowerCase(java.util.Locale.ROOT), rule);
        }
      }
      return byContent;
    }

    private static boolean same(Object before, Object after) {
      return before instanceof BigDecimal b && after instanceof BigDecimal a ? a.compareTo(b) == 0 : Objects.equals(before, after);
    }

    private static String words(Object value) {
      return value instanceof BigDecimal number ? number.toPlainString() : String.valueOf(value);
    }
  }
}
