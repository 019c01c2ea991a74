package dev.caravan.cli.crash;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Records of a number and an amount as JSON text, of which some are refused for their amount. */
abstract class SeededAmounts implements SeededSource {
  /** The contract's property of the amount, which refuses the bad ones. */
  static final String AMOUNT =
      """
      - name: amount
        logicalType: number
        physicalType: DECIMAL(18,2)
        logicalTypeOptions:
          minimum: 0
      """;

  private static final int BAD_OF = 50;

  private final Map<Long, String> records = new TreeMap<>();
  private final Set<Long> refused = new TreeSet<>();

  /** @param random decides which are bad, and the amounts of the others */
  SeededAmounts(Random random, int count) {
    for (long id = 1; id <= count; id++) {
      boolean bad = random.nextInt(BAD_OF) == 0;
      if (bad) {
        refused.add(id);
      }
      records.put(id, "{\"id\":" + id + ",\"amount\":" + (bad ? "-1" : random.nextInt(100_000) + ".50") + "}");
    }
  }

  /** In the order of their numbers. */
  final Collection<String> records() {
    return Collections.unmodifiableCollection(records.values());
  }

  @Override
  public String properties() {
    return AMOUNT;
  }

  @Override
  public Set<Long> keys() {
    return records.keySet();
  }

  @Override
  public Set<Long> refused() {
    return refused;
  }

  @Override
  public String repaired(String raw) {
    return raw.replace("\"amount\":-1", "\"amount\":1");
  }
}
