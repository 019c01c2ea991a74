/** Caravan's own events on their way from the outbox of the ledger to a topic. */
package dev.caravan.sink.events;
