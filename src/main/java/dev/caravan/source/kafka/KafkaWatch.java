package dev.caravan.source.kafka;

import java.util.function.LongSupplier;

/** Is told how flows stand towards their topics. Implementations are thread-safe. */
public interface KafkaWatch {
  /** Nobody looks. */
  KafkaWatch NONE =
      new KafkaWatch() {
        @Override
        public void reads(String flow, LongSupplier lag) {}

        @Override
        public void missed(String flow, long records) {}
      };

  /** @param lag records that stand in the partitions this process reads and are not gathered yet; asked at any time */
  void reads(String flow, LongSupplier lag);

  /** Records were gone before they could be read, at most so many. */
  void missed(String flow, long records);
}
