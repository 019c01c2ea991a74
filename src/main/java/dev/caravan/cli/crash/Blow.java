package dev.caravan.cli.crash;

import dev.caravan.catalog.Milestone;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** When a process is killed. */
sealed interface Blow {

  /** When it reaches a milestone for the so-manyth time, whichever flow does. */
  record At(Milestone milestone, int passing) implements Blow {
    @Override
    public String toString() {
      return milestone.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** So long after it reached its first milestone. */
  record AtWork(long milliseconds) implements Blow {
    @Override
    public String toString() {
      return "a random moment of its work";
    }
  }

  /** So long after it was started. */
  record AfterStart(long milliseconds) implements Blow {
    @Override
    public String toString() {
      return "a random moment";
    }
  }

  /** Not at all. */
  record Never() implements Blow {}

  Blow NEVER = new Never();

  /** Blows without end: two at milestones, each in its turn, then one at a random moment. Not thread-safe. */
  final class Series {
    private static final int EVERY_RANDOM = 3;
    private static final int START_EVERY = 6;
    private static final int WORK_MILLISECONDS = 800;
    private static final int USUAL_START_MILLISECONDS = 1_500;

    private final Random random;
    private final List<Milestone> milestones;
    private final int passings;
    private final List<Milestone> left = new ArrayList<>();
    private long startMilliseconds = USUAL_START_MILLISECONDS;
    private int given;

    /**
     * @param milestones in the order of the first turn; later ones are in any
     * @param passings of a milestone at most, before the blow
     */
    Series(Random random, List<Milestone> milestones, int passings) {
      this.random = random;
      this.milestones = List.copyOf(milestones);
      this.passings = passings;
      this.left.addAll(milestones);
    }

    Blow next() {
      given++;
      if (given % START_EVERY == 0) {
        return new AfterStart((long) (random.nextDouble() * (startMilliseconds + WORK_MILLISECONDS)));
      }
      if (given % EVERY_RANDOM == 0) {
        return new AtWork((long) (random.nextDouble() * WORK_MILLISECONDS));
      }
      if (left.isEmpty()) {
        left.addAll(milestones);
        Collections.shuffle(left, random);
      }
      return new At(left.remove(0), 1 + random.nextInt(passings));
    }

    /** What a process took from its start to its first milestone. */
    void started(long milliseconds) {
      startMilliseconds = milliseconds;
    }
  }
}
