/** Traces of passes, from the source to where rows are visible. */
package dev.caravan.runtime.traces;
