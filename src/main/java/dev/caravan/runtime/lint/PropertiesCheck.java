package dev.caravan.runtime.lint;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.runtime.ConfigSources;
import java.util.Map;
import org.apache.camel.catalog.ConfigurationPropertiesValidationResult;

/** Looks at a properties file: the settings of Caravan and of Camel, and secrets. */
final class PropertiesCheck {
  private final CamelParts camel;
  private final SecretCheck secrets;
  private final Findings findings;

  PropertiesCheck(CamelParts camel, SecretCheck secrets, Findings findings) {
    this.camel = camel;
    this.secrets = secrets;
    this.findings = findings;
  }

  void check(LintFile file) {
    for (PropertiesText.Entry entry : PropertiesText.read(file)) {
      secrets.property(entry.key(), entry.value(), entry.valuePlace());
      if (entry.key().startsWith("caravan.") && !entry.value().contains("{{")) {
        setting(entry);
      } else if (entry.key().startsWith("camel.") && !entry.value().contains("{{")) {
        camel(entry);
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

  private void camel(PropertiesText.Entry entry) {
    ConfigurationPropertiesValidationResult result = camel.catalog().validateConfigurationProperty(entry.key() + "=" + entry.value());
    if (!result.isAccepted() || result.isSuccess()) {
      return;
    }
    if (result.getUnknown() != null || result.getUnknownComponent() != null) {
      findings.add(LintRule.SETTING_UNKNOWN, entry.keyPlace(), "Camel has no property '" + entry.key() + "'", null, null, null);
    } else {
      findings.add(LintRule.SETTING_VALUE, entry.valuePlace(), "the property '" + entry.key() + "' cannot be read", required(result),
          SecretCheck.isSecretName(entry.key()) ? "something else" : "'" + entry.value() + "'", null);
    }
  }

  private static String required(ConfigurationPropertiesValidationResult result) {
    if (result.getInvalidEnum() != null) {
      return "one of " + String.join(", ", result.getInvalidEnumChoices().values().iterator().next());
    }
    return result.getInvalidInteger() != null ? "a whole number"
        : result.getInvalidNumber() != null ? "a number"
        : result.getInvalidBoolean() != null ? "true or false"
        : result.getInvalidDuration() != null ? "a duration such as 5s or 1m30s"
        : "a value of its kind";
  }

  private static String lower(String message) {
    return Character.toLowerCase(message.charAt(0)) + message.substring(1);
  }
}
