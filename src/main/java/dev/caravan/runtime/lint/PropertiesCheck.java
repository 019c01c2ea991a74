package dev.caravan.runtime.lint;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Problem;
import dev.caravan.runtime.ConfigSources;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.catalog.ConfigurationPropertiesValidationResult;
import org.apache.camel.tooling.model.ComponentModel;

/** Looks at a properties file: the settings of Caravan and of Camel, and secrets. */
final class PropertiesCheck {
  private static final String COMPONENT = "camel.component.";

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
    // Of a component it does not know the catalogue says nothing; the start looks for it.
    boolean noComponent = entry.key().startsWith(COMPONENT) && !result.isAccepted() && !camel.packaged("component", component(entry.key()));
    if (!noComponent && (!result.isAccepted() || result.isSuccess())) {
      return;
    }
    if (noComponent || result.getUnknown() != null || result.getUnknownComponent() != null) {
      findings.add(LintRule.SETTING_UNKNOWN, entry.keyPlace(), "Camel has no property '" + entry.key() + "'", null, null, near(entry.key()));
    } else {
      findings.add(LintRule.SETTING_VALUE, entry.valuePlace(), "the property '" + entry.key() + "' cannot be read", required(result),
          SecretCheck.isSecretName(entry.key()) ? "something else" : "'" + entry.value() + "'", null);
    }
  }

  private String near(String key) {
    Set<String> valid = new TreeSet<>();
    camel.catalog().mainModel().getOptions().forEach(option -> valid.add(option.getName()));
    if (key.startsWith(COMPONENT)) {
      String name = component(key);
      String rest = key.substring(COMPONENT.length() + name.length());
      camel.component(name).map(ComponentModel::getComponentOptions).ifPresentOrElse(
          options -> options.forEach(option -> valid.add(COMPONENT + name + "." + option.getName())),
          () -> camel.componentNames().forEach(known -> valid.add(COMPONENT + known + rest)));
    }
    return Nearest.to(key, valid).map(found -> "Did you mean '" + found + "'?").orElse(null);
  }

  private static String component(String key) {
    return key.substring(COMPONENT.length()).replaceFirst("\\..*", "");
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
