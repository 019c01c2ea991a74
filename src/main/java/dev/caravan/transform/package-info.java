/** Normalise, enrich, deduplicate: each step is one plain class that adds a stage to a batch. */
package dev.caravan.transform;
