package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page of the reference that code writes: a test compares it, {@code -Dpages.write=true} writes it anew. */
public final class GeneratedPage {
  private GeneratedPage() {}

  public static void assertUpToDate(String page, String content) throws IOException {
    assertUpToDate(Path.of("docs/reference", page), content);
  }

  /** The same for a file anywhere in the project. */
  public static void assertUpToDate(Path file, String content) throws IOException {
    if (Boolean.getBoolean("pages.write")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
    }
    assertThat(Files.readString(file)).as("write it anew with mvn test -Dtest='*PageTest,KubernetesExportCommandTest' -Dpages.write=true").isEqualTo(content);
  }
}
