package dev.caravan.streams;

import java.util.Locale;
import java.util.function.Supplier;

/** Is told what becomes of the records of a file of streams. Implementations are thread-safe. */
public interface StreamsWatch {
  /** Nobody looks. */
  StreamsWatch NONE = (streams, end) -> {};

  /** What can become of a record. One that a join or hopping windows use again and again is read once. */
  enum End {
    READ,
    WRITTEN,
    DEDUPLICATED,
    FILTERED,
    /** among those that are refused: its windows were over */
    LATE,
    REFUSED;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One record more. What a transaction that failed has counted is counted again when it is repeated. */
  void counted(String streams, End end);

  /** Tells how a service stands, from now on. @param standing asked at any time */
  default void watches(String streams, Supplier<StreamsStanding> standing) {}
}
