package dev.caravan.sink.jdbc;

import dev.caravan.batch.Batch;

/**
 * A batch on its way into a table.
 *
 * @param probe a query that answers when the database can be reached
 */
public record UpsertPlan(Batch batch, String probe) {}
