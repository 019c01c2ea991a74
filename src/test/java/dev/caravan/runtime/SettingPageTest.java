package dev.caravan.runtime;

import dev.caravan.GeneratedPage;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class SettingPageTest {

  @Test
  void thePageIsWhatTheSettingsSay() throws IOException {
    StringBuilder page = new StringBuilder("""
        # Configuration

        A later source wins over an earlier one: the defaults below, `application.properties` on the class path, a properties file
        (`--properties FILE`, or `caravan.properties` in the working directory), the environment, `-p key=value`. An unknown
        `caravan.*` key is an error; every other key goes to Camel as it stands.

        This page is made from `Setting`; a test compares it.

        | key | default | environment | meaning |
        |---|---|---|---|
        """);
    for (Setting setting : Setting.values()) {
      page.append("| `").append(setting.key()).append("` | ")
          .append(setting.byDefault().isEmpty() ? "" : "`" + setting.byDefault() + "`")
          .append(" | `").append(setting.environmentName()).append("` | ").append(setting.sentence()).append(" |\n");
    }
    GeneratedPage.assertUpToDate("configuration.md", page.toString());
  }
}
