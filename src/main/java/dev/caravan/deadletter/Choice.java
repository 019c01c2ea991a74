package dev.caravan.deadletter;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.Problems;
import dev.caravan.batch.BatchId;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Rejects that somebody has chosen.
 *
 * @param ordinals of the chosen records, by the name of their batch; no batch is without any
 */
public record Choice(SortedMap<String, SortedSet<Long>> ordinals) {

  /**
   * @param ids {@code <batch>:<ordinal>}
   * @throws CaravanException USAGE with every text that is no id
   */
  public static Choice of(Collection<String> ids) {
    Problems problems = new Problems();
    Builder builder = new Builder();
    for (String id : ids) {
      Optional<RejectId> known = RejectId.of(id);
      if (known.isPresent()) {
        builder.add(known.get().batch().value(), known.get().ordinal());
      } else {
        problems.add(
            Problem.of(ErrorCode.USAGE, null, "'" + id + "' is no reject").required("<batch>:<number>", "'" + id + "'")
                .next("`caravan rejects list` shows the ids."));
      }
    }
    problems.throwIfAny();
    return builder.build();
  }

  public boolean isEmpty() {
    return ordinals.isEmpty();
  }

  public long size() {
    return ordinals.values().stream().mapToLong(SortedSet::size).sum();
  }

  static BatchId batch(Map.Entry<String, SortedSet<Long>> entry) {
    return new BatchId(entry.getKey());
  }

  /** Gathers a choice. */
  static final class Builder {
    private final SortedMap<String, SortedSet<Long>> ordinals = new TreeMap<>();

    void add(String batch, long ordinal) {
      ordinals.computeIfAbsent(batch, name -> new TreeSet<>()).add(ordinal);
    }

    Choice build() {
      return new Choice(ordinals);
    }
  }
}
