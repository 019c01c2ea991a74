package dev.caravan.streams;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Decides on records that find none to go with. */
final class Lonely {
  private static final String RULE = "unmatched";

  private final Without without;
  private final Taken taken;
  private final Runnable count;

  /** @param count is run for each that is dropped */
  Lonely(Without without, Taken taken, Runnable count) {
    this.without = without;
    this.taken = taken;
    this.count = count;
  }

  /** @return empty when it is dropped */
  Optional<Fate> fate(ObjectNode row) {
    return switch (without) {
      case KEEP -> Optional.of(new Fate.Row(taken.together(row, null)));
      case REJECT -> Optional.of(new Fate.Refused(RowJson.write(row), RULE, "nothing in '" + taken.source() + "' goes with it"));
      case DROP -> {
        count.run();
        yield Optional.empty();
      }
    };
  }
}
