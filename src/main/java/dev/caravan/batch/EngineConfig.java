package dev.caravan.batch;

import java.nio.file.Path;

/**
 * What the engine may use.
 *
 * @param memory of DuckDB, e.g. {@code 512MB}; the Java heap comes on top
 * @param threads that compute at once; 0 means one a core
 * @param spill folder for what does not fit into memory; each engine makes one of its own beside it when it needs it, its
 *     name with a number behind, and removes it when it closes
 */
public record EngineConfig(String memory, int threads, Path spill) {}
