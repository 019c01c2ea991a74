/** Rows and events on their way into topics: each batch in one transaction, once. */
package dev.caravan.sink.kafka;
