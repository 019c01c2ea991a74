package dev.caravan.deadletter;

import dev.caravan.batch.BatchId;
import java.time.Instant;

/**
 * Which rejects are wanted; null means any.
 *
 * @param rule a reject matches when one of its failures has this rule and, if given, this field and value
 * @param value what was found there, exactly
 * @param from last seen at or after
 * @param to last seen before
 * @param limit at most so many
 * @param offset so many are passed over first
 */
public record RejectQuery(
    String flow, String rule, String field, String value, BatchId batch, RejectStatus status, Instant from, Instant to, int limit, int offset) {
  /** All, in pages of a hundred. */
  public static final RejectQuery ALL = new RejectQuery(null, null, null, null, null, null, null, null, 100, 0);

  public RejectQuery {
    if (limit < 0 || offset < 0) {
      throw new IllegalArgumentException("limit and offset must be at least 0, got " + limit + " and " + offset);
    }
  }

  public RejectQuery flow(String flow) {
    return new RejectQuery(flow, rule, field, value, batch, status, from, to, limit, offset);
  }

  public RejectQuery rule(String rule) {
    return new RejectQuery(flow, rule, field, value, batch, status, from, to, limit, offset);
  }

  public RejectQuery field(String field) {
    return new RejectQuery(flow, rule, field, value, batch, status, from, to, limit, offset);
  }

  public RejectQuery value(String value) {
    return new RejectQuery(flow, rule, field, value, batch, status, from, to, limit, offset);
  }

  public RejectQuery batch(BatchId batch) {
    return new RejectQuery(flow, rule, field, value, batch, status, from, to, limit, offset);
  }

  public RejectQuery status(RejectStatus status) {
    return new RejectQuery(flow, rule, field, value, batch, status, from, to, limit, offset);
  }

  public RejectQuery from(Instant from) {
    return new RejectQuery(flow, rule, field, value, batch, status, from, to, limit, offset);
  }

  public RejectQuery to(Instant to) {
    return new RejectQuery(flow, rule, field, value, batch, status, from, to, limit, offset);
  }

  public RejectQuery limit(int limit) {
    return new RejectQuery(flow, rule, field, value, batch, status, from, to, limit, offset);
  }

  public RejectQuery offset(int offset) {
    return new RejectQuery(flow, rule, field, value, batch, status, from, to, limit, offset);
  }
}
