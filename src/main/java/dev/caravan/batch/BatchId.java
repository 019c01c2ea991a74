package dev.caravan.batch;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names a batch. A pure function of flow, source, input range and generation (I3), so that the same
 * input landed twice has the effect of once.
 *
 * @param value {@code <flow>-<16 hex digits>}: safe in file names and object keys
 */
public record BatchId(String value) {

  /**
   * @param source the stable name of where the data comes from: a folder, an account and query
   * @param range what of it: a content digest, a cursor interval, offsets
   * @param generation 0 for the first landing; a replay or a re-run of history counts up
   */
  public static BatchId of(String flow, String source, String range, int generation) {
    String digest = sha256(flow + '\n' + source + '\n' + range + '\n' + generation);
    return new BatchId(flow.replaceAll("[^A-Za-z0-9_-]", "_") + "-" + digest.substring(0, 16));
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
