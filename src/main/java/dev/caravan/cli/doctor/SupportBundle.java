package dev.caravan.cli.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A zip of texts, each without secrets. What cannot be gathered says why in its place. Not thread-safe. */
public final class SupportBundle {
  private final Scrubber scrubber;
  private final Map<String, String> parts = new LinkedHashMap<>();
  private final Map<String, String> missing = new LinkedHashMap<>();

  SupportBundle(Scrubber scrubber) {
    this.scrubber = scrubber;
  }

  /** Gathers a part; one that fails holds no other one up. */
  void add(String name, Callable<String> part) {
    try {
      parts.put(name, scrubber.scrub(part.call()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      missing.put(name, "interrupted");
    } catch (Exception e) {
      missing.put(name, scrubber.scrub(String.valueOf(e.getMessage() == null ? e : e.getMessage())));
    }
  }

  public Iterable<String> names() {
    return parts.keySet();
  }

  /** Name to reason of what could not be gathered. */
  public Map<String, String> missing() {
    return missing;
  }

  public void write(Path file) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, String> part : parts.entrySet()) {
        entry(zip, part.getKey(), part.getValue());
      }
      StringBuilder reasons = new StringBuilder();
      missing.forEach((name, why) -> reasons.append(name).append(": ").append(why).append('\n'));
      entry(zip, "missing.txt", reasons.toString());
    }
  }

  private static void entry(ZipOutputStream zip, String name, String text) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(text.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
  }
}
