/** Normalise, enrich, deduplicate, filter: each step is one plain class that adds a stage to a batch. */
package dev.caravan.transform;
