package dev.caravan.runtime.lint;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.runtime.ConfigSources;
import java.util.Map;

/** Looks at a properties file: Caravan's own settings, and secrets. */
final class PropertiesCheck {
  private final SecretCheck secrets;
  private final Findings findings;

  PropertiesCheck(SecretCheck secrets, Findings findings) {
    this.secrets = secrets;
    this.findings = findings;
  }

  void check(LintFile file) {
    for (PropertiesText.Entry entry : PropertiesText.read(file)) {
      secrets.property(entry.key(), entry.value(), entry.valuePlace());
      if (entry.key().startsWith("caravan.") && !entry.value().contains("{{")) {
        setting(entry);
      }
    }
  }

  // Read as the start reads it, so that both say the same. What has no place there is about several
  // settings, and the others may stand elsewhere.
  private void setting(PropertiesText.Entry entry) {
    try {
      new ConfigSources().commandLine(Map.of(entry.key(), entry.value())).read();
    } catch (CaravanException exception) {
      for (Problem problem : exception.problems().stream().filter(problem -> problem.place() != null).toList()) {
        boolean unknown = problem.code() == ErrorCode.CONFIG_UNKNOWN_KEY;
        findings.add(unknown ? LintRule.SETTING_UNKNOWN : LintRule.SETTING_VALUE, unknown ? entry.keyPlace() : entry.valuePlace(),
            lower(problem.message()), problem.required(), problem.got(), unknown ? problem.next() : null);
      }
    }
  }

  private static String lower(String message) {
    return Character.toLowerCase(message.charAt(0)) + message.substring(1);
  }
}
