/** What flows: raw segments, the lazy relation over them, and the DuckDB engine that runs it. */
package dev.caravan.batch;
