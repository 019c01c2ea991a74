package dev.caravan.sink.kafka;

import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A row as it is sent.
 *
 * @param ordinal of its record in the segment
 */
record Message(long ordinal, ProducerRecord<byte[], byte[]> record) {}
