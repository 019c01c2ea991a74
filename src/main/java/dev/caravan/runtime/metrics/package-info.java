/** What Prometheus is told: one list of series, and what keeps them. */
package dev.caravan.runtime.metrics;
