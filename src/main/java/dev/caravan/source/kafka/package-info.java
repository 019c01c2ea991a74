/** Topics of Kafka: what stands in their partitions becomes batches, and the ledger keeps how far each has been read. */
package dev.caravan.source.kafka;
