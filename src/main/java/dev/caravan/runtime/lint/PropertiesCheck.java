package dev.caravan.runtime.lint;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.runtime.ConfigSources;
import java.util.LinkedHashMap;
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
    Map<String, PropertiesText.Entry> settings = new LinkedHashMap<>();
    for (PropertiesText.Entry entry : PropertiesText.read(file)) {
      secrets.property(entry.key(), entry.value(), entry.valuePlace());
      if (entry.key().startsWith("caravan.") && !entry.value().contains("{{")) {
        settings.put(entry.key(), entry);
      } else if (entry.key().startsWith("camel.") && !entry.value().contains("{{")) {
        camel(entry);
      }
    }
    settings(settings);
  }

  // Read as the start reads them, all at once, so that both say the same: one setting may ask for another. What
  // has no place among these is about settings that may stand elsewhere.
  private void settings(Map<String, PropertiesText.Entry> settings) {
    Map<String, String> texts = new LinkedHashMap<>();
    settings.forEach((key, entry) -> texts.put(key, entry.value()));
    try {
      new ConfigSources().commandLine(texts).read();
    } catch (CaravanException exception) {
      for (Problem problem : exception.problems()) {
        PropertiesText.Entry entry = problem.place() == null ? null : settings.get(problem.place().file().replaceFirst("^-p ", ""));
        if (entry != null) {
          boolean unknown = problem.code() == ErrorCode.CONFIG_UNKNOWN_KEY;
          findings.add(unknown ? LintRule.SETTING_UNKNOWN : LintRule.SETTING_VALUE, unknown ? entry.keyPlace() : entry.valuePlace(),
              lower(problem.message()), problem.required(), problem.got(), unknown ? problem.next() : null);
        }
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
