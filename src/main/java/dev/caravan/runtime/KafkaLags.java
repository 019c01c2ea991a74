package dev.caravan.runtime;

import dev.caravan.source.kafka.KafkaWatch;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Remembers how to ask how far flows are behind their topics. Thread-safe. */
final class KafkaLags implements KafkaWatch {
  private final KafkaWatch others;
  private final Map<String, LongSupplier> lags = new ConcurrentHashMap<>();

  /** @param others who are told too */
  KafkaLags(KafkaWatch others) {
    this.others = others;
  }

  @Override
  public void reads(String flow, LongSupplier lag) {
    lags.put(flow, lag);
    others.reads(flow, lag);
  }

  @Override
  public void missed(String flow, long records) {
    others.missed(flow, records);
  }

  /** Records; empty for a flow that reads no topic. */
  OptionalLong of(String flow) {
    return Optional.ofNullable(lags.get(flow)).map(lag -> OptionalLong.of(lag.getAsLong())).orElseGet(OptionalLong::empty);
  }
}
