/** Windows, joins and deduplication over topics on Kafka Streams, told in a file and run beside routes. */
package dev.caravan.streams;
