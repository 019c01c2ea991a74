package dev.caravan.deadletter;

/**
 * Why records are refused, and how many.
 *
 * @param field null when the record as a whole is meant
 * @param rejects that have this failure
 * @param example one of them, the first kept
 * @param got what the example has; null for a missing value
 */
public record Reason(String flow, String field, String rule, String required, long rejects, KeptReject example, String got) {}
