package dev.caravan.streams;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Makes a message of a record that was refused; its headers say why. */
final class WriteRefused<K> implements Processor<K, Fate, byte[], byte[]> {
  static final String LATE = "late";

  private final String streams;
  private final String step;
  private final StreamsWatch watch;
  private ProcessorContext<byte[], byte[]> context;

  WriteRefused(String streams, String step, StreamsWatch watch) {
    this.streams = streams;
    this.step = step;
    this.watch = watch;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
  }

  @Override
  public void process(Record<K, Fate> record) {
    if (!(record.value() instanceof Fate.Refused refused)) {
      return;
    }
    watch.counted(streams, StreamsWatch.End.REFUSED);
    if (refused.rule().equals(LATE)) {
      watch.counted(streams, StreamsWatch.End.LATE);
    }
    RecordHeaders headers = new RecordHeaders(record.headers().toArray());
    tell(headers, Headers.STREAMS, streams);
    tell(headers, Headers.STEP, step);
    tell(headers, Headers.RULE, refused.rule());
    tell(headers, Headers.REASON, refused.reason());
    byte[] key = record.key() instanceof byte[] bytes ? bytes : record.key() instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : null;
    context.forward(new Record<>(key, refused.value(), record.timestamp(), headers));
  }

  private static void tell(RecordHeaders headers, String name, String text) {
    headers.remove(name).add(name, text.getBytes(StandardCharsets.UTF_8));
  }
}
