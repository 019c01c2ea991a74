package dev.caravan.source.file;

import java.nio.file.Path;
import java.time.Instant;

/**
 * A file as it stood when its folder was listed.
 *
 * @param name the path as the integrator's parameter leads to it
 */
record FoundFile(Path path, String name, long size, Instant modified) {}
