package dev.caravan.sink.kafka;

import java.util.function.Predicate;

/** The rows of a batch in source order, as they are sent. */
@FunctionalInterface
interface Messages {

  /** @param taker is given one after the other, until it says that it wants no more */
  void each(Predicate<Message> taker);
}
