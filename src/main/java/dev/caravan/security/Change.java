package dev.caravan.security;

import java.time.Instant;

/**
 * What the audit says of a file that changed while flows ran.
 *
 * @param kind of the file: route, kamelet, contract, query or properties
 * @param file as people name it
 * @param action added, changed or removed
 * @param digestBefore SHA-256 in hex; null when it was not there
 * @param digestAfter null when it is there no more
 * @param flows that were replaced, started or stopped, or would have been, separated by commas
 * @param outcome {@code done}, or the code of the failure
 * @param reason of a failure, or what else is to be known; null when nothing is
 * @param fileOwner owner of the file by the file system, who need not be who wrote it; null when it does not tell
 */
public record Change(Instant at, String kind, String file, String action, String digestBefore, String digestAfter, String flows, String outcome, String reason, String fileOwner) {
  public static final String DONE = "done";
}
