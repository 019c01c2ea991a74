package dev.caravan.deadletter;

/** Rejects of a flow that broke a rule; one that broke two rules is in both counts. */
public record RuleCount(String flow, String rule, long rejects) {}
