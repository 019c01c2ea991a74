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
 * @param after only those that are listed behind this one, which need not match
 */
public record RejectQuery(
    String flow, String rule, String field, String value, BatchId batch, RejectStatus status, Instant from, Instant to, int limit, int offset, RejectId after) {
  /** All, in pages of a hundred. */
  public static final RejectQuery ALL = new RejectQuery(null, null, null, null, null, null, null, null, 100, 0, null);

  public RejectQuery {
    if (limit < 0 || offset < 0) {
      throw new IllegalArgumentException("limit and offset must be at least 0, got " + limit + " and " + offset);
    }
  }

  public RejectQuery flow(String flow) {
    return new RejectQuery(flow, rule, field, value, batch, status, from, to, limit, offset, after);
  }

  public RejectQuery rule(String rule) {
    return new RejectQuery(flow, rule, field, value, batch, status, from, to, limit, offset, after);
  }

  public RejectQuery field(String field) {
    return new RejectQuery(flow, rule, field, value, batch, status, from, to, limit, offset, after);
  }

  public RejectQuery value(String value) {
    return new RejectQuery(flow, rule, field, value, batch, status, from, to, limit, offset, after);
  }

  public RejectQuery batch(BatchId batch) {
    return new RejectQuery(flow, rule, field, value, batch, status, from, to, limit, offset, after);
  }

  public RejectQuery status(RejectStatus status) {
    return new RejectQuery(flow, rule, field, value, batch, status, from, to, limit, offset, after);
  }

  public RejectQuery from(Instant from) {
    return new RejectQuery(flow, rule, field, value, batch, status, from, to, limit, offset, after);
  }

  public RejectQuery to(Instant to) {
    return new RejectQuery(flow, rule, field, value, batch, status, from, to, limit, offset, after);
  }

  public RejectQuery limit(int limit) {
    return new RejectQuery(flow, rule, field, value, batch, status, from, to, limit, offset, after);
  }

  public RejectQuery offset(int offset) {
    return new RejectQuery(flow, rule, field, value, batch, status, from, to, limit, offset, after);
  }

  public RejectQuery after(RejectId after) {
    return new RejectQuery(flow, rule, field, value, batch, status, from, to, limit, offset, after);
  }
}
